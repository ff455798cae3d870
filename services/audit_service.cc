#include "services/audit_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "services/audit_answers.h"

namespace huiyin {
namespace {

// A call waits for a checkpoint no longer than this, whatever its deadline: it comes within a second, or not soon.
constexpr absl::Duration kWaitMax = absl::Seconds(3);

absl::Time WaitUntil(absl::Time deadline) { return std::min(deadline, absl::Now() + kWaitMax); }

}  // namespace

grpc::ServerUnaryReactor* AuditService::GetCheckpoint(grpc::CallbackServerContext* context,
                                                      const v1::GetCheckpointRequest* request,
                                                      v1::GetCheckpointResponse* response) {
  return calls_.Run(
      context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
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
  return calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time) -> absl::Status {
    ASSIGN_OR_RETURN(*response, InclusionOf(log_, head, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ProveConsistency(grpc::CallbackServerContext* context,
                                                         const v1::ProveConsistencyRequest* request,
                                                         v1::ProveConsistencyResponse* response) {
  return calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time) -> absl::Status {
    ASSIGN_OR_RETURN(*response, ConsistencyOf(log_, head, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::GetReceiptFile(grpc::CallbackServerContext* context,
                                                       const v1::GetReceiptFileRequest* request,
                                                       v1::GetReceiptFileResponse* response) {
  return calls_.Run(
      context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
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
  return calls_.Run(
      context, request->ledger_id(), [=, this](const LedgerHead& head, absl::Time deadline) -> absl::Status {
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
