#include "services/cluster/routed_query_service.h"

#include <map>
#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "services/cluster/forwarding.h"
#include "services/cluster/gathered_call.h"
#include "services/cluster/merged_lists.h"
#include "services/cluster/routed_call.h"
#include "services/cluster/statistics_merge.h"
#include "services/rpc_status.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

using Local = v1::QueryService::CallbackService;
using Remote = v1::QueryService::StubInterface::async_interface;

// What one partition is asked of the named ledgers, and their places among all of them.
struct NamedPart {
  v1::GetStatisticsRequest request;
  std::vector<size_t> places;
};

// By partition.
std::map<uint32_t, NamedPart> PartsOf(const v1::GetStatisticsRequest& request, const Routes& routes) {
  v1::GetStatisticsRequest of_none = request;
  of_none.clear_ledger_ids();
  std::map<uint32_t, NamedPart> parts;
  for (int i = 0; i < request.ledger_ids_size(); ++i) {
    const uint32_t partition = routes.PartitionOf(LedgerId(request.ledger_ids(i)));
    NamedPart& part = parts.try_emplace(partition, NamedPart{of_none, {}}).first->second;
    part.request.add_ledger_ids(request.ledger_ids(i));
    part.places.push_back(static_cast<size_t>(i));
  }
  if (!parts.empty()) return parts;
  for (uint32_t partition = 0; partition < routes.partitions(); ++partition) parts[partition].request = of_none;
  return parts;
}

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* RoutedQueryService::Gather(grpc::CallbackServerContext* context, const Request* request,
                                                     Response* response, RemoteMethod<Request, Response> remote) {
  absl::StatusOr<StreamLimit::Place> place = lists_.Take();
  if (!place.ok()) return Refuse(context, place.status());
  absl::StatusOr<std::vector<std::shared_ptr<grpc::Channel>>> channels = channels_.ToAll();
  if (!channels.ok()) return Refuse(context, channels.status());
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  for (uint32_t partition = 0; partition < channels->size(); ++partition) {
    contexts.push_back(UnaryForwardingContext(*context, partition));
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto call = std::make_shared<GatheredCall<Response>>(
      reactor, response, [request](std::vector<Response> answers) { return Merged(*request, std::move(answers)); },
      *std::move(place));
  call->Start(std::move(contexts), [&](size_t partition, grpc::ClientContext* onward, Response* answer,
                                       typename GatheredCall<Response>::Done done) {
    std::shared_ptr<v1::QueryService::Stub> stub = v1::QueryService::NewStub((*channels)[partition]);
    v1::QueryService::StubInterface& asked = *stub;
    (asked.async()->*remote)(
        onward, request, answer,
        [stub = std::move(stub), done = std::move(done)](grpc::Status status) { done(std::move(status)); });
  });
  return reactor;
}

grpc::ServerUnaryReactor* RoutedQueryService::ListLedgers(grpc::CallbackServerContext* context,
                                                          const v1::ListLedgersRequest* request,
                                                          v1::ListLedgersResponse* response) {
  if (IsForwarded(*context)) return held_.ListLedgers(context, request, response);
  return Gather(context, request, response,
                static_cast<RemoteMethod<v1::ListLedgersRequest, v1::ListLedgersResponse>>(&Remote::ListLedgers));
}

grpc::ServerUnaryReactor* RoutedQueryService::GetDirectory(grpc::CallbackServerContext* context,
                                                           const v1::GetDirectoryRequest* request,
                                                           v1::GetDirectoryResponse* response) {
  return RouteCall<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetDirectory,
                                     &Remote::GetDirectory);
}

grpc::ServerUnaryReactor* RoutedQueryService::GetProposal(grpc::CallbackServerContext* context,
                                                          const v1::GetProposalRequest* request,
                                                          v1::GetProposalResponse* response) {
  return RouteCall<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetProposal,
                                     &Remote::GetProposal);
}

grpc::ServerUnaryReactor* RoutedQueryService::ListProposals(grpc::CallbackServerContext* context,
                                                            const v1::ListProposalsRequest* request,
                                                            v1::ListProposalsResponse* response) {
  return RouteCall<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::ListProposals,
                                     &Remote::ListProposals);
}

grpc::ServerUnaryReactor* RoutedQueryService::GetTimeline(grpc::CallbackServerContext* context,
                                                          const v1::GetTimelineRequest* request,
                                                          v1::GetTimelineResponse* response) {
  return RouteCall<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::GetTimeline,
                                     &Remote::GetTimeline);
}

grpc::ServerUnaryReactor* RoutedQueryService::ListDue(grpc::CallbackServerContext* context,
                                                      const v1::ListDueRequest* request,
                                                      v1::ListDueResponse* response) {
  if (request->ledger_id().empty() && !IsForwarded(*context)) {
    return Gather(context, request, response,
                  static_cast<RemoteMethod<v1::ListDueRequest, v1::ListDueResponse>>(&Remote::ListDue));
  }
  return RouteCall<v1::QueryService>(routes_, &Shard::query, context, request, response, &Local::ListDue,
                                     &Remote::ListDue);
}

grpc::ServerWriteReactor<v1::GetStatisticsResponse>* RoutedQueryService::GetStatistics(
    grpc::CallbackServerContext* context, const v1::GetStatisticsRequest* request) {
  if (IsForwarded(*context)) return held_.GetStatistics(context, request);
  const std::map<uint32_t, NamedPart> parts = PartsOf(*request, routes_);
  if (parts.size() == 1) {
    const std::shared_ptr<Shard> shard = routes_.Held(parts.begin()->first);
    if (shard != nullptr) return shard->query().GetStatistics(context, request);
  }
  absl::StatusOr<grpc::ServerWriteReactor<v1::GetStatisticsResponse>*> stream = GatherStatistics(context, *request);
  return stream.ok() ? *stream : new RefusedStream<v1::GetStatisticsResponse>(stream.status());
}

absl::StatusOr<grpc::ServerWriteReactor<v1::GetStatisticsResponse>*> RoutedQueryService::GatherStatistics(
    grpc::CallbackServerContext* context, const v1::GetStatisticsRequest& request) {
  ASSIGN_OR_RETURN(StreamLimit::Place place, statistics_.Take());
  std::vector<StreamToRead<v1::GetStatisticsResponse>> streams;
  std::vector<std::vector<size_t>> places;
  std::map<uint32_t, NamedPart> parts = PartsOf(request, routes_);
  for (auto& [partition, part] : parts) {
    ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, channels_.To(partition));
    streams.push_back(
        ToRead<v1::QueryService>(*context, partition, channel, std::move(part.request), &Remote::GetStatistics));
    places.push_back(std::move(part.places));
  }
  std::unique_ptr<StreamMerge<v1::GetStatisticsResponse>> merge;
  if (parts.size() == 1) {
    merge = std::make_unique<PassOn<v1::GetStatisticsResponse>>();
  } else {
    merge = std::make_unique<StatisticsMerge>(std::move(places));
  }
  return GatheredStream<v1::GetStatisticsResponse>::Start(std::move(streams), std::move(merge), std::move(place));
}

}  // namespace huiyin
