// Reply, evaluation, re-handling, closing.
#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

absl::Status CommitmentsNew(const Case& c, const v1::DeliverReply& command) {
  for (const v1::Commitment& made : command.commitments()) {
    if (c.proposal.FindCommitment(made.commitment_id()) != nullptr)
      return Refused(Reason::kCommitmentExists, {made.commitment_id()});
  }
  return absl::OkStatus();
}

absl::Status MayReplyNow(const Case& c, const TaskState& task) {
  if (task.replied) return Refused(Reason::kAlreadyReplied, {task.unit_id, c.proposal.round});
  if (task.return_asked) return Refused(Reason::kReturnPending, {task.unit_id});
  return absl::OkStatus();
}

absl::Status NoOpenCommitment(const Case& c) {
  for (const CommitmentState& commitment : c.proposal.commitments) {
    if (commitment.open()) return Refused(Reason::kCommitmentsOpen, {commitment.commitment_id});
  }
  return absl::OkStatus();
}

// Over a DISSATISFIED: in round 1 re-handling is due; later a note must say why (decision A34).
absl::Status DeputyHeard(const Case& c, const v1::Close& command) {
  if (c.proposal.result != v1::Evaluation::DISSATISFIED) return absl::OkStatus();
  if (c.proposal.round == 1) return Refused(Reason::kDissatisfiedNeedsRehandling);
  if (command.note().empty()) return Refused(Reason::kCloseNeedsNote);
  return absl::OkStatus();
}

// A given date has no upper limit here (decision A32).
absl::StatusOr<LastDay> RehandlingDue(const Case& c, const v1::OrderRehandling& command, const v1::RulePack& pack) {
  const std::optional<absl::CivilDay> given = ParseDate(command.due_on());
  if (!given.has_value()) return LimitFrom(c, c.today, pack.rehandling());
  if (*given <= c.today) return Refused(Reason::kDueNotAfterDay, {command.due_on(), FormatDate(c.today)});
  return LastDay{*given, false};
}

}  // namespace

Decided DecideOn(const Case& c, const v1::DeliverReply& command) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, command.proposal_id(), command.unit_id()));
  if (!task->is_main()) return Refused(Reason::kCoUnitMayNotReply, {command.unit_id()});
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(MayReplyNow(c, *task));
  RETURN_IF_ERROR(CommitmentsNew(c, command));

  v1::Event event;
  v1::ReplyDelivered& delivered = *event.mutable_reply_delivered();
  CopyReply(command, delivered);
  delivered.set_round(c.proposal.round);
  delivered.set_replied_on(FormatDate(c.today));
  *delivered.mutable_due() = DeadlineOf(c.proposal.due.value_or(LastDay()));
  if (!AllOthersReplied(c, *task)) return OfProposal(c, command.proposal_id(), std::move(event));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackOfRound(c));
  delivered.set_completes_reply(true);
  *delivered.mutable_feedback_by() = DeadlineOf(LimitFrom(c, c.today, pack->feedback()));
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

// While the round is not evaluated; neither the feedback limit nor the reply's date moves (decision A29).
Decided DecideOn(const Case& c, const v1::CorrectReply& command) {
  ASSIGN_OR_RETURN(const TaskState* task, OwnTask(c, command.proposal_id(), command.unit_id()));
  if (!task->is_main()) return Refused(Reason::kCoUnitMayNotCorrect, {command.unit_id()});
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.proposal.evaluated_round == c.proposal.round)
    return Refused(Reason::kRoundAlreadyEvaluated, {c.proposal.round});
  v1::Event event;
  CopyCorrection(command, *event.mutable_reply_corrected());
  event.mutable_reply_corrected()->set_round(c.proposal.round);
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// A late evaluation is taken until the lapse is recorded (decision A30).
Decided DecideOn(const Case& c, const v1::Evaluate& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  RETURN_IF_ERROR(DeputyActsAs(c, command.deputy_id()));
  RETURN_IF_ERROR(ActorIsLead(c));
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyEvaluation(command, *event.mutable_proposal_evaluated());
  event.mutable_proposal_evaluated()->set_round(c.proposal.round);
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::LapseFeedback& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  const std::optional<LastDay>& feedback_by = c.proposal.feedback_by;
  if (feedback_by.has_value() && c.today <= feedback_by->day) {
    return Refused(Reason::kFeedbackStillOpen, {FormatDate(feedback_by->day), FormatDate(c.today)});
  }
  v1::Event event;
  CopyProposalNamed(command, *event.mutable_feedback_lapsed());
  event.mutable_feedback_lapsed()->set_round(c.proposal.round);
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// The new round stands under the pack in force on the day it is ordered.
Decided DecideOn(const Case& c, const v1::OrderRehandling& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(NotBeforePresidium(c));
  if (c.proposal.result != v1::Evaluation::DISSATISFIED) return Refused(Reason::kNotDissatisfied);
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackToday(c));
  ASSIGN_OR_RETURN(const LastDay due, RehandlingDue(c, command, *pack));
  v1::Event event;
  v1::RehandlingOrdered& ordered = *event.mutable_rehandling_ordered();
  CopyReason(command, ordered);
  ordered.set_round(c.proposal.round + 1);
  ordered.set_ordered_on(FormatDate(c.today));
  *ordered.mutable_due() = DeadlineOf(due);
  ordered.set_due_given(!command.due_on().empty());
  SetMainUnits(c, ordered);
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

Decided DecideOn(const Case& c, const v1::Close& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(NotBeforePresidium(c));
  RETURN_IF_ERROR(NoOpenCommitment(c));
  RETURN_IF_ERROR(DeputyHeard(c, command));
  v1::Event event;
  CopyClosing(command, *event.mutable_proposal_closed());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

}  // namespace huiyin
