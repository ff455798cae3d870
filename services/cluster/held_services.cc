#include "services/cluster/held_services.h"

#include <memory>

#include "absl/status/statusor.h"
#include "services/cluster/forwarding.h"
#include "services/cluster/routed_call.h"
#include "services/stream_pump.h"

namespace huiyin {

using Local = v1::QueryService::CallbackService;

grpc::ServerUnaryReactor* HeldQueryService::ListLedgers(grpc::CallbackServerContext* context,
                                                        const v1::ListLedgersRequest* request,
                                                        v1::ListLedgersResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::ListLedgers);
}

grpc::ServerUnaryReactor* HeldQueryService::GetDirectory(grpc::CallbackServerContext* context,
                                                         const v1::GetDirectoryRequest* request,
                                                         v1::GetDirectoryResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetDirectory);
}

grpc::ServerUnaryReactor* HeldQueryService::GetProposal(grpc::CallbackServerContext* context,
                                                        const v1::GetProposalRequest* request,
                                                        v1::GetProposalResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetProposal);
}

grpc::ServerUnaryReactor* HeldQueryService::ListProposals(grpc::CallbackServerContext* context,
                                                          const v1::ListProposalsRequest* request,
                                                          v1::ListProposalsResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::ListProposals);
}

grpc::ServerUnaryReactor* HeldQueryService::GetTimeline(grpc::CallbackServerContext* context,
                                                        const v1::GetTimelineRequest* request,
                                                        v1::GetTimelineResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetTimeline);
}

grpc::ServerUnaryReactor* HeldQueryService::ListDue(grpc::CallbackServerContext* context,
                                                    const v1::ListDueRequest* request, v1::ListDueResponse* response) {
  return AnswerForwarded<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::ListDue);
}

grpc::ServerWriteReactor<v1::GetStatisticsResponse>* HeldQueryService::GetStatistics(
    grpc::CallbackServerContext* context, const v1::GetStatisticsRequest* request) {
  const absl::StatusOr<std::shared_ptr<Shard>> shard = ShardOfForwarded(*context, routes_);
  if (!shard.ok()) return new RefusedStream<v1::GetStatisticsResponse>(shard.status());
  return (*shard)->query().GetStatistics(context, request);
}

grpc::ServerWriteReactor<v1::GetReportResponse>* HeldReportService::GetReport(grpc::CallbackServerContext* context,
                                                                              const v1::GetReportRequest* request) {
  const absl::StatusOr<std::shared_ptr<Shard>> shard = ShardOfForwarded(*context, routes_);
  if (!shard.ok()) return new RefusedStream<v1::GetReportResponse>(shard.status());
  return (*shard)->report().GetReport(context, request);
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* HeldSubscriptionService::Subscribe(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) {
  const absl::StatusOr<std::shared_ptr<Shard>> shard = ShardOfForwarded(*context, routes_);
  if (!shard.ok()) return new RefusedStream<v1::SubscribeResponse>(shard.status());
  return (*shard)->subscription().Subscribe(context, request);
}

}  // namespace huiyin
