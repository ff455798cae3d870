// What may be asked of a report, whoever asks.
#ifndef HUIYIN_SERVICES_REPORT_REQUEST_H_
#define HUIYIN_SERVICES_REPORT_REQUEST_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "huiyin/v1/report_service.pb.h"

namespace huiyin {

// Errors of FindReport and CheckMoment. kInvalidArgument: DAYS_NOT_TAKEN, DAYS_TOO_MANY; SEQ_NEEDS_LEDGER;
// TREE_SIZE_OF_OTHER, of a ledger that is not asked for, or of one twice.
absl::Status CheckReportRequest(const v1::GetReportRequest& request, absl::Time now);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_REQUEST_H_
