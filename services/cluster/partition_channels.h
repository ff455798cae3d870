// The road to each partition for calls about all of them. The shards of this node are reached over a channel too, to a
// server inside this process: so each gets a call context of its own, and what is gathered comes by one road whoever
// holds it.
#ifndef HUIYIN_SERVICES_CLUSTER_PARTITION_CHANNELS_H_
#define HUIYIN_SERVICES_CLUSTER_PARTITION_CHANNELS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "grpcpp/server.h"
#include "services/cluster/held_services.h"
#include "services/cluster/routes.h"

namespace huiyin {

// Thread-safe. `routes` must outlive it.
class PartitionChannels {
 public:
  explicit PartitionChannels(const Routes& routes);
  // Cancels the calls that are still open.
  ~PartitionChannels();

  // kUnavailable (PARTITION_MOVING).
  absl::StatusOr<std::shared_ptr<grpc::Channel>> To(uint32_t partition) const;
  // By partition. kUnavailable names the first to which there is no road.
  absl::StatusOr<std::vector<std::shared_ptr<grpc::Channel>>> ToAll() const;

 private:
  const Routes& routes_;
  HeldQueryService queries_;
  HeldReportService reports_;
  HeldSubscriptionService subscriptions_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> own_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_PARTITION_CHANNELS_H_
