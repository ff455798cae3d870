// What was known at a past moment, from the log itself by the same folds (guarantee 7; decision A17: recorded_at <= t,
// inclusive).
//
// Thread-safe: each call has its own cursor and memory, so ledgers may be folded on several threads at once. Errors:
// those of the log's cursors (kDataLoss names ledger and seq), and kUnimplemented (EVENT_TYPE_UNKNOWN).
#ifndef HUIYIN_PROJECTIONS_HISTORY_H_
#define HUIYIN_PROJECTIONS_HISTORY_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_fold.h"

namespace huiyin {

using HistoryResult = std::unique_ptr<const LedgerFold>;

// A ledger with no record by then gives a picture with known_events 0; its name and zone are empty.
// absl::InfiniteFuture(): all that is in the log.
absl::StatusOr<HistoryResult> FoldHistory(const EventLog& log, const LedgerId& ledger, absl::Time known_at);

// The timeline of one proposal; empty: nothing was known of it by then. `directory` for the names.
absl::StatusOr<std::vector<v1::TimelineEntry>> ReadTimeline(const EventLog& log, const LedgerId& ledger,
                                                            absl::string_view proposal, absl::Time known_at,
                                                            const LedgerDirectory& directory);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_HISTORY_H_
