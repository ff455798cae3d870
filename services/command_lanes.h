// Where admitted commands go: lanes, each of which executes what it is given in the order in which it was given.
#ifndef HUIYIN_SERVICES_COMMAND_LANES_H_
#define HUIYIN_SERVICES_COMMAND_LANES_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "base/ids.h"
#include "services/command_queue.h"

namespace huiyin {

// Thread-safe.
class CommandLanes {
 public:
  virtual ~CommandLanes() = default;
  // All commands of a ledger go one way.
  virtual uint32_t LaneOf(const LedgerId& ledger) const = 0;
  // Hands over the group; all its commands are of ledgers of that lane. An error (kResourceExhausted,
  // kUnavailable …): it was not taken.
  virtual absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COMMAND_LANES_H_
