// What a proposal counts in one row of one table (design §8, decisions A42 and A44), so that a row's figures open to
// its proposals; and which counts each figure is made of. Pure.
#ifndef HUIYIN_PROJECTIONS_FIGURE_ROWS_H_
#define HUIYIN_PROJECTIONS_FIGURE_ROWS_H_

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "projections/figure_counts.h"
#include "projections/ledger_picture.h"
#include "projections/statistics.h"

namespace huiyin {

// A rate, or a count: then there is no denominator.
struct FigureDefinition {
  absl::string_view name;
  Count numerator;
  std::optional<Count> denominator;
};

// Any field of v1::Figures; handling_days is the count of those over which they are taken. nullopt: there is none such.
std::optional<FigureDefinition> FindFigure(absl::string_view name);

// One row of one table, or the whole ledger.
class FigureRowFilter {
 public:
  // All of the ledger.
  FigureRowFilter() = default;
  // `value` as in FigureRow.
  FigureRowFilter(Dimension dimension, absl::string_view value, const LedgerDirectory& directory);

  // `counts` are those of `facts`: what of them belongs to the row.
  Counts Of(const v1::ProposalFacts& facts, const Counts& counts) const;

 private:
  bool Has(const v1::ProposalFacts& facts) const;
  Counts OfUnit(const v1::ProposalFacts& facts, const Counts& counts) const;

  Dimension dimension_ = v1::FigureTable::LEDGER;
  std::string value_;
  // DEPUTY_GROUP only: by deputy.
  absl::flat_hash_map<std::string, std::string> groups_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_FIGURE_ROWS_H_
