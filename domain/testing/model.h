// What the design expects of a command, read from its past alone: a second, slow and obvious Decide to hold the first
// one against. It was written from design §6 and §7, the decisions and ADRs 0011, 0025 and 0028, not from the domain's
// code.
//
// The stages of decision A03 follow one another; within a stage nothing says which of several faults is named, so all
// of its faults are equally right. Where the texts left a choice, the model follows the domain:
//
// - of "status and rules" the status comes first: what other rules say of a proposal in a wrong status means little;
//   so a withdrawal after the reply, or a correction after the evaluation, is refused for the status where the table
//   of design §6 does not list it, and for its own reason where it does (a later round, a follow-up);
// - that something exists already (A13) is a rule, not an unknown entity;
// - an `on_behalf_of` outside `submit` is a fault of the role: the office may order nothing else for a deputy (A09);
// - a proposal that was withdrawn, merged or closed keeps its tasks: its unit hears of the status, not that it has
// none;
// - a CO unit has no due date, so whichever is announced is another;
// - a due date that moved away and back may be announced anew: once a date (ADR 0025) means, not twice running;
// - in a later round every task counts as signed for (A27: it needs no new signature).
#ifndef HUIYIN_DOMAIN_TESTING_MODEL_H_
#define HUIYIN_DOMAIN_TESTING_MODEL_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/reasons.h"
#include "domain/references.h"
#include "domain/testing/past.h"

namespace huiyin::testing {

// Why a command must be refused, any of them; empty: it must be accepted.
using Faults = std::set<Reason>;

class Model {
 public:
  // `references` outlive the model.
  explicit Model(const References& references) : references_(&references) {}

  // From now on the limits are counted by these, which outlive the model.
  void Consult(const References& references) { references_ = &references; }

  // The shape was validated before.
  Faults Expect(const v1::Command& command, absl::Time now) const;
  // The command was accepted, as expected.
  void Add(const v1::Command& command) { past_.Add(command, DayOf(command), references_->calendar); }

  const Past& past() const { return past_; }
  Life LifeOf(absl::string_view proposal) const { return past_.LifeOf(proposal, pack()); }
  // Who may order it.
  static const std::vector<v1::Actor::Role>& RolesFor(Kind kind);
  // The ledger is open, or the command opens it.
  absl::CivilDay DayOf(const v1::Command& command) const;
  absl::TimeZone zone() const;

 private:
  // nullptr: the ledger is not open.
  const v1::RulePack* pack() const;

  // The stages.
  Faults OfLedger(const v1::Command& command) const;
  Faults OfRole(const v1::Command& command) const;
  Faults OfEntities(const v1::Command& command) const;
  Faults OfOwner(const v1::Command& command) const;
  Faults OfStatus(const v1::Command& command) const;
  Faults OfRules(const v1::Command& command) const;
  Faults OfOrder(const v1::Command& command) const;

  Past past_;
  const References* references_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_MODEL_H_
