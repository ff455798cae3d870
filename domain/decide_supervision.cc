// The congress's own supervision: merging, priorities, urging, visits, the presidium, publication, reopening.
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

// The primary can still be answered (decision A36).
absl::Status PrimaryTakesMore(const Case& c, absl::string_view primary_id) {
  switch (c.other.status) {
    case v1::Proposal::REGISTERED:
    case v1::Proposal::ASSIGNED:
    case v1::Proposal::HANDLING:
      return absl::OkStatus();
    default:
      return Refused(Reason::kPrimaryNotOpen, {primary_id, WordsOf(c.other.status)});
  }
}

// What is there can be made public, when the deputy allowed it (decision A36).
absl::Status MayBePublic(const Case& c, const v1::Publish& command) {
  if (!c.proposal.allow_publication) return Refused(Reason::kPublicationNotAllowed);
  for (const int part : command.parts()) {
    if (part == v1::Publication::REPLY && !c.proposal.ever_replied) return Refused(Reason::kNoReplyToPublish);
    if (part == v1::Publication::EVALUATION && c.proposal.evaluated_round == 0)
      return Refused(Reason::kNoEvaluationToPublish);
  }
  return absl::OkStatus();
}

}  // namespace

Decided DecideOn(const Case& c, const v1::Merge& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  if (!c.other.Exists()) return Refused(Reason::kProposalUnknown, {command.into_proposal_id()});
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(PrimaryTakesMore(c, command.into_proposal_id()));
  v1::Event event;
  CopyMerge(command, *event.mutable_proposal_merged());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::ConvertMotion& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.proposal.kind != v1::Proposal::MOTION) return Refused(Reason::kNotAMotion, {command.proposal_id()});
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackToday(c));
  const Signatures signatures = SignaturesOf(c, *pack);
  if (signatures.enough()) return Refused(Reason::kSignaturesSuffice, {signatures.needed, signatures.given});
  v1::Event event;
  v1::MotionConverted& converted = *event.mutable_motion_converted();
  CopyReason(command, converted);
  converted.set_signatures(signatures.given);
  converted.set_signatures_needed(signatures.needed);
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

Decided DecideOn(const Case& c, const v1::DesignatePriority& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.proposal.priority) return Refused(Reason::kAlreadyPriority, {command.proposal_id()});
  v1::Event event;
  CopyPriority(command, *event.mutable_priority_designated());
  event.mutable_priority_designated()->set_designated_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Urge& command) {
  RETURN_IF_ERROR(NamedTask(c, command.proposal_id(), command.unit_id()).status());
  v1::Event event;
  CopyProgress(command, *event.mutable_unit_urged());
  event.mutable_unit_urged()->set_urged_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RecordVisit& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyVisit(command, *event.mutable_return_visit_recorded());
  event.mutable_return_visit_recorded()->set_visited_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// After a second DISSATISFIED; the proposal stays EVALUATED (decision A36).
Decided DecideOn(const Case& c, const v1::Escalate& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(NotBeforePresidium(c));
  if (c.proposal.round < 2 || c.proposal.result != v1::Evaluation::DISSATISFIED) {
    return Refused(Reason::kNotDissatisfiedTwice);
  }
  v1::Event event;
  CopyReason(command, *event.mutable_proposal_escalated());
  event.mutable_proposal_escalated()->set_round(c.proposal.round);
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::ResolveEscalation& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (!c.proposal.escalation_pending) return Refused(Reason::kNoEscalationPending);
  v1::Event event;
  CopyDecision(command, *event.mutable_escalation_resolved());
  event.mutable_escalation_resolved()->set_round(c.proposal.round);
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Publish& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(MayBePublic(c, command));
  v1::Event event;
  CopyPublication(command, *event.mutable_proposal_published());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Unpublish& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (!c.proposal.published) return Refused(Reason::kNotPublished, {command.proposal_id()});
  v1::Event event;
  CopyReason(command, *event.mutable_proposal_unpublished());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// The new round stands under the pack in force on the day, like one that is ordered (decision A36).
Decided DecideOn(const Case& c, const v1::Reopen& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackToday(c));
  v1::Event event;
  v1::ProposalReopened& reopened = *event.mutable_proposal_reopened();
  CopyReason(command, reopened);
  reopened.set_round(c.proposal.round + 1);
  reopened.set_reopened_on(FormatDate(c.today));
  *reopened.mutable_due() = DeadlineOf(LimitFrom(c, c.today, pack->rehandling()));
  SetMainUnits(c, reopened);
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

}  // namespace huiyin
