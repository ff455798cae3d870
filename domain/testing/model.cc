#include "domain/testing/model.h"

#include <map>

#include "absl/algorithm/container.h"
#include "base/timestamps.h"
#include "domain/testing/model_rules.h"

namespace huiyin::testing {
namespace {

using Role = v1::Actor;
using P = v1::Proposal;
using Statuses = std::vector<v1::Proposal::Status>;

// A row of the tables of design §6, with decision A11 and ADR 0025.
struct Row {
  std::vector<v1::Actor::Role> roles;
  // Empty: the command needs no status.
  Statuses from;
};

const Statuses kBefore = {P::SUBMITTED, P::REVISION_REQUESTED};
const Statuses kHanded = {P::ASSIGNED, P::HANDLING};
const Statuses kOpen = {P::SUBMITTED, P::REVISION_REQUESTED, P::REGISTERED, P::ASSIGNED, P::HANDLING};
const Statuses kRegisteredOpen = {P::REGISTERED, P::ASSIGNED, P::HANDLING, P::REPLIED,
                                  P::EVALUATED,  P::LAPSED,   P::FOLLOW_UP};
const Statuses kRegistered = {P::REGISTERED, P::ASSIGNED, P::HANDLING,  P::REPLIED,
                              P::EVALUATED,  P::LAPSED,   P::FOLLOW_UP, P::CLOSED};
const Statuses kOnceRegistered = {P::REGISTERED, P::ASSIGNED, P::HANDLING,  P::REPLIED, P::EVALUATED, P::LAPSED,
                                  P::FOLLOW_UP,  P::CLOSED,   P::WITHDRAWN, P::MERGED,  P::PASSED_UP, P::SENT_BACK};
const Statuses kReplied = {P::REPLIED, P::EVALUATED, P::LAPSED, P::FOLLOW_UP, P::CLOSED};
const Statuses kPromised = {P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED, P::FOLLOW_UP};

const std::map<Kind, Row>& Table() {
  static const auto& table = *new std::map<Kind, Row>{
      {Kind::kOpenLedger, {{Role::ADMINISTRATOR}, {}}},
      {Kind::kOpenSession, {{Role::CONGRESS_OFFICE}, {}}},
      {Kind::kSeatDeputy, {{Role::CONGRESS_OFFICE}, {}}},
      {Kind::kUnseatDeputy, {{Role::CONGRESS_OFFICE}, {}}},
      {Kind::kEnrolUnit, {{Role::CONGRESS_OFFICE, Role::GOVERNMENT_OFFICE}, {}}},
      {Kind::kSubmit, {{Role::DEPUTY, Role::CONGRESS_OFFICE}, {}}},
      {Kind::kCosign, {{Role::DEPUTY}, kBefore}},
      {Kind::kWithdrawCosignature, {{Role::DEPUTY}, kBefore}},
      {Kind::kRequestRevision, {{Role::CONGRESS_OFFICE}, {P::SUBMITTED}}},
      {Kind::kRevise, {{Role::DEPUTY}, {P::REVISION_REQUESTED}}},
      {Kind::kRegister, {{Role::CONGRESS_OFFICE}, {P::SUBMITTED}}},
      {Kind::kRefuse, {{Role::CONGRESS_OFFICE}, {P::SUBMITTED}}},
      {Kind::kAssign, {{Role::CONGRESS_OFFICE, Role::GOVERNMENT_OFFICE, Role::PRESIDIUM}, {P::REGISTERED}}},
      {Kind::kSignFor, {{Role::HANDLING_UNIT}, kHanded}},
      {Kind::kRequestReturn, {{Role::HANDLING_UNIT}, kHanded}},
      {Kind::kAcceptReturn, {{Role::CONGRESS_OFFICE, Role::GOVERNMENT_OFFICE}, kHanded}},
      {Kind::kRefuseReturn, {{Role::CONGRESS_OFFICE, Role::GOVERNMENT_OFFICE}, kHanded}},
      {Kind::kLogProgress, {{Role::HANDLING_UNIT}, kHanded}},
      {Kind::kLogContact, {{Role::HANDLING_UNIT}, kHanded}},
      {Kind::kGiveCoOpinion, {{Role::HANDLING_UNIT}, {P::HANDLING}}},
      {Kind::kRequestExtension, {{Role::HANDLING_UNIT}, kHanded}},
      {Kind::kGrantExtension, {{Role::CONGRESS_OFFICE}, kHanded}},
      {Kind::kRefuseExtension, {{Role::CONGRESS_OFFICE}, kHanded}},
      {Kind::kReply, {{Role::HANDLING_UNIT}, {P::HANDLING}}},
      {Kind::kCorrectReply, {{Role::HANDLING_UNIT}, {P::REPLIED, P::LAPSED, P::FOLLOW_UP}}},
      {Kind::kEvaluate, {{Role::DEPUTY}, {P::REPLIED}}},
      {Kind::kLapseFeedback, {{Role::SYSTEM, Role::CONGRESS_OFFICE}, {P::REPLIED}}},
      {Kind::kOrderRehandling, {{Role::CONGRESS_OFFICE}, {P::EVALUATED}}},
      {Kind::kClose, {{Role::CONGRESS_OFFICE}, {P::EVALUATED, P::LAPSED, P::FOLLOW_UP}}},
      {Kind::kWithdraw, {{Role::DEPUTY}, kOpen}},
      {Kind::kMerge, {{Role::CONGRESS_OFFICE}, {P::REGISTERED}}},
      {Kind::kConvertMotion, {{Role::PRESIDIUM}, {P::SUBMITTED}}},
      {Kind::kDesignatePriority, {{Role::PRESIDIUM}, kRegisteredOpen}},
      {Kind::kUrge, {{Role::CONGRESS_OFFICE, Role::PRESIDIUM, Role::SYSTEM}, {P::ASSIGNED, P::HANDLING, P::FOLLOW_UP}}},
      {Kind::kRecordVisit, {{Role::CONGRESS_OFFICE}, kReplied}},
      {Kind::kBeginFollowUp, {{Role::CONGRESS_OFFICE}, {P::EVALUATED, P::LAPSED}}},
      {Kind::kFulfilCommitment, {{Role::HANDLING_UNIT}, kPromised}},
      {Kind::kChangeCommitment, {{Role::HANDLING_UNIT}, kPromised}},
      {Kind::kMissCommitment, {{Role::SYSTEM}, kPromised}},
      {Kind::kEscalate, {{Role::CONGRESS_OFFICE}, {P::EVALUATED}}},
      {Kind::kResolveEscalation, {{Role::PRESIDIUM}, {P::EVALUATED}}},
      {Kind::kPublish, {{Role::CONGRESS_OFFICE}, kRegistered}},
      {Kind::kUnpublish, {{Role::CONGRESS_OFFICE}, kOnceRegistered}},
      {Kind::kReopen, {{Role::PRESIDIUM}, {P::CLOSED}}},
      {Kind::kRecordCorrection, {{Role::CONGRESS_OFFICE}, {}}},
      {Kind::kAnnounceDue, {{Role::SYSTEM}, kHanded}},
      {Kind::kRecordOverdue, {{Role::SYSTEM}, kHanded}},
      {Kind::kRecomputeDates, {{Role::SYSTEM, Role::ADMINISTRATOR}, {P::ASSIGNED, P::HANDLING, P::REPLIED}}},
      {Kind::kSealReport, {{Role::CONGRESS_OFFICE, Role::PRESIDIUM, Role::ADMINISTRATOR}, {}}},
      {Kind::kErasePerson, {{Role::CONGRESS_OFFICE, Role::ADMINISTRATOR}, {}}},
      {Kind::kPassUp, {{Role::CONGRESS_OFFICE}, {P::REGISTERED}}},
      {Kind::kReceivePassedUp, {{Role::SYSTEM}, {}}},
      {Kind::kSendBack, {{Role::CONGRESS_OFFICE}, {P::SUBMITTED, P::REVISION_REQUESTED, P::REGISTERED}}},
      {Kind::kRecordOutcome, {{Role::SYSTEM}, {P::PASSED_UP}}},
  };
  return table;
}

// The ids that a command must find, by what they are of. Those that it brings into being are not among them.
struct Mentioned {
  std::set<std::string> proposals, sessions, deputies, units, commitments, persons;
};

Mentioned MentionedIn(const v1::Command& command) {
  Mentioned out;
  const auto note = [&command](absl::string_view field, std::set<std::string>& ids) {
    if (const std::string id = TextIn(command, field); !id.empty()) ids.insert(id);
  };
  if (!command.has_submit() && !command.has_receive_passed_up()) note("proposal_id", out.proposals);
  note("into_proposal_id", out.proposals);
  if (!command.has_open_session()) note("session_id", out.sessions);
  if (!command.has_seat_deputy()) note("deputy_id", out.deputies);
  // The lead of what is received is nobody's here.
  if (command.has_submit()) note("lead_deputy_id", out.deputies);
  if (!command.has_enrol_unit()) note("unit_id", out.units);
  note("commitment_id", out.commitments);
  note("person_id", out.persons);
  out.deputies.insert(command.submit().cosigner_ids().begin(), command.submit().cosigner_ids().end());
  out.units.insert(command.submit().suggested_unit_ids().begin(), command.submit().suggested_unit_ids().end());
  for (const v1::Task& task : command.assign().tasks()) out.units.insert(task.unit_id());
  return out;
}

}  // namespace

Faults Model::Expect(const v1::Command& command, absl::Time now) const {
  if (Faults faults = OfLedger(command); !faults.empty()) return faults;
  if (Faults faults = OfRole(command); !faults.empty()) return faults;
  if (ToTime(command.occurred_at()) > now + absl::Seconds(60)) return {Reason::kOccurredInFuture};
  for (const auto stage : {&Model::OfEntities, &Model::OfOwner, &Model::OfStatus, &Model::OfRules, &Model::OfOrder}) {
    if (Faults faults = (this->*stage)(command); !faults.empty()) return faults;
  }
  return {};
}

const std::vector<v1::Actor::Role>& Model::RolesFor(Kind kind) { return Table().at(kind).roles; }

absl::TimeZone Model::zone() const { return *references_->zones.Find(past_.ledger()->time_zone()); }

absl::CivilDay Model::DayOf(const v1::Command& command) const {
  const std::string& name = command.has_open_ledger() ? command.open_ledger().time_zone() : past_.ledger()->time_zone();
  return absl::ToCivilDay(ToTime(command.occurred_at()), *references_->zones.Find(name));
}

const v1::RulePack* Model::pack() const {
  if (past_.ledger() == nullptr) return nullptr;
  const absl::CivilDay any_day(2025, 1, 1);  // Each of the packs has one version.
  return references_->packs.InForce(past_.ledger()->rule_pack(), any_day);
}

Faults Model::OfLedger(const v1::Command& command) const {
  if (command.has_open_ledger() || past_.ledger() != nullptr) return {};
  return {Reason::kLedgerUnknown};
}

Faults Model::OfRole(const v1::Command& command) const {
  Faults faults;
  if (!absl::c_linear_search(RolesFor(command.command_case()), command.actor().role())) {
    faults.insert(Reason::kRoleNotAllowed);
  }
  if (!command.on_behalf_of().empty() && !command.has_submit()) faults.insert(Reason::kOnBehalfOfOnlyInSubmit);
  return faults;
}

Faults Model::OfEntities(const v1::Command& command) const {
  Faults faults;
  const Mentioned mentioned = MentionedIn(command);
  const auto check = [&faults](const std::set<std::string>& ids, Reason reason, const auto& known) {
    if (!absl::c_all_of(ids, known)) faults.insert(reason);
  };
  check(mentioned.proposals, Reason::kProposalUnknown, [this](const auto& id) { return LifeOf(id).exists(); });
  check(mentioned.sessions, Reason::kSessionUnknown,
        [this](const auto& id) { return past_.FindSession(id) != nullptr; });
  const Life life = LifeOf(TextIn(command, "proposal_id"));
  check(mentioned.deputies, Reason::kDeputyUnknown, [this, &life](const auto& id) {
    return past_.DeputyKnown(id) || (life.exists() && life.submission().lead_deputy_id() == id);
  });
  check(mentioned.units, Reason::kUnitUnknown, [this](const auto& id) { return past_.UnitKnown(id); });
  check(mentioned.persons, Reason::kPersonUnknown, [this](const auto& id) { return !past_.WordsOn(id).empty(); });
  const std::vector<Promise> promises = life.promises();
  check(mentioned.commitments, Reason::kCommitmentUnknown, [&promises](const auto& id) {
    return absl::c_any_of(promises, [&id](const Promise& promise) { return promise.id == id; });
  });
  const uint64_t events = past_.commands().size();
  if (command.record_correction().target_seq() >= events && command.has_record_correction()) {
    faults.insert(Reason::kTargetUnknown);
  }
  if (command.has_causation_seq() && command.causation_seq() >= events) faults.insert(Reason::kCausationUnknown);
  return faults;
}

Faults Model::OfOwner(const v1::Command& command) const {
  Faults faults;
  if (!command.on_behalf_of().empty() && command.on_behalf_of() != command.submit().lead_deputy_id()) {
    faults.insert(Reason::kOnBehalfOfNotLead);
  }
  const Life life = LifeOf(TextIn(command, "proposal_id"));
  if (command.actor().role() == v1::Actor::DEPUTY) faults.merge(FaultsOfDeputy(command, life));
  if (command.actor().role() == v1::Actor::HANDLING_UNIT) faults.merge(FaultsOfUnit(command, life));
  return faults;
}

Faults Model::OfStatus(const v1::Command& command) const {
  const Statuses& from = Table().at(command.command_case()).from;
  const v1::Proposal::Status status = LifeOf(TextIn(command, "proposal_id")).status();
  if (from.empty() || absl::c_linear_search(from, status)) return {};
  return {Reason::kStatusNotAllowed};
}

Faults Model::OfRules(const v1::Command& command) const {
  const Circumstances now = {.command = command,
                             .past = past_,
                             .life = LifeOf(TextIn(command, "proposal_id")),
                             .other = LifeOf(command.merge().into_proposal_id()),
                             .day = DayOf(command),
                             .pack = pack(),
                             .calendar = references_->calendar};
  return FaultsOfRules(now);
}

Faults Model::OfOrder(const v1::Command& command) const {
  if (ToTime(command.occurred_at()) >= past_.LastInStreamOf(command)) return {};
  return {Reason::kOccurredBeforeLast};
}

}  // namespace huiyin::testing
