#include "services/cluster/routed_subscription_service.h"

#include <utility>

#include "base/status_macros.h"
#include "services/cluster/forwarding.h"
#include "services/cluster/gathered_stream.h"
#include "services/cluster/subscription_merge.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

using Remote = v1::SubscriptionService::StubInterface::async_interface;
using Stream = GatheredStream<v1::SubscribeResponse>;

}  // namespace

grpc::ServerWriteReactor<v1::SubscribeResponse>* RoutedSubscriptionService::Subscribe(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) {
  if (IsForwarded(*context)) return held_.Subscribe(context, request);
  absl::StatusOr<Reactor*> stream;
  if (request->filter().ledger_ids_size() == 1) {
    const uint32_t partition = routes_.PartitionOf(LedgerId(request->filter().ledger_ids(0)));
    const std::shared_ptr<Shard> shard = routes_.Held(partition);
    if (shard != nullptr) return shard->subscription().Subscribe(context, request);
    stream = Forward(context, *request, partition);
  } else {
    stream = Gather(context, *request);
  }
  return stream.ok() ? *stream : new RefusedStream<v1::SubscribeResponse>(stream.status());
}

absl::StatusOr<grpc::ServerWriteReactor<v1::SubscribeResponse>*> RoutedSubscriptionService::Forward(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest& request, uint32_t partition) {
  ASSIGN_OR_RETURN(StreamLimit::Place place, streams_.Take());
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, routes_.ChannelToOwner(partition));
  std::vector<StreamToRead<v1::SubscribeResponse>> streams;
  streams.push_back(ToRead<v1::SubscriptionService>(*context, partition, channel, request, &Remote::Subscribe));
  return Stream::Start(std::move(streams), std::make_unique<PassOn<v1::SubscribeResponse>>(), std::move(place));
}

absl::StatusOr<grpc::ServerWriteReactor<v1::SubscribeResponse>*> RoutedSubscriptionService::Gather(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest& request) {
  ASSIGN_OR_RETURN(StreamLimit::Place place, streams_.Take());
  ASSIGN_OR_RETURN(std::vector<v1::SubscribeRequest> requests, DividedAmong(routes_.partitions(), request));
  ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<grpc::Channel>> channels, channels_.ToAll());
  auto merge = std::make_unique<SubscriptionMerge>(requests);
  std::vector<StreamToRead<v1::SubscribeResponse>> streams;
  for (uint32_t partition = 0; partition < channels.size(); ++partition) {
    streams.push_back(ToRead<v1::SubscriptionService>(*context, partition, channels[partition],
                                                      std::move(requests[partition]), &Remote::Subscribe));
  }
  return Stream::Start(std::move(streams), std::move(merge), std::move(place));
}

}  // namespace huiyin
