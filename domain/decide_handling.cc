// From assignment to the eve of the reply: signing, returns, progress, co-opinions, extensions.
#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

bool IsMain(v1::Task::Role role) { return role == v1::Task::LEAD || role == v1::Task::SEPARATE; }

// An explicit date is taken as it is, within the pack's own limit (decision A19).
absl::StatusOr<LastDay> DueOf(const Case& c, const v1::Assign& command, const LastDay& limit) {
  const std::optional<absl::CivilDay> given = ParseDate(command.due_on());
  if (!given.has_value()) return limit;
  if (*given <= c.today) return Refused(Reason::kDueNotAfterDay, {command.due_on(), FormatDate(c.today)});
  if (*given > limit.day) return Refused(Reason::kDueBeyondLimit, {command.due_on(), FormatDate(limit.day)});
  return LastDay{*given, false};
}

void SetTaskDates(const Case& c, const v1::RulePack& pack, const v1::Deadline& due, v1::AssignedTask& assigned) {
  const auto from_today = [&](const v1::TimeLimit& limit) { return DeadlineOf(LimitFrom(c, c.today, limit)); };
  *assigned.mutable_return_by() = from_today(pack.return_());
  if (IsMain(assigned.task().role())) {
    *assigned.mutable_due() = due;
    *assigned.mutable_contact_by() = from_today(pack.contact());
  } else {
    *assigned.mutable_co_opinion_by() = from_today(pack.co_opinion());
  }
}

bool AnyOtherMainTask(const Case& c, const TaskState& task) {
  return std::any_of(c.proposal.tasks.begin(), c.proposal.tasks.end(),
                     [&](const TaskState& other) { return &other != &task && other.is_main(); });
}

// What becomes of the proposal without `task`. The pack that decided on it; nullptr: none.
absl::StatusOr<const v1::RulePack*> SetReturnConsequences(const Case& c, const TaskState& task,
                                                          v1::ReturnAccepted& accepted) {
  if (!task.is_main()) {
    *accepted.mutable_due() = DeadlineOf(LatestDue(c, nullptr, std::nullopt));
    return nullptr;
  }
  if (!AnyOtherMainTask(c, task)) {
    accepted.set_unassigned(true);
    return nullptr;
  }
  *accepted.mutable_due() = DeadlineOf(LatestDue(c, &task, std::nullopt));
  if (!AllOthersReplied(c, task)) return nullptr;
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackOfRound(c));
  accepted.set_completes_reply(true);
  *accepted.mutable_feedback_by() = DeadlineOf(LimitFrom(c, c.today, pack->feedback()));
  return pack;
}

// A main unit's own task, for what only main units do.
absl::StatusOr<const TaskState*> OwnMainTask(const Case& c, absl::string_view proposal_id, absl::string_view unit_id,
                                             Reason if_co) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, proposal_id, unit_id));
  if (!task->is_main()) return Refused(if_co, {unit_id});
  return task;
}

absl::Status WithinTaskDue(const Case& c, const TaskState& task) {
  if (!task.due.has_value() || c.today <= task.due->day) return absl::OkStatus();
  return Refused(Reason::kExtensionTooLate, {FormatDate(task.due->day), FormatDate(c.today)});
}

// Later than the task's date, and within the round's limit (decision A24). Asked again when granted: a new calendar may
// have moved either in between.
absl::Status MayBeExtendedTo(const Case& c, const TaskState& task, absl::CivilDay new_due) {
  if (task.due.has_value() && new_due <= task.due->day) {
    return Refused(Reason::kExtensionNotLater, {FormatDate(new_due), FormatDate(task.due->day)});
  }
  const std::optional<LastDay>& limit = c.proposal.extension_limit;
  if (limit.has_value() && new_due > limit->day) {
    return Refused(Reason::kExtensionBeyondLimit, {FormatDate(new_due), FormatDate(limit->day)});
  }
  return absl::OkStatus();
}

}  // namespace

