// Lanes that destroy a person's key once the erasure is in the log, before the answer goes out: whoever reads OK knows
// that the key is gone. Whoever orders it again, since the answer got lost, has it done again.
#ifndef HUIYIN_SERVICES_ERASING_LANES_H_
#define HUIYIN_SERVICES_ERASING_LANES_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "base/ids.h"
#include "services/command_lanes.h"
#include "services/personal/personal_data.h"

namespace huiyin {

// Thread-safe. What it is given must outlive it, and every group that it took.
class ErasingLanes final : public CommandLanes {
 public:
  ErasingLanes(CommandLanes& lanes, const PersonalData& personal) : lanes_(lanes), personal_(personal) {}

  uint32_t LaneOf(const LedgerId& ledger) const override { return lanes_.LaneOf(ledger); }
  // An erasure that was recorded and whose key could not be destroyed is answered with that error.
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override;

 private:
  CommandLanes& lanes_;
  const PersonalData& personal_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ERASING_LANES_H_
