// AuditService of a node of a cluster: each ledger's trees and checkpoints are its owner's to answer for (ADR 0017).
// Permissions are the shard's to check: the caller's credentials travel.
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTED_AUDIT_SERVICE_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTED_AUDIT_SERVICE_H_

#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/cluster/routes.h"

namespace huiyin {

// Thread-safe. `routes` must outlive it.
class RoutedAuditService final : public v1::AuditService::CallbackService {
 public:
  explicit RoutedAuditService(const Routes& routes) : routes_(routes) {}

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
  const Routes& routes_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTED_AUDIT_SERVICE_H_
