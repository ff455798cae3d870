// What each figure counts of one proposal (design §8, decisions A38-A45): the one definition behind totals, rows,
// opened figures and their explanations. Pure.
#ifndef HUIYIN_PROJECTIONS_FIGURE_COUNTS_H_
#define HUIYIN_PROJECTIONS_FIGURE_COUNTS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

enum Count : size_t {
  kCounted,
  kAssigned,
  kReplied,
  kOnTime,
  kOnTimeOf,
  kOverdue,
  kCompleted,
  kClassA,
  kClassB,
  kClassC,
  kClassD,
  kContactedInPerson,
  kContacted,
  kEvaluated,
  kSatisfied,
  kAttitude,
  kFirstEvaluated,
  kFirstSatisfied,
  kRehandled,
  kReturns,
  kTasks,
  kCounts
};

using Counts = std::array<uint32_t, kCounts>;

// A figure that is one count over another.
struct RateDefinition {
  // The field of v1::Figures.
  absl::string_view name;
  v1::Ratio* (v1::Figures::*mutable_ratio)();
  Count numerator;
  Count denominator;
};

// In the order of v1::Figures.
absl::Span<const RateDefinition> RateDefinitions();

// What the proposal brings to its ledger's figures on the local day `today` (days from 1970-01-01); all 0 when it is
// not counted (decision A38).
Counts CountsOf(const v1::ProposalFacts& facts, int32_t today);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_FIGURE_COUNTS_H_
