// The timekeeper 定时督办: gives, as SYSTEM, the commands that time alone makes due (timekeeper_policy.h), pass by
// pass. One for each owner of a partition (docs/adr/0024).
//
// A pass waits until the views hold what the log held when it began, and then gives what is due in each ledger on its
// own local day. It may be interrupted at any point, repeated, or run by two instances at once: command ids name what
// an order is about, and the register takes each once.
//
// When an order happens (occurred_at): at the beginning of the ledger's local day on which it is given; when the
// proposal has an event later that day, together with that. So an order given twice on one day has the same bytes, and
// it stands neither before what it rests on nor in the future.
//
// Left alone are a ledger that holds nothing but imported history, until its first live command (or in_history); and a
// proposal whose latest event was recorded on a later day than it occurred, for kLateEntryPatience: more of its past
// may be about to be entered, which would be refused as having occurred before the order.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_H_
#define HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "huiyin/v1/facts.pb.h"
#include "services/timekeeper/ledger_pass.h"

namespace huiyin {

// One thread calls Pass; the rest is thread-safe.
class Timekeeper {
 public:
  Timekeeper(const TimekeeperParts& parts, const TimekeeperOptions& options) : parts_(parts), options_(options) {}

  // An error: no ledger could be looked into. kCancelled: stopped.
  absl::StatusOr<PassReport> Pass(const OnOrder& on_order = nullptr);

  // From now on passes, also one that is under way, end soon; provided that the lanes answer what they took.
  void Stop() { is_stopped_ = true; }
  bool is_stopped() const { return is_stopped_; }

 private:
  // How a ledger was when it was dealt with.
  struct DealtWith {
    int32_t day = 0;
    // 0: never.
    uint64_t events = 0;
    // Something waits until then.
    absl::Time again_at = absl::InfiniteFuture();
    // Its open dates are by the calendar in force, and stay so: its writers count by no other.
    bool is_recounted = false;
  };

  absl::Status LookInto(const v1::LedgerFacts& ledger, const OnOrder& on_order, PassReport& report);
  absl::Status DealWith(const LedgerMoment& moment, const OnOrder& on_order, PassReport& report, DealtWith& dealt);
  absl::StatusOr<LedgerMoment> MomentOf(const v1::LedgerFacts& ledger) const;
  // All its records are imported history: that ends with the first live one, for ever (decision A16).
  absl::StatusOr<bool> IsHistory(const v1::LedgerFacts& ledger) const;

  const TimekeeperParts parts_;
  const TimekeeperOptions options_;
  std::atomic<bool> is_stopped_ = false;
  std::map<std::string, DealtWith> dealt_with_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_H_
