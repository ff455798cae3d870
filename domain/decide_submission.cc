// From submission to registration, and withdrawal.
#include <algorithm>
#include <limits>
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"

namespace huiyin {
namespace {

bool IsSeated(const Case& c, absl::string_view deputy_id) {
  auto deputy = c.ledger.deputies.find(deputy_id);
  return deputy != c.ledger.deputies.end() && deputy->second.seated;
}

bool IsCosigner(const Case& c, absl::string_view deputy_id) {
  const auto& cosigners = c.proposal.cosigner_ids;
  return std::find(cosigners.begin(), cosigners.end(), deputy_id) != cosigners.end();
}

absl::Status SubmissionEntitiesKnown(const Case& c, const v1::Submit& command) {
  RETURN_IF_ERROR(DeputyKnown(c, command.lead_deputy_id()));
  for (const std::string& cosigner : command.cosigner_ids()) RETURN_IF_ERROR(DeputyKnown(c, cosigner));
  RETURN_IF_ERROR(SessionKnown(c, command.session_id()));
  for (const std::string& unit : command.suggested_unit_ids()) RETURN_IF_ERROR(UnitKnown(c, unit));
  return absl::OkStatus();
}

// A deputy submits as oneself; the office for the lead (decision A09).
absl::Status SubmitterMay(const Case& c, const v1::Submit& command) {
  if (c.actor().role() == v1::Actor::DEPUTY) RETURN_IF_ERROR(DeputyActsAs(c, command.lead_deputy_id()));
  const std::string& on_behalf_of = c.command.on_behalf_of();
  if (on_behalf_of.empty() || on_behalf_of == command.lead_deputy_id()) return absl::OkStatus();
  return Refused(Reason::kOnBehalfOfNotLead, {on_behalf_of, command.lead_deputy_id()});
}

absl::Status EnoughSignatures(const Case& c, const v1::RulePack& pack) {
  if (c.proposal.kind != v1::Proposal::MOTION) return absl::OkStatus();
  const Signatures signatures = SignaturesOf(c, pack);
  if (signatures.enough()) return absl::OkStatus();
  return Refused(Reason::kSignaturesMissing, {signatures.needed, signatures.given});
}

absl::StatusOr<uint32_t> NumberFor(const Case& c, uint32_t given) {
  static const NumberSet& kNone = *new NumberSet();
  auto session = c.ledger.sessions.find(c.proposal.session_id);
  const NumberSet& used = session == c.ledger.sessions.end() ? kNone : session->second.used_numbers;
  if (given != 0) {
    if (used.Contains(given)) return Refused(Reason::kNumberTaken, {given, c.proposal.session_id});
    return given;
  }
  if (used.highest() == std::numeric_limits<uint32_t>::max()) {
    return Refused(Reason::kNumbersExhausted, {c.proposal.session_id, used.highest()});
  }
  return used.highest() + 1;
}

}  // namespace

Decided DecideOn(const Case& c, const v1::Submit& command) {
  RETURN_IF_ERROR(SubmissionEntitiesKnown(c, command));
  RETURN_IF_ERROR(SubmitterMay(c, command));
  if (c.proposal.Exists()) return Refused(Reason::kProposalExists, {command.proposal_id()});
  if (!IsSeated(c, command.lead_deputy_id())) return Refused(Reason::kLeadNotSeated, {command.lead_deputy_id()});
  for (const std::string& cosigner : command.cosigner_ids()) {
    if (!IsSeated(c, cosigner)) return Refused(Reason::kCosignerNotSeated, {cosigner});
  }
  for (const v1::Person& voter : command.voters()) RETURN_IF_ERROR(NotErased(c, voter.person_id()));
  v1::Event event;
  CopySubmission(command, *event.mutable_proposal_submitted());
  event.mutable_proposal_submitted()->set_submitted_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Cosign& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  RETURN_IF_ERROR(DeputyActsAs(c, command.deputy_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (command.deputy_id() == c.proposal.lead_deputy_id)
    return Refused(Reason::kLeadMayNotCosign, {command.deputy_id()});
  if (!IsSeated(c, command.deputy_id())) return Refused(Reason::kCosignerNotSeated, {command.deputy_id()});
  if (IsCosigner(c, command.deputy_id())) return Refused(Reason::kAlreadyCosigned, {command.deputy_id()});
  v1::Event event;
  CopyCosigner(command, *event.mutable_cosigner_added());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::WithdrawCosignature& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  RETURN_IF_ERROR(DeputyActsAs(c, command.deputy_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (!IsCosigner(c, command.deputy_id())) return Refused(Reason::kNotACosigner, {command.deputy_id()});
  v1::Event event;
  CopyCosigner(command, *event.mutable_cosigner_withdrawn());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RequestRevision& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyReason(command, *event.mutable_revision_requested());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Revise& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(ActorIsLead(c));
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyRevision(command, *event.mutable_proposal_revised());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::Register& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  ASSIGN_OR_RETURN(const v1::RulePack* pack, PackToday(c));
  RETURN_IF_ERROR(EnoughSignatures(c, *pack));
  ASSIGN_OR_RETURN(const uint32_t number, NumberFor(c, command.number()));
  v1::Event event;
  v1::ProposalRegistered& registered = *event.mutable_proposal_registered();
  CopyRegistration(command, registered);
  registered.set_session_id(c.proposal.session_id);
  registered.set_number(number);
  registered.set_number_given(command.number() != 0);
  *registered.mutable_assign_by() = DeadlineOf(LimitFrom(c, ClockStart(c, *pack), pack->assign()));
  return OfProposal(c, command.proposal_id(), std::move(event), pack);
}

Decided DecideOn(const Case& c, const v1::Refuse& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  v1::Event event;
  CopyRefusal(command, *event.mutable_proposal_refused());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

// Until the first complete reply, never in a later round (decision A31).
Decided DecideOn(const Case& c, const v1::Withdraw& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(ActorIsLead(c));
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.proposal.round > 1) return Refused(Reason::kWithdrawAfterReply, {c.proposal.round});
  v1::Event event;
  CopyReason(command, *event.mutable_proposal_withdrawn());
  return OfProposal(c, command.proposal_id(), std::move(event));
}

}  // namespace huiyin
