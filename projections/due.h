// What is overdue, and what soon will be: proposals ASSIGNED or HANDLING, in any round (decision A43). Pure.
#ifndef HUIYIN_PROJECTIONS_DUE_H_
#define HUIYIN_PROJECTIONS_DUE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/time_zones.h"
#include "huiyin/v1/report.pb.h"
#include "projections/ledger_picture.h"

namespace huiyin {

// Names by id, for labels.
using NamesById = absl::flat_hash_map<absl::string_view, absl::string_view>;
// Views into `directory`.
NamesById UnitNames(const LedgerDirectory& directory);

// The row of `facts` on the local date `today`; nullopt: not overdue, nor due within `within_days` days from today
// (today counts as 0 days away). Within 0 days: overdue only.
std::optional<v1::DueProposal> DueOn(const v1::ProposalFacts& facts, absl::string_view ledger, absl::CivilDay today,
                                     uint32_t within_days, const NamesById& unit_names);

// By due date, then ledger and id.
bool DueBefore(const v1::DueProposal& a, const v1::DueProposal& b);

// All such rows of the picture, in that order. Errors as StatisticsOf.
absl::StatusOr<std::vector<v1::DueProposal>> DueOf(const LedgerPicture& picture, absl::Time at, const TimeZones& zones,
                                                   uint32_t within_days);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_DUE_H_
