// From a call to a command: whose it is, whether its shape is right, and on to its ledger's lane.
#ifndef HUIYIN_SERVICES_COMMAND_GATEWAY_H_
#define HUIYIN_SERVICES_COMMAND_GATEWAY_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/references.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/receipt.pb.h"
#include "services/authenticator.h"
#include "services/command_lanes.h"
#include "services/personal/personal_data.h"

namespace huiyin {

// The identity of a call's caller, from its metadata.
absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, const Authenticator& authenticator);

// The command of a call, all but its body.
v1::Command CommandFrom(const v1::CommandHeader& header);

void SetReceipt(const v1::Command& command, const CommandReceipt& receipt, v1::Receipt& out);

// Shared by the services that take commands. Thread-safe. What it is given must outlive it.
class CommandGateway {
 public:
  CommandGateway(CommandLanes& lanes, const Authenticator& authenticator, const References& references,
                 const PersonalData& personal)
      : lanes_(lanes), authenticator_(authenticator), references_(references), personal_(personal) {}

  CommandLanes& lanes() const { return lanes_; }
  const Authenticator& authenticator() const { return authenticator_; }
  const PersonalData& personal() const { return personal_; }

  // Makes `command` the caller's, checks it, and encrypts what is personal in it. The actor is the caller; only an
  // administrator may name another, and is then recorded as who entered it. On OK the result points to `command` and
  // `caller`.
  absl::StatusOr<PreparedCommand> Admit(const Caller& caller, bool historical, v1::Command& command) const;

  // Orders one command as `caller`; `done` is called once with what came of it, after `receipt` was set. An error is of
  // a command that was not taken: then `done` is not called. `receipt` must live until then.
  absl::Status Order(const Caller& caller, v1::Command command, absl::Time deadline, v1::Receipt* receipt,
                     std::function<void(const absl::Status&)> done) const;

  // One command in a call of its own.
  template <typename Request, typename Body>
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const Request* request, v1::Receipt* receipt,
                                 const Body& (Request::*body)() const, Body* (v1::Command::*slot)()) const {
    return Call(context, request->header(), receipt,
                [=](v1::Command& command) { *(command.*slot)() = (request->*body)(); });
  }

 private:
  absl::Status Encrypt(bool historical, v1::Command& command) const;
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const v1::CommandHeader& header,
                                 v1::Receipt* receipt, const std::function<void(v1::Command&)>& set_body) const;

  CommandLanes& lanes_;
  const Authenticator& authenticator_;
  const References references_;
  const PersonalData& personal_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COMMAND_GATEWAY_H_
