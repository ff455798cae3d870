#include "services/timekeeper/timekeeper_policy.h"

#include "absl/strings/str_cat.h"
#include "projections/days.h"
#include "projections/facts.h"
#include "services/order_id.h"
#include "services/system_ids.h"

namespace huiyin {
namespace {

constexpr char kActorId[] = "timekeeper";

v1::Command NewOrder(absl::string_view ledger_id, absl::string_view kind, const std::vector<std::string>& about) {
  v1::Command order;
  order.set_command_id(OrderId(kTimekeeperIdPrefix, kind, about));
  order.set_ledger_id(std::string(ledger_id));
  order.mutable_actor()->set_id(kActorId);
  order.mutable_actor()->set_role(v1::Actor::SYSTEM);
  return order;
}

// "2"; "1.2" when the unit has the proposal for the second time, having returned it once: another task, which is
// announced anew even when it is due on the same day.
std::string RoundName(const v1::ProposalFacts& facts, const std::string& unit_id) {
  uint32_t times = 1;
  for (const v1::UnitTally& tally : facts.tallies()) {
    if (tally.unit_id() == unit_id) times = tally.main_tasks();
  }
  return times > 1 ? absl::StrCat(facts.round(), ".", times) : absl::StrCat(facts.round());
}

// The proposal's orders as they are found.
class Finding {
 public:
  Finding(const v1::ProposalFacts& facts, absl::string_view ledger_id, int32_t today, const ReminderRules& rules)
      : facts_(facts), ledger_id_(ledger_id), today_(today), rules_(rules) {}

  std::vector<v1::Command> All() {
    switch (facts_.status()) {
      case v1::Proposal::ASSIGNED:
      case v1::Proposal::HANDLING:
        for (const v1::TaskFacts& task : facts_.tasks()) {
          if (IsMain(task.role()) && !task.replied() && task.has_due_day()) LookAt(task);
        }
        LookAtCommitments();
        break;
      case v1::Proposal::REPLIED:
        LookAtFeedback();
        LookAtCommitments();
        break;
      case v1::Proposal::EVALUATED:
      case v1::Proposal::LAPSED:
      case v1::Proposal::FOLLOW_UP:
        LookAtCommitments();
        break;
      default:
        break;
    }
    return std::move(orders_);
  }

 private:
  v1::Command& Add(absl::string_view kind, const std::vector<std::string>& about) {
    return orders_.emplace_back(NewOrder(ledger_id_, kind, about));
  }

  void LookAt(const v1::TaskFacts& task) {
    if (today_ > task.due_day()) return Overdue(task);
    const int64_t days_left = int64_t{task.due_day()} - today_;
    const bool is_announced = task.has_announced_due_day() && task.announced_due_day() == task.due_day();
    if (rules_.announce_days > 0 && days_left <= rules_.announce_days && !is_announced) Announce(task);
  }

  std::vector<std::string> About(const v1::TaskFacts& task) const {
    return {facts_.proposal_id(), task.unit_id(), RoundName(facts_, task.unit_id()), FormatDay(task.due_day())};
  }

  void Announce(const v1::TaskFacts& task) {
    v1::AnnounceDue& announce = *Add("due-soon", About(task)).mutable_announce_due();
    announce.set_proposal_id(facts_.proposal_id());
    announce.set_unit_id(task.unit_id());
    announce.set_due_on(FormatDay(task.due_day()));
  }

  void Overdue(const v1::TaskFacts& task) {
    if (!task.has_overdue_due_day() || task.overdue_due_day() != task.due_day()) {
      v1::RecordOverdue& overdue = *Add("overdue", About(task)).mutable_record_overdue();
      overdue.set_proposal_id(facts_.proposal_id());
      overdue.set_unit_id(task.unit_id());
      overdue.set_due_on(FormatDay(task.due_day()));
    }
    // Who asked to return the task may not reply before the office has decided: the office is what is waited for.
    if (rules_.urge_every_days > 0 && !task.return_pending() && today_ >= UrgedNextOn(task)) Urge(task);
  }

