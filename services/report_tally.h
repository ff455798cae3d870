// What a row of a list counts of its proposals: as the figures do, by the same counts.
#ifndef HUIYIN_SERVICES_REPORT_TALLY_H_
#define HUIYIN_SERVICES_REPORT_TALLY_H_

#include <array>
#include <cstdint>

#include "huiyin/v1/report.pb.h"
#include "projections/figure_counts.h"
#include "services/data_table.h"

namespace huiyin {

class ReportTally {
 public:
  void Add(const Counts& counts) {
    for (size_t i = 0; i < kCounts; ++i) counts_[i] += counts[i];
  }
  uint64_t operator[](Count count) const { return counts_[count]; }
  v1::Ratio Of(Count numerator, Count denominator) const { return RatioOf(counts_[numerator], counts_[denominator]); }

 private:
  std::array<uint64_t, kCounts> counts_ = {};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_TALLY_H_
