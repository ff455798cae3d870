// What time does by itself: due dates that come near and pass, and dates that a new calendar moves.
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

// A main task that awaits its reply by the date that the command speaks of.
absl::StatusOr<const TaskState*> TaskDueOn(const Case& c, absl::string_view proposal_id, absl::string_view unit_id,
                                           absl::string_view due_on) {
  ASSIGN_OR_RETURN(const TaskState* task, NamedTask(c, proposal_id, unit_id));
  if (task->replied) return Refused(Reason::kAlreadyReplied, {unit_id, c.proposal.round});
  if (!task->due.has_value() || task->due->day != ParseDate(due_on)) {
    return Refused(Reason::kDueIsAnother, {unit_id, task->due.has_value() ? FormatDate(task->due->day) : "-", due_on});
  }
  return task;
}

v1::DateChange ChangeOf(const LastDay& before, const LastDay& after) {
  v1::DateChange change;
  *change.mutable_before() = DeadlineOf(before);
  *change.mutable_after() = DeadlineOf(after);
  return change;
}

// The limit of the round's replies by the pack and the calendar.
const v1::TimeLimit& ReplyLimit(const Case& c, const v1::RulePack& pack) {
  if (c.proposal.round > 1) return pack.rehandling();
  return c.proposal.complex ? pack.complex_reply() : pack.reply();
}

// The open tasks' dates and the proposal's.
void RecomputeTasks(const Case& c, const v1::RulePack& pack, v1::DatesRecomputed& event) {
  const LastDay due = LimitFrom(c, *c.proposal.clock_started_on, ReplyLimit(c, pack));
  std::optional<LastDay> latest;
  for (const TaskState& task : c.proposal.tasks) {
    if (!task.due.has_value()) continue;
    const bool moves = task.due_by_pack && !task.replied && *task.due != due;
    if (moves) {
      v1::TaskDateChange& change = *event.add_tasks();
      change.set_unit_id(task.unit_id);
      *change.mutable_due() = ChangeOf(*task.due, due);
    }
    latest = Later(latest, moves ? due : *task.due);
  }
  if (latest.has_value() && c.proposal.due.has_value() && *latest != *c.proposal.due) {
    *event.mutable_due() = ChangeOf(*c.proposal.due, *latest);
  }
  if (!c.proposal.extension_limit.has_value()) return;
  const LastDay limit = LimitFrom(c, *c.proposal.clock_started_on, pack.complex_reply());
  if (limit != *c.proposal.extension_limit) {
    *event.mutable_extension_limit() = ChangeOf(*c.proposal.extension_limit, limit);
  }
}

void RecomputeFeedback(const Case& c, const v1::RulePack& pack, v1::DatesRecomputed& event) {
  if (!c.proposal.feedback_by.has_value() || !c.proposal.reply_completed_on.has_value()) return;
  const LastDay feedback_by = LimitFrom(c, *c.proposal.reply_completed_on, pack.feedback());
  if (feedback_by != *c.proposal.feedback_by) {
    *event.mutable_feedback_by() = ChangeOf(*c.proposal.feedback_by, feedback_by);
  }
}

}  // namespace

Decided DecideOn(const Case& c, const v1::AnnounceDue& command) {
  ASSIGN_OR_RETURN(const TaskState* task, TaskDueOn(c, command.proposal_id(), command.unit_id(), command.due_on()));
  if (task->announced_due == task->due->day) return Refused(Reason::kDueAlreadyNoted, {command.due_on()});
  if (c.today > task->due->day) return Refused(Reason::kDuePassed, {command.due_on(), FormatDate(c.today)});
  v1::Event event;
  v1::DueDateApproached& approached = *event.mutable_due_date_approached();
  CopyDue(command, approached);
  approached.set_days_left(static_cast<uint32_t>(task->due->day - c.today));
  approached.set_announced_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RecordOverdue& command) {
  ASSIGN_OR_RETURN(const TaskState* task, TaskDueOn(c, command.proposal_id(), command.unit_id(), command.due_on()));
  if (task->overdue_due == task->due->day) return Refused(Reason::kDueAlreadyNoted, {command.due_on()});
  if (c.today <= task->due->day) return Refused(Reason::kNotOverdue, {command.due_on(), FormatDate(c.today)});
  v1::Event event;
  v1::DueDatePassed& passed = *event.mutable_due_date_passed();
  CopyDue(command, passed);
  passed.set_round(c.proposal.round);
  passed.set_noted_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// By the pack that the round is handled under: a new pack never touches it, a new calendar does.
Decided DecideOn(const Case& c, const v1::RecomputeDates& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackOfRound(c));
  v1::Event event;
  v1::DatesRecomputed& recomputed = *event.mutable_dates_recomputed();
  CopyReason(command, recomputed);
  if (c.proposal.status == v1::Proposal::REPLIED) {
    RecomputeFeedback(c, *pack, recomputed);
  } else if (c.proposal.clock_started_on.has_value()) {
    RecomputeTasks(c, *pack, recomputed);
  }
  const bool any = recomputed.tasks_size() > 0 || recomputed.has_due() || recomputed.has_extension_limit() ||
                   recomputed.has_feedback_by();
  if (!any) return Refused(Reason::kNoDateMoves, {command.proposal_id(), c.references.calendar.version()});
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

}  // namespace huiyin
