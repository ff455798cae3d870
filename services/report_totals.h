// What the ledgers of a report come to together.
#ifndef HUIYIN_SERVICES_REPORT_TOTALS_H_
#define HUIYIN_SERVICES_REPORT_TOTALS_H_

#include <vector>

#include "huiyin/v1/report_service.pb.h"
#include "projections/day_counts.h"
#include "services/report_definition.h"

namespace huiyin {

// Not thread-safe.
class ReportTotals {
 public:
  explicit ReportTotals(const ReportDefinition& report) : report_(report) {}

  // Each ledger once: its parts, and how many days the proposals that they speak of took.
  void Add(const std::vector<v1::GetReportResponse>& parts, const DayCounts& handling_days);
  // The end of the same report of other ledgers.
  void Add(const v1::ReportEnd& end);
  // All but the digest. Once.
  v1::ReportEnd Finish();

 private:
  const ReportDefinition& report_;
  v1::ReportEnd end_;
  // Medians do not add up.
  DayCounts handling_days_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_TOTALS_H_
