// What the ledgers of a report come to together.
#ifndef HUIYIN_SERVICES_REPORT_TOTALS_H_
#define HUIYIN_SERVICES_REPORT_TOTALS_H_

#include <vector>

#include "absl/status/status.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/day_counts.h"
#include "projections/ledger_picture.h"
#include "services/report_definition.h"

namespace huiyin {

// Not thread-safe.
class ReportTotals {
 public:
  explicit ReportTotals(const ReportDefinition& report) : report_(report) {}

  // Each ledger once: its parts, and the picture that they were made of. Errors of the picture.
  absl::Status Add(const std::vector<v1::GetReportResponse>& parts, const LedgerPicture& picture);
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
