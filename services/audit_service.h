// AuditService: checkpoints, proofs, receipts and tiles of the ledgers. Each answer is made on the work pool.
#ifndef HUIYIN_SERVICES_AUDIT_SERVICE_H_
#define HUIYIN_SERVICES_AUDIT_SERVICE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/authenticator.h"
#include "services/checkpoints.h"
#include "services/held_call.h"
#include "services/work_pool.h"

namespace huiyin {

// Thread-safe. What it is given must outlive it.
class AuditService final : public v1::AuditService::CallbackService {
 public:
  AuditService(const EventLog& log, const Checkpoints& checkpoints, const Authenticator& authenticator, WorkPool& pool,
               HoldCall hold = HoldNothing)
      : log_(log), checkpoints_(checkpoints), authenticator_(authenticator), pool_(pool), hold_(std::move(hold)) {}

  grpc::ServerUnaryReactor* GetCheckpoint(grpc::CallbackServerContext* context, const v1::GetCheckpointRequest* request,
                                          v1::GetCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* ProveInclusion(grpc::CallbackServerContext* context,
                                           const v1::ProveInclusionRequest* request,
                                           v1::ProveInclusionResponse* response) override;
  grpc::ServerUnaryReactor* ProveConsistency(grpc::CallbackServerContext* context,
                                             const v1::ProveConsistencyRequest* request,
                                             v1::ProveConsistencyResponse* response) override;
  grpc::ServerUnaryReactor* GetReceiptFile(grpc::CallbackServerContext* context,
                                           const v1::GetReceiptFileRequest* request,
                                           v1::GetReceiptFileResponse* response) override;
  grpc::ServerUnaryReactor* GetTileFile(grpc::CallbackServerContext* context, const v1::GetTileFileRequest* request,
                                        v1::GetTileFileResponse* response) override;

 private:
  // `answer`'s, of a ledger that exists.
  absl::Status Answer(const std::string& ledger,
                      const std::function<absl::Status(const LedgerHead&, absl::Time)>& answer,
                      absl::Time deadline) const;
  // Runs `answer` on the pool for a caller who may see the ledger, which exists.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const std::string& ledger,
                                std::function<absl::Status(const LedgerHead&, absl::Time deadline)> answer);

  const EventLog& log_;
  const Checkpoints& checkpoints_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  const HoldCall hold_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_AUDIT_SERVICE_H_