Decided DecideOn(const Case& c, const v1::Assign& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  for (const v1::Task& task : command.tasks()) RETURN_IF_ERROR(UnitKnown(c, task.unit_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackToday(c));
  const absl::CivilDay start = ClockStart(c, *pack);
  const LastDay complex_limit = LimitFrom(c, start, pack->complex_reply());
  const LastDay limit = command.complex() ? complex_limit : LimitFrom(c, start, pack->reply());
  ASSIGN_OR_RETURN(const LastDay due, DueOf(c, command, limit));

  v1::Event event;
  v1::ProposalAssigned& assigned = *event.mutable_proposal_assigned();
  CopyAssignment(command, assigned);
  assigned.set_due_given(!command.due_on().empty());
  *assigned.mutable_due() = DeadlineOf(due);
  assigned.set_assigned_on(FormatDate(c.today));
  assigned.set_clock_started_on(FormatDate(start));
  *assigned.mutable_extension_limit() = DeadlineOf(complex_limit);
  assigned.set_follow_up_counts_as_completed(pack->close_counts_follow_up());
  for (const v1::Task& task : command.tasks()) {
    v1::AssignedTask& with_dates = *assigned.add_tasks();
    *with_dates.mutable_task() = task;
    SetTaskDates(c, *pack, assigned.due(), with_dates);
  }
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

Decided DecideOn(const Case& c, const v1::SignFor& command) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, command.proposal_id(), command.unit_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  // Decision A27.
  if (c.proposal.round != 1) return Refused(Reason::kSignatureNotNeeded, {c.proposal.round});
  if (task->signed_for) return Refused(Reason::kAlreadySigned, {command.unit_id()});
  v1::Event event;
  CopyTaskNamed(command, *event.mutable_task_received());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RequestReturn& command) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, command.proposal_id(), command.unit_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.proposal.round != 1) return Refused(Reason::kReturnOnlyInFirstRound, {c.proposal.round});
  if (task->replied) return Refused(Reason::kReturnAfterReply, {command.unit_id()});
  if (task->return_asked) return Refused(Reason::kReturnAlreadyAsked, {command.unit_id()});
  if (task->return_by.has_value() && c.today > task->return_by->day) {
    return Refused(Reason::kReturnTooLate, {FormatDate(task->return_by->day), FormatDate(c.today)});
  }
  v1::Event event;
  CopyTaskReason(command, *event.mutable_return_requested());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::AcceptReturn& command) {
  ASSIGN_OR_RETURN(const TaskState* task, NamedTask(c, command.proposal_id(), command.unit_id()));
  if (!task->return_asked) return Refused(Reason::kNoReturnAsked, {command.unit_id()});
  v1::Event event;
  v1::ReturnAccepted& accepted = *event.mutable_return_accepted();
  CopyTaskReason(command, accepted);
  accepted.set_role(task->role);
  accepted.set_accepted_on(FormatDate(c.today));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, SetReturnConsequences(c, *task, accepted));
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

Decided DecideOn(const Case& c, const v1::RefuseReturn& command) {
  ASSIGN_OR_RETURN(const TaskState* task, NamedTask(c, command.proposal_id(), command.unit_id()));
  if (!task->return_asked) return Refused(Reason::kNoReturnAsked, {command.unit_id()});
  v1::Event event;
  CopyTaskReason(command, *event.mutable_return_refused());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::LogProgress& command) {
  RETURN_IF_ERROR(OwnTask(c, command.proposal_id(), command.unit_id()).status());
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyProgress(command, *event.mutable_progress_logged());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::LogContact& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  RETURN_IF_ERROR(OwnTask(c, command.proposal_id(), command.unit_id()).status());
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyContact(command, *event.mutable_contact_logged());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::GiveCoOpinion& command) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, command.proposal_id(), command.unit_id()));
  if (task->is_main()) return Refused(Reason::kOnlyCoUnitGivesOpinion, {command.unit_id()});
  RETURN_IF_ERROR(StatusAllows(c));
  if (task->co_opinion_given) return Refused(Reason::kCoOpinionAlreadyGiven, {command.unit_id()});
  v1::Event event;
  CopyCoOpinion(command, *event.mutable_co_opinion_given());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RequestExtension& command) {
  ASSIGN_OR_RETURN(const TaskState* task,
                   OwnMainTask(c, command.proposal_id(), command.unit_id(), Reason::kCoUnitMayNotAskExtension));
  RETURN_IF_ERROR(StatusAllows(c));
  if (task->replied) return Refused(Reason::kAlreadyReplied, {command.unit_id(), c.proposal.round});
  if (task->extension_asked_to.has_value()) return Refused(Reason::kExtensionAlreadyAsked, {command.unit_id()});
  RETURN_IF_ERROR(WithinTaskDue(c, *task));
  RETURN_IF_ERROR(MayBeExtendedTo(c, *task, ParseDate(command.new_due_on()).value_or(absl::CivilDay())));
  v1::Event event;
  CopyExtension(command, *event.mutable_extension_requested());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::GrantExtension& command) {
  ASSIGN_OR_RETURN(const TaskState* task, NamedTask(c, command.proposal_id(), command.unit_id()));
  if (!task->extension_asked_to.has_value()) return Refused(Reason::kNoExtensionAsked, {command.unit_id()});
  RETURN_IF_ERROR(WithinTaskDue(c, *task));
  RETURN_IF_ERROR(MayBeExtendedTo(c, *task, *task->extension_asked_to));
  v1::Event event;
  v1::ExtensionGranted& granted = *event.mutable_extension_granted();
  CopyTaskNamed(command, granted);
  granted.set_new_due_on(FormatDate(*task->extension_asked_to));
  *granted.mutable_due() = DeadlineOf(LatestDue(c, task, LastDay{*task->extension_asked_to, false}));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RefuseExtension& command) {
  ASSIGN_OR_RETURN(const TaskState* task, NamedTask(c, command.proposal_id(), command.unit_id()));
  if (!task->extension_asked_to.has_value()) return Refused(Reason::kNoExtensionAsked, {command.unit_id()});
  v1::Event event;
  CopyTaskReason(command, *event.mutable_extension_refused());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

}  // namespace huiyin
