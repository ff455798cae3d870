// What lies behind a figure of one ledger in a log. Apart from how it is asked.
#ifndef HUIYIN_SERVICES_FIGURE_ANSWERS_H_
#define HUIYIN_SERVICES_FIGURE_ANSWERS_H_

#include "absl/status/statusor.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"

namespace huiyin {

// Of one page.
inline constexpr uint32_t kFigurePageMax = 5'000;

// The ledger is in the log; the moments passed CheckMoment and say what was known. Each page reads
// all of the ledger's records, and holds some 2 KiB a proposal meanwhile. kInvalidArgument: FIGURE_UNKNOWN, ROW_UNKNOWN
// (a row that no table can have), PAGE_TOKEN_INVALID, MOMENTS_OUT_OF_ORDER. kOutOfRange: SEQ_NOT_YET. Errors of
// FoldHistory and ProvenanceOf.
absl::StatusOr<v1::OpenFigureResponse> OpenFigureIn(const EventLog& log, const TimeZones& zones,
                                                    const v1::OpenFigureRequest& request);
absl::StatusOr<v1::ExplainChangeResponse> ExplainChangeIn(const EventLog& log, const TimeZones& zones,
                                                          const v1::ExplainChangeRequest& request);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_FIGURE_ANSWERS_H_
