// SubscriptionService of a node of a cluster (ADR 0017). A subscription to one ledger is answered by the shard that has
// it, here or on its owner; any other is merged of one stream a partition. Tokens are those of one machine with all
// partitions.
//
// When a partition moves, the stream ends kUnavailable, with a hint to retry: whoever subscribes again, at any node,
// with the last token, gets the rest.
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTED_SUBSCRIPTION_SERVICE_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTED_SUBSCRIPTION_SERVICE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/cluster/held_services.h"
#include "services/cluster/partition_channels.h"
#include "services/cluster/routes.h"
#include "services/stream_limit.h"

namespace huiyin {

// Subscriptions that read from other nodes or several partitions, at a time. One more is answered kResourceExhausted
// (TOO_MANY_STREAMS).
inline constexpr int kRoutedSubscriptionsMax = 1'000;

// Thread-safe. What it is given must outlive it.
class RoutedSubscriptionService final : public v1::SubscriptionService::CallbackService {
 public:
  RoutedSubscriptionService(const Routes& routes, const PartitionChannels& channels)
      : routes_(routes), channels_(channels), held_(routes) {}

  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override;

 private:
  using Reactor = grpc::ServerWriteReactor<v1::SubscribeResponse>;
  absl::StatusOr<Reactor*> Forward(grpc::CallbackServerContext* context, const v1::SubscribeRequest& request,
                                   uint32_t partition);
  absl::StatusOr<Reactor*> Gather(grpc::CallbackServerContext* context, const v1::SubscribeRequest& request);

  const Routes& routes_;
  const PartitionChannels& channels_;
  HeldSubscriptionService held_;
  StreamLimit streams_{kRoutedSubscriptionsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTED_SUBSCRIPTION_SERVICE_H_
