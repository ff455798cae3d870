#include "services/audit_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/audit_answers.h"
#include "services/command_gateway.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

// A call waits for a checkpoint no longer than this, whatever its deadline: it comes within a second, or not soon.
constexpr absl::Duration kWaitMax = absl::Seconds(3);

absl::Status LedgerUnknown(absl::string_view ledger) {
  return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger),
               absl::StrCat("没有登记册 ", ledger), "ledger_id");
}

absl::Time WaitUntil(absl::Time deadline) { return std::min(deadline, absl::Now() + kWaitMax); }

}  // namespace

absl::Status AuditService::Answer(const std::string& ledger,
                                  const std::function<absl::Status(const LedgerHead&, absl::Time)>& answer,
                                  absl::Time deadline) const {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log_.Head(LedgerId(ledger)));
  if (!head.has_value()) return LedgerUnknown(ledger);
  return answer(*head, deadline);
}

grpc::ServerUnaryReactor* AuditService::Run(grpc::CallbackServerContext* context, const std::string& ledger,
                                            std::function<absl::Status(const LedgerHead&, absl::Time)> answer) {
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
        const absl::Status answered = Answer(ledger, answer, deadline);
        held = nullptr;  // The context goes with the answer.
        reactor->Finish(ToRpc(answered));
      });
  if (!started.ok()) reactor->Finish(ToRpc(started));
  return reactor;
}

grpc::ServerUnaryReactor* AuditService::GetCheckpoint(grpc::CallbackServerContext* context,
                                                      const v1::GetCheckpointRequest* request,
                                                      v1::GetCheckpointResponse* response) {
  return Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
    // Without a wish: whichever is there, or the first.
    const uint64_t seq = request->at_least_seq();
    if (request->has_at_least_seq()) RETURN_IF_ERROR(CheckHasSeq(head, seq, "at_least_seq"));
    ASSIGN_OR_RETURN(KeptCheckpoint kept, checkpoints_.Covering(head.ledger, Seq(seq), WaitUntil(deadline)));
    response->set_note(std::move(kept.note));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ProveInclusion(grpc::CallbackServerContext* context,
                                                       const v1::ProveInclusionRequest* request,
                                                       v1::ProveInclusionResponse* response) {
  return Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time) -> absl::Status {
    ASSIGN_OR_RETURN(*response, InclusionOf(log_, head, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ProveConsistency(grpc::CallbackServerContext* context,
                                                         const v1::ProveConsistencyRequest* request,
                                                         v1::ProveConsistencyResponse* response) {
  return Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time) -> absl::Status {
    ASSIGN_OR_RETURN(*response, ConsistencyOf(log_, head, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::GetReceiptFile(grpc::CallbackServerContext* context,
                                                       const v1::GetReceiptFileRequest* request,
                                                       v1::GetReceiptFileResponse* response) {
  return Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckHasSeq(head, request->seq(), "seq"));
    const Seq seq(request->seq());
    ASSIGN_OR_RETURN(const KeptCheckpoint kept, checkpoints_.Covering(head.ledger, seq, WaitUntil(deadline)));
    ASSIGN_OR_RETURN(*response->mutable_proof_file(), ReceiptFileOf(log_, head.ledger, seq, kept));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::GetTileFile(grpc::CallbackServerContext* context,
                                                    const v1::GetTileFileRequest* request,
                                                    v1::GetTileFileResponse* response) {
  return Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
    if (request->path() == "checkpoint") {
      ASSIGN_OR_RETURN(KeptCheckpoint kept, checkpoints_.Covering(head.ledger, Seq(0), WaitUntil(deadline)));
      response->set_content(std::move(kept.note));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(*response->mutable_content(), TileFileOf(log_, head, request->path()));
    return absl::OkStatus();
  });
}

}  // namespace huiyin
