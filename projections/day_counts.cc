#include "projections/day_counts.h"

namespace huiyin {
namespace {

// The ceil(percent / 100 * n)-th smallest.
int32_t Percentile(const std::map<int32_t, uint64_t>& by_days, uint64_t n, uint64_t percent) {
  const uint64_t rank = (n * percent + 99) / 100;
  uint64_t passed = 0;
  for (const auto& [days, proposals] : by_days) {
    passed += proposals;
    if (passed >= rank) return days;
  }
  return by_days.rbegin()->first;
}

}  // namespace

v1::HandlingDays DayCounts::Summary() const {
  const std::map<int32_t, uint64_t> by_days = ByDays();
  uint64_t n = 0;
  for (const auto& [days, proposals] : by_days) n += proposals;
  v1::HandlingDays summary;
  summary.set_n(n);
  if (n == 0) return summary;
  summary.set_median(Percentile(by_days, n, 50));
  summary.set_p90(Percentile(by_days, n, 90));
  return summary;
}

}  // namespace huiyin
