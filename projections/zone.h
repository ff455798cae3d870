// The time zone by which a ledger counts its days.
#ifndef HUIYIN_PROJECTIONS_ZONE_H_
#define HUIYIN_PROJECTIONS_ZONE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/time_zones.h"
#include "huiyin/v1/facts.pb.h"

namespace huiyin {

// UTC for a ledger of which nothing is known. kFailedPrecondition (TIME_ZONE_UNKNOWN): this machine does not know it.
absl::StatusOr<absl::TimeZone> ZoneOf(const v1::LedgerFacts& ledger, const TimeZones& zones);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_ZONE_H_
