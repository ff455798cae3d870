// A point of one ledger's history: a moment, or what the ledger held after one of its events. Two events may be
// recorded at the same moment, so an event says more than its time.
#ifndef HUIYIN_PROJECTIONS_HISTORY_POINT_H_
#define HUIYIN_PROJECTIONS_HISTORY_POINT_H_

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/record.pb.h"
#include "projections/history.h"
#include "projections/moment.h"

namespace huiyin {

struct HistoryPoint {
  Moment moment;
  // nullopt: all that `moment` knows.
  std::optional<Seq> last;
};

// After the event `seq`, which speaks of the day on which it was recorded. kOutOfRange (SEQ_NOT_YET): the ledger has no
// such event. Errors of the log's cursors.
absl::StatusOr<HistoryPoint> PointAfter(const EventLog& log, const LedgerId& ledger, Seq seq);

using OnKnownRecord = absl::FunctionRef<absl::Status(const v1::Record&)>;

// Every record of the ledger that is known at the point, in order of seq; ends with the first error of `on_record`. The
// argument is valid during the call only.
absl::Status ForEachRecordAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point,
                             OnKnownRecord on_record);

// How the ledger was opened, if that is known and effective at the point: a ledger's first record says so. known_events
// is 0.
absl::StatusOr<v1::LedgerFacts> OpeningAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point);

// As FoldHistory.
absl::StatusOr<HistoryResult> FoldHistoryAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_HISTORY_POINT_H_
