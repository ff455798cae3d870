// The routes of a node: its own shards, and the way to those of others.
#ifndef HUIYIN_SERVICES_CLUSTER_NODE_ROUTES_H_
#define HUIYIN_SERVICES_CLUSTER_NODE_ROUTES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "services/cluster/command_owners.h"
#include "services/cluster/peer_channels.h"
#include "services/cluster/routes.h"
#include "services/cluster/shard_keeper.h"

namespace huiyin {

// What is known of a partition besides this node's shards.
struct PartitionNews {
  // host:port of the node that took it over last. Empty: not known. It may be old.
  std::function<std::string(uint32_t partition)> owner_of;
  // Why this node, whose partition it is, cannot hold it. OK: it can, or it is another's.
  std::function<absl::Status(uint32_t partition)> failure_of;
};

// Thread-safe. What it is given must outlive it.
class NodeRoutes final : public Routes, public CommandOwners {
 public:
  // `keepers`: one for each partition of the log. `own_address`: as other nodes know this one.
  NodeRoutes(const EventLog& log, const std::vector<std::unique_ptr<ShardKeeper>>& keepers, PeerChannels& channels,
             PartitionNews news, std::string own_address)
      : log_(log),
        keepers_(keepers),
        channels_(channels),
        news_(std::move(news)),
        own_address_(std::move(own_address)) {}

  uint32_t partitions() const override { return log_.partitions(); }
  uint32_t PartitionOf(const LedgerId& ledger) const override { return log_.PartitionOf(ledger); }
  std::shared_ptr<Shard> Held(uint32_t partition) const override;
  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelToOwner(uint32_t partition) const override;
  std::shared_ptr<CommandLanes> Here(uint32_t partition) const override;
  absl::StatusOr<std::string> Elsewhere(uint32_t partition) const override;

 private:
  const EventLog& log_;
  const std::vector<std::unique_ptr<ShardKeeper>>& keepers_;
  PeerChannels& channels_;
  const PartitionNews news_;
  const std::string own_address_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_NODE_ROUTES_H_
