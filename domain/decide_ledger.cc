// The register itself: ledger, sessions, deputies, units.
#include <utility>

#include "base/status_macros.h"
#include "domain/deciders.h"
#include "domain/said.h"
#include "domain/streams.h"

namespace huiyin {

Decided DecideOn(const Case& c, const v1::OpenLedger& command) {
  if (c.ledger.Exists()) return Refused(Reason::kLedgerExists, {c.command.ledger_id()});
  v1::Event event;
  CopyLedger(command, *event.mutable_ledger_opened());
  return Decision{LedgerStream(), std::move(event), {}, {}};
}

Decided DecideOn(const Case& c, const v1::OpenSession& command) {
  if (c.ledger.sessions.contains(command.session_id())) return Refused(Reason::kSessionExists, {command.session_id()});
  for (const auto& [id, session] : c.ledger.sessions) {
    if (session.term == command.term() && session.number == command.number()) {
      return Refused(Reason::kSessionNumberTaken, {command.term(), command.number(), id});
    }
  }
  v1::Event event;
  CopySession(command, *event.mutable_session_opened());
  return Decision{SessionStream(command.session_id()), std::move(event), {}, {}};
}

Decided DecideOn(const Case& c, const v1::SeatDeputy& command) {
  auto deputy = c.ledger.deputies.find(command.deputy_id());
  if (deputy != c.ledger.deputies.end() && deputy->second.seated) {
    return Refused(Reason::kDeputyAlreadySeated, {command.deputy_id()});
  }
  RETURN_IF_ERROR(NotErased(c, command.deputy_id()));
  v1::Event event;
  CopySeat(command, *event.mutable_deputy_seated());
  return Decision{DeputyStream(command.deputy_id()), std::move(event), {}, {}};
}

Decided DecideOn(const Case& c, const v1::UnseatDeputy& command) {
  RETURN_IF_ERROR(DeputyKnown(c, command.deputy_id()));
  if (!c.ledger.deputies.at(command.deputy_id()).seated)
    return Refused(Reason::kDeputyNotSeated, {command.deputy_id()});
  v1::Event event;
  CopyUnseat(command, *event.mutable_deputy_unseated());
  return Decision{DeputyStream(command.deputy_id()), std::move(event), {}, {}};
}

Decided DecideOn(const Case& c, const v1::EnrolUnit& command) {
  if (c.ledger.units.contains(command.unit_id())) return Refused(Reason::kUnitExists, {command.unit_id()});
  v1::Event event;
  CopyUnit(command, *event.mutable_unit_enrolled());
  return Decision{UnitStream(command.unit_id()), std::move(event), {}, {}};
}

// About any event of the ledger, so of the ledger's own stream (decision A07).
Decided DecideOn(const Case& c, const v1::RecordCorrection& command) {
  if (command.target_seq() >= c.ledger.next_seq.value()) {
    return Refused(Reason::kTargetUnknown, {command.target_seq(), c.ledger.next_seq.value()});
  }
  v1::Event event;
  CopyNoteOfCorrection(command, *event.mutable_correction_recorded());
  return Decision{LedgerStream(), std::move(event), {}, {}};
}

// Whether the digest is right is for whoever makes the report again: to decide takes no report.
Decided DecideOn(const Case& c, const v1::SealReport& command) {
  if (c.ledger.seals.contains(command.seal_id())) return Refused(Reason::kSealExists, {command.seal_id()});
  v1::Event event;
  CopySeal(command, *event.mutable_report_sealed());
  return Decision{LedgerStream(), std::move(event), {}, {}};
}

// Destroying the key is for whoever holds it (services/personal): to decide takes no key.
Decided DecideOn(const Case& c, const v1::ErasePerson& command) {
  const auto person = c.ledger.persons.find(command.person_id());
  if (person == c.ledger.persons.end()) return Refused(Reason::kPersonUnknown, {command.person_id()});
  RETURN_IF_ERROR(NotErased(c, command.person_id()));
  if (person->second.in_clear) return Refused(Reason::kPersonInClear, {command.person_id()});
  v1::Event event;
  CopyErasure(command, *event.mutable_person_erased());
  return Decision{LedgerStream(), std::move(event), {}, {}};
}

}  // namespace huiyin
