// Of the model's stages those that look at a single kind of command: whose it is, and the rules.
#ifndef HUIYIN_DOMAIN_TESTING_MODEL_RULES_H_
#define HUIYIN_DOMAIN_TESTING_MODEL_RULES_H_

#include "absl/time/civil_time.h"
#include "domain/calendar.h"
#include "domain/testing/model.h"
#include "domain/testing/past.h"

namespace huiyin::testing {

// All that the rules of a command can look at. Its entities exist, its actor may order it, the status allows it.
struct Circumstances {
  const v1::Command& command;
  const Past& past;
  // Of the command's proposal; of that into which it merges.
  const Life life;
  const Life other;
  const absl::CivilDay day;
  const v1::RulePack* const pack;
  const Calendar& calendar;
};

// Decisions A09 and A10. `life`: of the command's proposal.
Faults FaultsOfDeputy(const v1::Command& command, const Life& life);
Faults FaultsOfUnit(const v1::Command& command, const Life& life);

Faults FaultsOfRules(const Circumstances& now);

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_MODEL_RULES_H_
