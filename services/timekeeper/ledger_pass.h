// One pass of the timekeeper over one ledger: first its open dates, by the calendar in force; then what is due by them.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_LEDGER_PASS_H_
#define HUIYIN_SERVICES_TIMEKEEPER_LEDGER_PASS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/commands.pb.h"
#include "projections/views.h"
#include "services/command_lanes.h"
#include "services/pass_report.h"
#include "services/timekeeper/timekeeper_policy.h"

namespace huiyin {

// A proposal into which past events are being entered is left alone for so long after the latest of them was recorded.
inline constexpr absl::Duration kLateEntryPatience = absl::Hours(24);

struct TimekeeperOptions {
  ReminderRules rules;
  // Also in ledgers that hold nothing but imported history; there the orders are recorded as history too.
  bool in_history = false;
  // Under way at a time, at most; a proposal's are never parted. At least 1.
  size_t orders_at_once = 256;
};

// All must outlive whoever has them.
struct TimekeeperParts {
  const EventLog& log;
  const Views& views;
  CommandLanes& lanes;
  const TimeZones& zones;
  const Clock& clock;
  // Of the calendar that the lanes' writers decide by.
  std::string calendar_version;
};

// A ledger at the moment of the pass.
struct LedgerMoment {
  LedgerId ledger;
  absl::Time now;
  absl::TimeZone zone;
  // The local day, and when it began.
  int32_t today = 0;
  absl::Time day_began;
  bool is_history = false;
};

// Not thread-safe.
class LedgerPass {
 public:
  // All must outlive it; `is_stopped` ends it soon, kCancelled.
  LedgerPass(const TimekeeperParts& parts, const TimekeeperOptions& options, const LedgerMoment& moment,
             const std::atomic<bool>& is_stopped, const OnOrder& on_order, PassReport& report)
      : parts_(parts),
        options_(options),
        moment_(moment),
        is_stopped_(is_stopped),
        on_order_(on_order),
        report_(report) {}

  // Orders the recount of all open dates that another calendar counted. An error: not all were answered.
  absl::Status RecomputeDates();
  // Orders what is due. An error: not all were answered.
  absl::Status Remind();

  // When what waits is to be looked at again. InfiniteFuture: nothing waits.
  absl::Time again_at() const { return again_at_; }

 private:
  // Adds the proposal's orders, if any.
  using Collect = absl::FunctionRef<absl::Status(const v1::ProposalFacts&)>;

  absl::Status Walk(Collect collect);
  absl::Status CollectRecount(const v1::ProposalFacts& facts);
  // The orders happen at a moment that fits the proposal's latest record; or they wait.
  void Add(std::vector<v1::Command> orders, const v1::Record& latest);
  void Wait(size_t orders, absl::Time until);
  bool IsBeingEntered(const v1::Record& latest) const;
  absl::Status GiveCollected();
  // What became of one order. An error: that is not known.
  absl::Status Settle(const absl::StatusOr<CommandReceipt>& outcome);

  const TimekeeperParts& parts_;
  const TimekeeperOptions& options_;
  const LedgerMoment& moment_;
  const std::atomic<bool>& is_stopped_;
  const OnOrder& on_order_;
  PassReport& report_;
  absl::Time again_at_ = absl::InfiniteFuture();
  std::vector<v1::Command> collected_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_LEDGER_PASS_H_
