// Queries, reports and subscriptions that were passed on to this node: answered by the shard that they name, or
// refused. Never passed on again.
#ifndef HUIYIN_SERVICES_CLUSTER_HELD_SERVICES_H_
#define HUIYIN_SERVICES_CLUSTER_HELD_SERVICES_H_

#include "huiyin/v1/query_service.grpc.pb.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/cluster/routes.h"

namespace huiyin {

// Thread-safe, all. `routes` must outlive them.
class HeldQueryService final : public v1::QueryService::CallbackService {
 public:
  explicit HeldQueryService(const Routes& routes) : routes_(routes) {}

  grpc::ServerUnaryReactor* ListLedgers(grpc::CallbackServerContext* context, const v1::ListLedgersRequest* request,
                                        v1::ListLedgersResponse* response) override;
  grpc::ServerUnaryReactor* GetDirectory(grpc::CallbackServerContext* context, const v1::GetDirectoryRequest* request,
                                         v1::GetDirectoryResponse* response) override;
  grpc::ServerUnaryReactor* GetProposal(grpc::CallbackServerContext* context, const v1::GetProposalRequest* request,
                                        v1::GetProposalResponse* response) override;
  grpc::ServerUnaryReactor* ListProposals(grpc::CallbackServerContext* context, const v1::ListProposalsRequest* request,
                                          v1::ListProposalsResponse* response) override;
  grpc::ServerUnaryReactor* GetTimeline(grpc::CallbackServerContext* context, const v1::GetTimelineRequest* request,
                                        v1::GetTimelineResponse* response) override;
  grpc::ServerUnaryReactor* ListDue(grpc::CallbackServerContext* context, const v1::ListDueRequest* request,
                                    v1::ListDueResponse* response) override;
  grpc::ServerWriteReactor<v1::GetStatisticsResponse>* GetStatistics(grpc::CallbackServerContext* context,
                                                                     const v1::GetStatisticsRequest* request) override;

 private:
  const Routes& routes_;
};

// Of the calls about one ledger none comes by here.
class HeldReportService final : public v1::ReportService::CallbackService {
 public:
  explicit HeldReportService(const Routes& routes) : routes_(routes) {}

  grpc::ServerWriteReactor<v1::GetReportResponse>* GetReport(grpc::CallbackServerContext* context,
                                                             const v1::GetReportRequest* request) override;

 private:
  const Routes& routes_;
};

class HeldSubscriptionService final : public v1::SubscriptionService::CallbackService {
 public:
  explicit HeldSubscriptionService(const Routes& routes) : routes_(routes) {}

  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override;

 private:
  const Routes& routes_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_HELD_SERVICES_H_
