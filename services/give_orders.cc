#include "services/give_orders.h"

#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"
#include "base/status_macros.h"
#include "domain/command_of.h"

namespace huiyin {

bool IsUnanswered(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return false;
    default:
      return true;
  }
}

absl::StatusOr<std::vector<absl::StatusOr<CommandReceipt>>> GiveOrders(CommandLanes& lanes, const LedgerId& ledger,
                                                                       bool historical,
                                                                       absl::Span<const v1::Command> orders) {
  auto group = std::make_unique<CommandGroup>();
  for (const v1::Command& order : orders) {
    group->commands.push_back({&order, CommandDigest(order), historical, nullptr, order.ByteSizeLong()});
  }
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;
  absl::Notification answered;
  group->done = [&](CommandGroup& done) {
    outcomes = std::move(done.outcomes);
    answered.Notify();
  };
  RETURN_IF_ERROR(lanes.Submit(lanes.LaneOf(ledger), group));
  answered.WaitForNotification();
  return outcomes;
}

}  // namespace huiyin
