// Who executes a partition's commands at this moment.
#ifndef HUIYIN_SERVICES_CLUSTER_COMMAND_OWNERS_H_
#define HUIYIN_SERVICES_CLUSTER_COMMAND_OWNERS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "services/command_lanes.h"

namespace huiyin {

// Thread-safe.
class CommandOwners {
 public:
  virtual ~CommandOwners() = default;
  virtual uint32_t partitions() const = 0;
  virtual uint32_t PartitionOf(const LedgerId& ledger) const = 0;
  // This node's own, of one lane; whoever has the pointer keeps it alive. The last one may be let go on the lane's own
  // thread, which cannot end itself: who made it must leave that to another. nullptr: the partition is not this node's.
  virtual std::shared_ptr<CommandLanes> Here(uint32_t partition) const = 0;
  // host:port of the node that owns it. kUnavailable: as Routes::ChannelToOwner.
  virtual absl::StatusOr<std::string> Elsewhere(uint32_t partition) const = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_COMMAND_OWNERS_H_
