#include "services/ledger_calls.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/command_gateway.h"
#include "services/rpc_status.h"

namespace huiyin {

absl::Status LedgerUnknown(absl::string_view ledger, absl::string_view field) {
  return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger),
               absl::StrCat("没有登记册 ", ledger), field);
}

absl::Status LedgerCalls::AnswerFor(const std::string& ledger, const Answer& answer, absl::Time deadline) const {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log_.Head(LedgerId(ledger)));
  if (!head.has_value()) return LedgerUnknown(ledger);
  return answer(*head, deadline);
}

grpc::ServerUnaryReactor* LedgerCalls::Run(grpc::CallbackServerContext* context, const std::string& ledger,
                                           Answer answer) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  const absl::Status allowed = caller.ok() ? CheckMaySee(*caller, ledger) : caller.status();
  if (!allowed.ok()) {
    reactor->Finish(ToRpc(allowed));
    return reactor;
  }
  const absl::Time deadline = absl::FromChrono(context->deadline());
  const absl::Status started =
      pool_.Start([this, reactor, deadline, &ledger, answer = std::move(answer), held = hold_(*context)]() mutable {
        const absl::Status answered = AnswerFor(ledger, answer, deadline);
        held = nullptr;  // The context goes with the answer.
        reactor->Finish(ToRpc(answered));
      });
  if (!started.ok()) reactor->Finish(ToRpc(started));
  return reactor;
}

}  // namespace huiyin
