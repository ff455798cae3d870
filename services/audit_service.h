// AuditService: checkpoints, proofs, receipts and tiles of the ledgers. Each answer is made on the work pool.
#ifndef HUIYIN_SERVICES_AUDIT_SERVICE_H_
#define HUIYIN_SERVICES_AUDIT_SERVICE_H_

#include <utility>

#include "eventstore/event_log.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/authenticator.h"
#include "services/checkpoints.h"
#include "services/held_call.h"
#include "services/ledger_calls.h"
#include "services/work_pool.h"

namespace huiyin {

// Thread-safe. What it is given must outlive it.
class AuditService final : public v1::AuditService::CallbackService {
 public:
  AuditService(const EventLog& log, const Checkpoints& checkpoints, const Authenticator& authenticator, WorkPool& pool,
               HoldCall hold = HoldNothing)
      : log_(log), checkpoints_(checkpoints), calls_(log, authenticator, pool, std::move(hold)) {}

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
  const EventLog& log_;
  const Checkpoints& checkpoints_;
  const LedgerCalls calls_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_AUDIT_SERVICE_H_
