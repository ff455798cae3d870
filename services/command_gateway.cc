#include "services/command_gateway.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/command_of.h"
#include "domain/permissions.h"
#include "domain/validate.h"
#include "services/rpc_status.h"
#include "services/system_ids.h"

namespace huiyin {
namespace {

bool SameActor(const v1::Actor& a, const v1::Actor& b) {
  return a.id() == b.id() && a.role() == b.role() && a.unit_id() == b.unit_id();
}

// A single command under way: keeps alive what its group points to.
struct UnaryCall {
  v1::Command command;
  Caller caller;
};

// Whose command it is; the caller as recorded, when that is somebody else.
absl::StatusOr<const v1::Actor*> Attribute(const Caller& caller, v1::Command& command) {
  if (!command.has_actor()) {
    *command.mutable_actor() = caller.actor;
    return nullptr;
  }
  if (SameActor(command.actor(), caller.actor)) return nullptr;
  if (caller.MayNameActor()) return &caller.actor;
  return Error(absl::StatusCode::kPermissionDenied, "ACTOR_NOT_YOURS",
               absl::StrCat("you are ", caller.actor.id(), "; only an administrator may enter a command for ",
                            command.actor().id()),
               absl::StrCat("您的身份是 ", caller.actor.id(), "；只有管理员可以代 ", command.actor().id(), " 录入"),
               "actor");
}

absl::Status CheckIdIsNotReserved(const v1::Command& command) {
  if (!IsSystemId(command.command_id()) || command.actor().role() == v1::Actor::SYSTEM) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "COMMAND_ID_RESERVED",
               absl::StrCat("ids that begin with ", kTimekeeperIdPrefix, " or ", kCourierIdPrefix,
                            " are those of the system's own orders"),
               absl::StrCat("以 ", kTimekeeperIdPrefix, " 或 ", kCourierIdPrefix, " 开头的 command_id 留给系统使用"),
               "command_id");
}

}  // namespace

absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, const Authenticator& authenticator) {
  const auto& metadata = context.client_metadata();
  auto found = metadata.find("authorization");
  if (found == metadata.end()) return authenticator.Authenticate("");
  return authenticator.Authenticate(absl::string_view(found->second.data(), found->second.size()));
}

v1::Command CommandFrom(const v1::CommandHeader& header) {
  v1::Command command;
  command.set_command_id(header.command_id());
  command.set_ledger_id(header.ledger_id());
  if (header.has_occurred_at()) *command.mutable_occurred_at() = header.occurred_at();
  if (header.has_actor()) *command.mutable_actor() = header.actor();
  command.set_on_behalf_of(header.on_behalf_of());
  command.set_correlation_id(header.correlation_id());
  return command;
}

void SetReceipt(const v1::Command& command, const CommandReceipt& receipt, v1::Receipt& out) {
  out.set_ledger_id(command.ledger_id());
  out.set_first_seq(receipt.first.value());
  out.set_count(receipt.count);
  out.set_tree_size(receipt.first.value() + receipt.count);
  out.set_repeated_command(receipt.repeated);
}

// Of a command that its actor may not order at all nothing is encrypted: it is refused, and no key is made for it.
absl::Status CommandGateway::Encrypt(bool historical, v1::Command& command) const {
  if (!PermissionFor(command.command_case()).roles.Contains(command.actor().role())) return absl::OkStatus();
  if (!historical) RETURN_IF_ERROR(personal_.CheckLive(command));
  return personal_.Encrypt(command);
}

absl::StatusOr<PreparedCommand> CommandGateway::Admit(const Caller& caller, bool historical,
                                                      v1::Command& command) const {
  PreparedCommand prepared;
  prepared.historical = historical;
  if (historical && caller.actor.role() != v1::Actor::ADMINISTRATOR) {
    return Error(absl::StatusCode::kPermissionDenied, "HISTORY_NEEDS_ADMINISTRATOR",
                 "only an administrator may import history", "只有管理员可以作历史导入");
  }
  ASSIGN_OR_RETURN(prepared.entered_by, Attribute(caller, command));
  RETURN_IF_ERROR(ValidateShape(command, references_));
  RETURN_IF_ERROR(CheckIdIsNotReserved(command));
  RETURN_IF_ERROR(CheckMaySee(caller, command.ledger_id()));
  RETURN_IF_ERROR(Encrypt(historical, command));
  prepared.command = &command;
  prepared.bytes = command.ByteSizeLong();
  prepared.digest = CommandDigest(command);
  return prepared;
}

absl::Status CommandGateway::Order(const Caller& caller, v1::Command command, absl::Time deadline, v1::Receipt* receipt,
                                   std::function<void(const absl::Status&)> done) const {
  auto call = std::make_shared<UnaryCall>(UnaryCall{std::move(command), caller});
  ASSIGN_OR_RETURN(PreparedCommand prepared, Admit(call->caller, false, call->command));
  auto group = std::make_unique<CommandGroup>();
  group->commands.push_back(std::move(prepared));
  group->deadline = deadline;
  group->done = [call, receipt, done = std::move(done)](CommandGroup& answered) {
    const absl::StatusOr<CommandReceipt>& outcome = answered.outcomes.front();
    if (outcome.ok()) SetReceipt(call->command, *outcome, *receipt);
    done(outcome.status());
  };
  return lanes_.Submit(lanes_.LaneOf(LedgerId(call->command.ledger_id())), group);
}

grpc::ServerUnaryReactor* CommandGateway::Call(grpc::CallbackServerContext* context, const v1::CommandHeader& header,
                                               v1::Receipt* receipt,
                                               const std::function<void(v1::Command&)>& set_body) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto answer = [reactor](const absl::Status& status) { reactor->Finish(ToRpc(status)); };
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) {
    answer(caller.status());
    return reactor;
  }
  v1::Command command = CommandFrom(header);
  set_body(command);
  const absl::Status taken = Order(*caller, std::move(command), absl::FromChrono(context->deadline()), receipt, answer);
  if (!taken.ok()) answer(taken);
  return reactor;
}

}  // namespace huiyin
