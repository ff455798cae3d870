#include "domain/deciders.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "domain/permissions.h"
#include "domain/streams.h"

namespace huiyin {

absl::Status ProposalKnown(const Case& c, absl::string_view proposal_id) {
  return c.proposal.Exists() ? absl::OkStatus() : Refused(Reason::kProposalUnknown, {proposal_id});
}

absl::Status SessionKnown(const Case& c, absl::string_view session_id) {
  return c.ledger.sessions.contains(session_id) ? absl::OkStatus() : Refused(Reason::kSessionUnknown, {session_id});
}

absl::Status DeputyKnown(const Case& c, absl::string_view deputy_id) {
  if (c.ledger.deputies.contains(deputy_id)) return absl::OkStatus();
  if (c.proposal.Exists() && c.proposal.lead_deputy_id == deputy_id) return absl::OkStatus();
  return Refused(Reason::kDeputyUnknown, {deputy_id});
}

absl::Status NotErased(const Case& c, absl::string_view person_id) {
  const auto person = c.ledger.persons.find(person_id);
  const bool erased = person != c.ledger.persons.end() && person->second.erased;
  return erased ? Refused(Reason::kPersonErased, {person_id}) : absl::OkStatus();
}

absl::Status UnitKnown(const Case& c, absl::string_view unit_id) {
  return c.ledger.units.contains(unit_id) ? absl::OkStatus() : Refused(Reason::kUnitUnknown, {unit_id});
}

absl::Status DeputyActsAs(const Case& c, absl::string_view deputy_id) {
  if (c.actor().id() == deputy_id) return absl::OkStatus();
  return Refused(Reason::kDeputyActsForAnother, {c.actor().id(), deputy_id});
}

absl::Status ActorIsLead(const Case& c) {
  if (c.actor().id() == c.proposal.lead_deputy_id) return absl::OkStatus();
  return Refused(Reason::kOnlyLeadMay, {c.actor().id(), c.proposal.lead_deputy_id, WordsOf(c.command.command_case())});
}

absl::StatusOr<const TaskState*> OwnTask(const Case& c, absl::string_view proposal_id, absl::string_view unit_id) {
  RETURN_IF_ERROR(ProposalKnown(c, proposal_id));
  RETURN_IF_ERROR(UnitKnown(c, unit_id));
  if (c.actor().unit_id() != unit_id) return Refused(Reason::kUnitActsForAnother, {c.actor().unit_id(), unit_id});
  const TaskState* task = c.proposal.FindTask(unit_id);
  if (task == nullptr) return Refused(Reason::kUnitHasNoTask, {unit_id, proposal_id});
  return task;
}

absl::StatusOr<const TaskState*> NamedTask(const Case& c, absl::string_view proposal_id, absl::string_view unit_id) {
  RETURN_IF_ERROR(ProposalKnown(c, proposal_id));
  RETURN_IF_ERROR(UnitKnown(c, unit_id));
  RETURN_IF_ERROR(StatusAllows(c));
  const TaskState* task = c.proposal.FindTask(unit_id);
  if (task == nullptr) return Refused(Reason::kNoSuchTask, {unit_id, proposal_id});
  return task;
}

absl::Status StatusAllows(const Case& c) {
  if (PermissionFor(c.command.command_case()).from.Contains(c.proposal.status)) return absl::OkStatus();
  return Refused(Reason::kStatusNotAllowed,
                 {ProposalIdOf(c.command), WordsOf(c.proposal.status), WordsOf(c.command.command_case())});
}

absl::Status NotBeforePresidium(const Case& c) {
  return c.proposal.escalation_pending ? Refused(Reason::kEscalationPending) : absl::OkStatus();
}

Signatures SignaturesOf(const Case& c, const v1::RulePack& pack) {
  const bool township = c.ledger.level == v1::Ledger::TOWNSHIP;
  return {1 + c.proposal.cosigner_ids.size(),
          township ? pack.motion_signatures_township() : pack.motion_signatures_above()};
}

absl::StatusOr<const v1::RulePack*> PackToday(const Case& c) {
  const v1::RulePack* pack = c.references.packs.InForce(c.ledger.rule_pack, c.today);
  if (pack == nullptr) return Refused(Reason::kRulePackNotLoaded, {c.ledger.rule_pack});
  return pack;
}

absl::StatusOr<const v1::RulePack*> PackOfRound(const Case& c) {
  const v1::RulePack* pack = c.references.packs.Find(c.proposal.rule_pack);
  if (pack == nullptr) return Refused(Reason::kRulePackNotLoaded, {c.proposal.rule_pack});
  return pack;
}

absl::CivilDay ClockStart(const Case& c, const v1::RulePack& pack) {
  if (pack.clock_start() != v1::RulePack::SESSION_CLOSE || !c.proposal.in_session) return c.today;
  auto session = c.ledger.sessions.find(c.proposal.session_id);
  return session == c.ledger.sessions.end() ? c.today : session->second.closes_on.value_or(c.today);
}

v1::Deadline DeadlineOf(const LastDay& day) {
  v1::Deadline deadline;
  deadline.set_on(FormatDate(day.day));
  deadline.set_provisional(day.provisional);
  return deadline;
}

LastDay LimitFrom(const Case& c, absl::CivilDay start, const v1::TimeLimit& limit) {
  return LimitAfter(start, limit, c.references.calendar);
}

LastDay LatestDue(const Case& c, const TaskState* changed, const std::optional<LastDay>& due) {
  std::optional<LastDay> latest = due;
  for (const TaskState& task : c.proposal.tasks) {
    if (&task == changed || !task.due.has_value()) continue;
    latest = Later(latest, *task.due);
  }
  return latest.value_or(c.proposal.due.value_or(LastDay()));
}

bool AllOthersReplied(const Case& c, const TaskState& task) {
  return std::all_of(c.proposal.tasks.begin(), c.proposal.tasks.end(),
                     [&](const TaskState& other) { return &other == &task || !other.is_main() || other.replied; });
}

Decision OfProposal(const Case& c, absl::string_view proposal_id, v1::Event event, const v1::RulePack* pack) {
  Decision decision{ProposalStream(proposal_id), std::move(event), {}, {}};
  if (pack != nullptr) {
    decision.rule_pack = VersionedId(*pack);
    decision.calendar_version = c.references.calendar.version();
  }
  return decision;
}

}  // namespace huiyin
