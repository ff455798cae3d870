// Every command's way to who executes it: this node's own writer, or the node that owns the partition. A lane is a
// partition.
//
//   Submit ──► nothing waits, and it is ours ───────────────────► the shard's writer
//          └─► a bounded queue ──► a thread: when all that went the other way is answered
//                                    ├─► ours ──────────────────► the shard's writer
//                                    └─► another's ─────────────► PeerService.ExecuteHere, one call at a time
//
// So a group never overtakes one before it, also when the partition comes or goes in between. Nothing waits for a
// partition that is moving: its commands are answered kUnavailable at once.
#ifndef HUIYIN_SERVICES_CLUSTER_COMMAND_ROUTER_H_
#define HUIYIN_SERVICES_CLUSTER_COMMAND_ROUTER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "services/cluster/command_owners.h"
#include "services/cluster/peer_channels.h"
#include "services/command_lanes.h"

namespace huiyin {

struct CommandRouterOptions {
  // That wait for another node, of each partition.
  size_t queue_commands_max = 16'384;
  size_t queue_bytes_max = 64 << 20;
  // Shown to other nodes; empty: none.
  std::string peer_token;
};

// Thread-safe.
class CommandRouter final : public CommandLanes {
 public:
  // All must outlive it.
  CommandRouter(const CommandOwners& owners, PeerChannels& channels, const CommandRouterOptions& options);
  // As Stop.
  ~CommandRouter() override;

  uint32_t LaneOf(const LedgerId& ledger) const override { return owners_.PartitionOf(ledger); }
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override;

  // Takes no more; returns when all that was taken is answered. Idempotent.
  void Stop();

 private:
  class Lane;

  const CommandOwners& owners_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_COMMAND_ROUTER_H_