  int64_t UrgedNextOn(const v1::TaskFacts& task) const {
    const bool was_urged_since = task.has_urged_day() && task.urged_day() > task.due_day();
    return was_urged_since ? int64_t{task.urged_day()} + rules_.urge_every_days : int64_t{task.due_day()} + 1;
  }

  // It is about the urge that it follows: an instance that has not yet seen the latest one names the same order.
  void Urge(const v1::TaskFacts& task) {
    std::vector<std::string> about = About(task);
    about.push_back(task.has_urged_day() ? FormatDay(task.urged_day()) : "first");
    v1::Urge& urge = *Add("urge", about).mutable_urge();
    urge.set_proposal_id(facts_.proposal_id());
    urge.set_unit_id(task.unit_id());
    const std::string due_on = FormatDay(task.due_day());
    urge.set_note(absl::StrCat("答复期限 ", due_on, " 已过，请尽快办理并答复。The reply was due on ", due_on,
                               ": please answer."));
  }

  void LookAtFeedback() {
    if (!facts_.has_feedback_by_day() || today_ <= facts_.feedback_by_day()) return;
    Add("lapse", {facts_.proposal_id(), absl::StrCat(facts_.round()), FormatDay(facts_.feedback_by_day())})
        .mutable_lapse_feedback()
        ->set_proposal_id(facts_.proposal_id());
  }

  void LookAtCommitments() {
    for (const v1::CommitmentFacts& commitment : facts_.commitments()) {
      if (commitment.state() != v1::CommitmentFacts::OPEN || today_ <= commitment.due_day()) continue;
      v1::MissCommitment& miss =
          *Add("missed", {facts_.proposal_id(), commitment.commitment_id(), FormatDay(commitment.due_day())})
               .mutable_miss_commitment();
      miss.set_proposal_id(facts_.proposal_id());
      miss.set_commitment_id(commitment.commitment_id());
    }
  }

  const v1::ProposalFacts& facts_;
  const absl::string_view ledger_id_;
  const int32_t today_;
  const ReminderRules& rules_;
  std::vector<v1::Command> orders_;
};

// Only of the events that count all dates which are open from then on: an extension's own limit, say, leaves the other
// tasks' dates as they were.
bool CountsOpenDates(const v1::Event& event) {
  switch (event.event_case()) {
    case v1::Event::kProposalAssigned:
    case v1::Event::kRehandlingOrdered:
    case v1::Event::kProposalReopened:
    case v1::Event::kDatesRecomputed:
      return true;
    case v1::Event::kReplyDelivered:
      return event.reply_delivered().completes_reply();
    case v1::Event::kReturnAccepted:
      return event.return_accepted().completes_reply();
    default:
      return false;
  }
}

}  // namespace

std::vector<v1::Command> DueOrders(const v1::ProposalFacts& facts, absl::string_view ledger_id, int32_t today,
                                   const ReminderRules& rules) {
  return Finding(facts, ledger_id, today, rules).All();
}

bool HasOpenDates(const v1::ProposalFacts& facts) {
  return facts.status() == v1::Proposal::ASSIGNED || facts.status() == v1::Proposal::HANDLING ||
         facts.status() == v1::Proposal::REPLIED;
}

std::optional<DatesCounted> DatesCountedIn(const v1::Record& record) {
  if (!CountsOpenDates(record.event()) || record.calendar_version().empty()) return std::nullopt;
  return DatesCounted{record.seq(), record.calendar_version()};
}

std::optional<v1::Command> RecomputeOrder(const v1::ProposalFacts& facts, absl::string_view ledger_id,
                                          const DatesCounted& counted, absl::string_view calendar_version) {
  if (counted.calendar_version == calendar_version) return std::nullopt;
  v1::Command order =
      NewOrder(ledger_id, "recount", {facts.proposal_id(), absl::StrCat(counted.seq), std::string(calendar_version)});
  v1::RecomputeDates& recompute = *order.mutable_recompute_dates();
  recompute.set_proposal_id(facts.proposal_id());
  recompute.set_reason(absl::StrCat("日历由 ", counted.calendar_version, " 更新为 ", calendar_version,
                                    "，据此重新计算期限。The calendar is now ", calendar_version,
                                    "; the dates were counted by ", counted.calendar_version, "."));
  return order;
}

}  // namespace huiyin
