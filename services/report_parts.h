// What a report says of one ledger, and of all together, as messages. Apart from how it is asked.
#ifndef HUIYIN_SERVICES_REPORT_PARTS_H_
#define HUIYIN_SERVICES_REPORT_PARTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/day_counts.h"
#include "projections/ledger_picture.h"
#include "services/report_definition.h"

namespace huiyin {

// Of one message.
inline constexpr int kReportRowsPageSize = 500;

// On which records of the ledger in `log` the picture of the moment `at` rests. Errors of ReadTile and of ZoneOf.
absl::StatusOr<v1::LedgerProvenance> ProvenanceOf(const EventLog& log, const LedgerPicture& picture, absl::Time at,
                                                  const TimeZones& zones);
// The same of its first `tree_size` records.
absl::StatusOr<v1::LedgerProvenance> ProvenanceOf(const EventLog& log, const v1::LedgerFacts& ledger,
                                                  uint64_t tree_size, absl::Time at, absl::TimeZone zone);

// A report as it was asked for.
struct ReportOrder {
  const ReportDefinition& report;
  // Of a report that takes days.
  uint32_t within_days = kWithinDays;
};

// What a report says of one ledger.
struct LedgerReport {
  // Its section, tables, paragraphs and lists.
  std::vector<v1::GetReportResponse> parts;
  // Of the proposals that it speaks of.
  DayCounts handling_days;
};

// Errors of ProvenanceOf and of the picture.
absl::StatusOr<LedgerReport> LedgerReportOf(const ReportOrder& order, const EventLog& log, const LedgerPicture& picture,
                                            absl::Time at, const TimeZones& zones);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_PARTS_H_
