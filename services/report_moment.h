// The moments that are asked for, as points of a ledger's history.
#ifndef HUIYIN_SERVICES_REPORT_MOMENT_H_
#define HUIYIN_SERVICES_REPORT_MOMENT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/history_point.h"

namespace huiyin {

// Of the field `field` of a request. kInvalidArgument: TIME_MALFORMED; MOMENT_IN_FUTURE, since no answer would stay
// true; MOMENT_AMBIGUOUS, both known_at and seq.
absl::Status CheckMoment(const v1::ReportMoment& moment, absl::Time now, absl::string_view field);

// One that was not asked for is now.
void NowUnlessAsked(absl::Time now, v1::ReportMoment& moment);
// The same, also for one that only says what had happened: so that the next page rests on the same records.
void KnownNowUnlessAsked(absl::Time now, v1::ReportMoment& moment);

// `moment` passed CheckMoment. Errors as PointAfter.
absl::StatusOr<HistoryPoint> PointOf(const v1::ReportMoment& moment, const EventLog& log, const LedgerId& ledger);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_MOMENT_H_
