// What time alone makes due: from what is known of a proposal, on a local day, to the commands that somebody would have
// to give if nobody's attention ever failed. PURE: same arguments, same commands.
//
//   announce_due      临期提醒   a main task without reply is due within so many days; once for each due date
//   record_overdue    逾期       its due date has passed; once for each due date
//   urge              催办       the same; and again so many days after the unit was last urged, by whomever
//   lapse_feedback    反馈逾期   the deputy's time to evaluate has passed
//   miss_commitment   承诺未兑现 a promise's date has passed, and it is neither kept nor known to be missed
//   recompute_dates   重算期限   open dates were counted by another calendar than the one in force
//
// A day on which nobody looked is made up for by looking later: what is due stays due until it is recorded, and the
// facts say when it is. Urges that were missed are not made up for one by one: a unit is urged once today, not three
// times.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_POLICY_H_
#define HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_POLICY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

inline constexpr uint32_t kReminderDaysMax = 365;

// In days; 0: never. At most kReminderDaysMax.
struct ReminderRules {
  // A due date is announced from so many days before it.
  uint32_t announce_days = 7;
  // A unit whose date has passed is urged at once, and so often.
  uint32_t urge_every_days = 10;
};

// The proposal's commands that are due on the ledger's local day `today`, in the order in which they are to be given.
// All but occurred_at is filled in.
std::vector<v1::Command> DueOrders(const v1::ProposalFacts& facts, absl::string_view ledger_id, int32_t today,
                                   const ReminderRules& rules);

// By which calendar dates were counted, and in which record.
struct DatesCounted {
  uint64_t seq = 0;
  std::string calendar_version;
};

// Whether the proposal has dates that are still open, and so could move.
bool HasOpenDates(const v1::ProposalFacts& facts);
// nullopt: the record counts none of the dates that are open until the next one that does.
std::optional<DatesCounted> DatesCountedIn(const v1::Record& record);
// nullopt: they were counted by `calendar_version`. What moves, if anything, is for the domain to say: dates that were
// given or extended, and rounds under an older rule pack, it leaves as they are.
std::optional<v1::Command> RecomputeOrder(const v1::ProposalFacts& facts, absl::string_view ledger_id,
                                          const DatesCounted& counted, absl::string_view calendar_version);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_POLICY_H_
