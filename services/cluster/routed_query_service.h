// QueryService of a node of a cluster: every question is answered by the shards that hold what it asks about, here or
// on other nodes (ADR 0017). Whoever asks any node gets the answers of one machine.
//
//   of one ledger (or several of one partition)   the shard's own answer, or that of the partition's owner
//   of all ledgers, or of several partitions      each partition's, merged in the order of one machine
//
// Permissions are the shards' to check: the caller's credentials travel. A question about all is not answered in part:
// kUnavailable names a partition that is away.
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTED_QUERY_SERVICE_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTED_QUERY_SERVICE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "services/cluster/held_services.h"
#include "services/cluster/partition_channels.h"
#include "services/cluster/routes.h"
#include "services/stream_limit.h"

namespace huiyin {

// Lists over all partitions, and streams of statistics from other nodes, at a time: each holds a page of 2 MiB of every
// partition that it reads. One more is answered kResourceExhausted (TOO_MANY_STREAMS).
inline constexpr int kGatheredListsMax = 32;
inline constexpr int kGatheredStatisticsMax = 32;

// Thread-safe. What it is given must outlive it.
class RoutedQueryService final : public v1::QueryService::CallbackService {
 public:
  RoutedQueryService(const Routes& routes, const PartitionChannels& channels)
      : routes_(routes), channels_(channels), held_(routes) {}

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
  template <typename Request, typename Response>
  using RemoteMethod = void (v1::QueryService::StubInterface::async_interface::*)(grpc::ClientContext*, const Request*,
                                                                                  Response*,
                                                                                  std::function<void(grpc::Status)>);

  // To all, with one answer made of theirs.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Gather(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                   RemoteMethod<Request, Response> remote);

  // From the one partition that has all the ledgers asked for, or merged.
  absl::StatusOr<grpc::ServerWriteReactor<v1::GetStatisticsResponse>*> GatherStatistics(
      grpc::CallbackServerContext* context, const v1::GetStatisticsRequest& request);

  const Routes& routes_;
  const PartitionChannels& channels_;
  HeldQueryService held_;
  StreamLimit lists_{kGatheredListsMax};
  StreamLimit statistics_{kGatheredStatisticsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTED_QUERY_SERVICE_H_
