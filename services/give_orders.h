// Commands of one ledger to its lane, and what becomes of each.
#ifndef HUIYIN_SERVICES_GIVE_ORDERS_H_
#define HUIYIN_SERVICES_GIVE_ORDERS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "huiyin/v1/commands.pb.h"
#include "services/command_lanes.h"

namespace huiyin {

// The lane could not say whether it was executed, or did not take it: to be given again, under the same id.
bool IsUnanswered(const absl::Status& status);

// Blocks until they are answered: one outcome for each command, in order. An error: none of them was taken.
absl::StatusOr<std::vector<absl::StatusOr<CommandReceipt>>> GiveOrders(CommandLanes& lanes, const LedgerId& ledger,
                                                                       bool historical,
                                                                       absl::Span<const v1::Command> orders);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_GIVE_ORDERS_H_
