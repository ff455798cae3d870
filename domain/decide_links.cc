// Between a ledger and the one above it: what goes up, what goes back, what is told (ADR 0028).
#include <tuple>
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/links.h"
#include "domain/said.h"

namespace huiyin {
namespace {

// The one that opened last, the later number where two opened on a day; nullopt: the ledger has none.
std::optional<std::string> LatestSession(const LedgerState& ledger) {
  const auto order = [](const SessionState& session) {
    return std::make_tuple(session.opens_on, session.term, session.number);
  };
  std::optional<std::string> latest;
  for (const auto& [id, session] : ledger.sessions) {
    if (!latest.has_value() || order(ledger.sessions.at(*latest)) < order(session)) latest = id;
  }
  return latest;
}

// What becomes of a proposal here when the ledger above tells an outcome. Nothing vanishes: what nobody answers up
// there is this ledger's again, unless its own lead deputy withdrew it.
v1::Proposal::Status StatusAfter(const Case& c, const v1::Outcome& outcome) {
  const bool its_own =
      outcome.event().proposal_id() == ProposalAbove(c.command.ledger_id(), Seq(c.proposal.passing->seq));
  switch (outcome.status()) {
    case v1::Proposal::SENT_BACK:
    case v1::Proposal::REFUSED:
      return v1::Proposal::REGISTERED;
    case v1::Proposal::WITHDRAWN:
      // Of the primary into which it was merged, the lead is another deputy.
      return its_own ? v1::Proposal::WITHDRAWN : v1::Proposal::REGISTERED;
    default:
      return v1::Proposal::PASSED_UP;
  }
}

}  // namespace

Decided DecideOn(const Case& c, const v1::PassUp& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (c.ledger.parent_ledger_id.empty()) return Refused(Reason::kLedgerHasNoParent, {c.command.ledger_id()});
  if (c.proposal.kind == v1::Proposal::MOTION) return Refused(Reason::kMotionNotPassedUp, {command.proposal_id()});
  v1::Event event;
  v1::ProposalPassedUp& passed_up = *event.mutable_proposal_passed_up();
  CopyReason(command, passed_up);
  passed_up.set_to_ledger_id(c.ledger.parent_ledger_id);
  passed_up.set_passed_up_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::ReceivePassedUp& command) {
  if (c.proposal.Exists()) return Refused(Reason::kProposalExists, {command.proposal_id()});
  if (command.has_lead_deputy()) RETURN_IF_ERROR(NotErased(c, command.lead_deputy_id()));
  const std::optional<std::string> session = LatestSession(c.ledger);
  if (!session.has_value()) return Refused(Reason::kNoSession, {c.command.ledger_id()});
  v1::Event event;
  v1::ProposalReceived& received = *event.mutable_proposal_received();
  CopyPassedUp(command, received);
  received.set_session_id(*session);
  received.set_received_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::SendBack& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  if (!c.proposal.origin.has_value()) return Refused(Reason::kNotPassedUp, {command.proposal_id()});
  v1::Event event;
  v1::ProposalSentBack& sent_back = *event.mutable_proposal_sent_back();
  CopyReason(command, sent_back);
  sent_back.mutable_passed_up()->set_ledger_id(c.proposal.origin->ledger_id);
  sent_back.mutable_passed_up()->set_proposal_id(c.proposal.origin->proposal_id);
  sent_back.mutable_passed_up()->set_seq(c.proposal.origin->seq);
  sent_back.set_sent_back_on(FormatDate(c.today));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

Decided DecideOn(const Case& c, const v1::RecordOutcome& command) {
  RETURN_IF_ERROR(ProposalKnown(c, command.proposal_id()));
  RETURN_IF_ERROR(StatusAllows(c));
  const PassingState& passing = *c.proposal.passing;
  const v1::LinkedEvent& above = command.outcome().event();
  if (above.ledger_id() != passing.to_ledger_id || command.passed_up_seq() != passing.seq) {
    return Refused(Reason::kPassingIsAnother, {command.proposal_id(), passing.to_ledger_id, passing.seq,
                                               above.ledger_id(), command.passed_up_seq()});
  }
  if (passing.outcome_seq.has_value() && above.seq() <= *passing.outcome_seq) {
    return Refused(Reason::kOutcomeNotNewer, {above.seq(), *passing.outcome_seq});
  }
  v1::Event event;
  v1::OutcomeRecorded& recorded = *event.mutable_outcome_recorded();
  CopyOutcome(command, recorded);
  recorded.set_status(StatusAfter(c, command.outcome()));
  return OfProposal(c, command.proposal_id(), std::move(event));
}

}  // namespace huiyin
