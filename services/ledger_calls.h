// Unary calls about one ledger: each is answered on the work pool, for a caller who may see the ledger, when it exists.
#ifndef HUIYIN_SERVICES_LEDGER_CALLS_H_
#define HUIYIN_SERVICES_LEDGER_CALLS_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/authenticator.h"
#include "services/held_call.h"
#include "services/work_pool.h"

namespace huiyin {

// kNotFound (LEDGER_UNKNOWN).
absl::Status LedgerUnknown(absl::string_view ledger, absl::string_view field = "ledger_id");

// Thread-safe. What it is given must outlive it.
class LedgerCalls {
 public:
  using Answer = std::function<absl::Status(const LedgerHead& head, absl::Time deadline)>;

  LedgerCalls(const EventLog& log, const Authenticator& authenticator, WorkPool& pool, HoldCall hold = HoldNothing)
      : log_(log), authenticator_(authenticator), pool_(pool), hold_(std::move(hold)) {}

  // `ledger` must live as long as the call: it is the request's.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const std::string& ledger, Answer answer) const;

 private:
  absl::Status AnswerFor(const std::string& ledger, const Answer& answer, absl::Time deadline) const;

  const EventLog& log_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  const HoldCall hold_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_LEDGER_CALLS_H_
