// From facts to figures (design §8, decisions A38-A45). Pure.
#ifndef HUIYIN_PROJECTIONS_STATISTICS_H_
#define HUIYIN_PROJECTIONS_STATISTICS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/time_zones.h"
#include "huiyin/v1/report.pb.h"
#include "projections/day_counts.h"
#include "projections/ledger_picture.h"
#include "projections/zone.h"

namespace huiyin {

// A ledger's statistics list so many overdue proposals and count the rest.
inline constexpr size_t kOverdueRowsMax = 1'000;

using Dimension = v1::FigureTable::Dimension;

// All of them, in the order in which they are shown.
absl::Span<const Dimension> AllDimensions();

// The figures of one ledger at the moment `at`. Not thread-safe.
class StatisticsAggregator {
 public:
  // `directory` must outlive this. `dimensions`: each at most once; the tables come out in this order.
  StatisticsAggregator(const LedgerDirectory& directory, absl::Time at, absl::TimeZone zone,
                       absl::Span<const Dimension> dimensions);
  ~StatisticsAggregator();

  // Every proposal of the ledger once, in any order.
  void Add(const v1::ProposalFacts& facts);
  // How many days those that count took so far, as in the row of the whole ledger.
  const DayCounts& handling_days() const;
  // Once.
  v1::LedgerStatistics Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The same over a whole picture, in one pass; all dimensions when `dimensions` is empty. `handling_days`, unless null,
// is given how many days its proposals took. Errors: those of the picture, and of ZoneOf.
absl::StatusOr<v1::LedgerStatistics> StatisticsOf(const LedgerPicture& picture, absl::Time at, const TimeZones& zones,
                                                  absl::Span<const Dimension> dimensions,
                                                  DayCounts* handling_days = nullptr);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_STATISTICS_H_
