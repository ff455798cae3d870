// What decisions refer to beside state: rule packs, calendar, time zones. Loaded once by the composition root, then
// constant.
#ifndef HUIYIN_DOMAIN_REFERENCES_H_
#define HUIYIN_DOMAIN_REFERENCES_H_

#include "base/time_zones.h"
#include "domain/calendar.h"
#include "domain/rule_packs.h"

namespace huiyin {

struct References {
  const RulePacks& packs;
  const Calendar& calendar;
  const TimeZones& zones;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_REFERENCES_H_
