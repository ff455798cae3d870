// How many proposals took how many days, and how long is typical. Pure.
#ifndef HUIYIN_PROJECTIONS_DAY_COUNTS_H_
#define HUIYIN_PROJECTIONS_DAY_COUNTS_H_

#include <cstdint>
#include <map>

#include "absl/container/flat_hash_map.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

// Adds up: what several counted, added to one, gives the summary of all.
class DayCounts {
 public:
  void Add(int32_t days, uint64_t proposals = 1) { proposals_[days] += proposals; }
  void Add(const DayCounts& other) {
    for (const auto& [days, proposals] : other.proposals_) Add(days, proposals);
  }

  std::map<int32_t, uint64_t> ByDays() const { return {proposals_.begin(), proposals_.end()}; }
  // Median and 90th percentile by nearest rank (decision A43); absent when nothing was counted.
  v1::HandlingDays Summary() const;

 private:
  absl::flat_hash_map<int32_t, uint64_t> proposals_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_DAY_COUNTS_H_
