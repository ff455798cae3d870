// What a reply promised: followed up, kept, moved, missed (decision A33).
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

using Progress = CommitmentState::Progress;

// The promise, on a proposal whose status allows the command; not kept yet.
absl::StatusOr<const CommitmentState*> OpenCommitment(const Case& c, const CommitmentState& commitment) {
  RETURN_IF_ERROR(StatusAllows(c));
  if (!commitment.open()) return Refused(Reason::kCommitmentFulfilled, {commitment.commitment_id});
  return &commitment;
}

absl::StatusOr<const CommitmentState*> KnownCommitment(const Case& c, absl::string_view proposal_id,
                                                       absl::string_view commitment_id) {
  RETURN_IF_ERROR(ProposalKnown(c, proposal_id));
  const CommitmentState* commitment = c.proposal.FindCommitment(commitment_id);
  if (commitment == nullptr) return Refused(Reason::kCommitmentUnknown, {commitment_id, proposal_id});
  return commitment;
}

// Promised by the actor's unit (decision A07).
absl::StatusOr<const CommitmentState*> OwnCommitment(const Case& c, absl::string_view proposal_id,
                                                     absl::string_view commitment_id) {
  ASSIGN_OR_RETURN(const CommitmentState* commitment, KnownCommitment(c, proposal_id, commitment_id));
  if (c.actor().unit_id() != commitment->unit_id) {
    return Refused(Reason::kCommitmentOfAnother, {commitment_id, commitment->unit_id, c.actor().unit_id()});
  }
  return OpenCommitment(c, *commitment);
}

std::string DueOf(const CommitmentState& commitment) {
  return commitment.due.has_value() ? FormatDate(*commitment.due) : "";
}

}  // namespace

Decided DecideOn(const Case& c, const v1::BeginFollowUp& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  RETURN_IF_ERROR(NotBeforePresidium(c));
  bool any_open = false;
  for (const CommitmentState& commitment : c.proposal.commitments) any_open |= commitment.open();
  if (!any_open) return Refused(Reason::kNothingToFollowUp, {command.proposal_id()});
  v1::Event event;
  CopyProposalNamed(command, *event.mutable_follow_up_begun());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::FulfilCommitment& command) {
  ASSIGN_OR_RETURN(const CommitmentState* commitment, OwnCommitment(c, command.proposal_id(), command.commitment_id()));
  v1::Event event;
  v1::CommitmentFulfilled& fulfilled = *event.mutable_commitment_fulfilled();
  CopyFulfilment(command, fulfilled);
  fulfilled.set_unit_id(commitment->unit_id);
  fulfilled.set_fulfilled_on(FormatDate(c.today));
  fulfilled.set_due_on(DueOf(*commitment));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::ChangeCommitment& command) {
  ASSIGN_OR_RETURN(const CommitmentState* commitment, OwnCommitment(c, command.proposal_id(), command.commitment_id()));
  if (ParseDate(command.new_due_on()) <= c.today) {
    return Refused(Reason::kDueNotAfterDay, {command.new_due_on(), FormatDate(c.today)});
  }
  v1::Event event;
  v1::CommitmentChanged& changed = *event.mutable_commitment_changed();
  CopyCommitmentChange(command, changed);
  changed.set_unit_id(commitment->unit_id);
  changed.set_old_due_on(DueOf(*commitment));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::MissCommitment& command) {
  ASSIGN_OR_RETURN(const CommitmentState* known, KnownCommitment(c, command.proposal_id(), command.commitment_id()));
  ASSIGN_OR_RETURN(const CommitmentState* commitment, OpenCommitment(c, *known));
  if (commitment->progress == Progress::kMissed) return Refused(Reason::kAlreadyMissed, {command.commitment_id()});
  if (c.today <= commitment->due) {
    return Refused(Reason::kCommitmentNotDue, {command.commitment_id(), DueOf(*commitment), FormatDate(c.today)});
  }
  v1::Event event;
  v1::CommitmentMissed& missed = *event.mutable_commitment_missed();
  CopyCommitmentNamed(command, missed);
  missed.set_unit_id(commitment->unit_id);
  missed.set_due_on(DueOf(*commitment));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

}  // namespace huiyin
