#include "services/cluster/routed_audit_service.h"

#include "services/cluster/routed_call.h"

namespace huiyin {

using Local = v1::AuditService::CallbackService;
using Remote = v1::AuditService::StubInterface::async_interface;

grpc::ServerUnaryReactor* RoutedAuditService::GetCheckpoint(grpc::CallbackServerContext* context,
                                                            const v1::GetCheckpointRequest* request,
                                                            v1::GetCheckpointResponse* response) {
  return RouteCall<v1::AuditService>(routes_, &Shard::audit, context, request, response, &Local::GetCheckpoint,
                                     &Remote::GetCheckpoint);
}

grpc::ServerUnaryReactor* RoutedAuditService::ProveInclusion(grpc::CallbackServerContext* context,
                                                             const v1::ProveInclusionRequest* request,
                                                             v1::ProveInclusionResponse* response) {
  return RouteCall<v1::AuditService>(routes_, &Shard::audit, context, request, response, &Local::ProveInclusion,
                                     &Remote::ProveInclusion);
}

grpc::ServerUnaryReactor* RoutedAuditService::ProveConsistency(grpc::CallbackServerContext* context,
                                                               const v1::ProveConsistencyRequest* request,
                                                               v1::ProveConsistencyResponse* response) {
  return RouteCall<v1::AuditService>(routes_, &Shard::audit, context, request, response, &Local::ProveConsistency,
                                     &Remote::ProveConsistency);
}

grpc::ServerUnaryReactor* RoutedAuditService::GetReceiptFile(grpc::CallbackServerContext* context,
                                                             const v1::GetReceiptFileRequest* request,
                                                             v1::GetReceiptFileResponse* response) {
  return RouteCall<v1::AuditService>(routes_, &Shard::audit, context, request, response, &Local::GetReceiptFile,
                                     &Remote::GetReceiptFile);
}

grpc::ServerUnaryReactor* RoutedAuditService::GetTileFile(grpc::CallbackServerContext* context,
                                                          const v1::GetTileFileRequest* request,
                                                          v1::GetTileFileResponse* response) {
  return RouteCall<v1::AuditService>(routes_, &Shard::audit, context, request, response, &Local::GetTileFile,
                                     &Remote::GetTileFile);
}

}  // namespace huiyin
