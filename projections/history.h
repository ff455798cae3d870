// What was known, or effective, at a past moment, from the log itself by the same folds (guarantee 7; decision A17).
//
// Thread-safe: each call has its own cursor and memory, so ledgers may be folded on several threads at once. A long
// ledger is folded by the caller's thread and one more (fold_in_two.h), which has ended when the call returns. Errors:
// those of the log's cursors (kDataLoss names ledger and seq), and kUnimplemented (EVENT_TYPE_UNKNOWN).
#ifndef HUIYIN_PROJECTIONS_HISTORY_H_
#define HUIYIN_PROJECTIONS_HISTORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_fold.h"
#include "projections/moment.h"

namespace huiyin {

using HistoryResult = std::unique_ptr<const LedgerFold>;

// A ledger with no record by then gives a picture with known_events 0; its name and zone are empty. Moment{}: all that
// is in the log. known_events are those that were known, effective or not.
absl::StatusOr<HistoryResult> FoldHistory(const EventLog& log, const LedgerId& ledger, const Moment& moment);

inline constexpr uint32_t kTimelinePageMax = 1'000;

// What of a proposal's timeline is asked for.
struct TimelinePart {
  absl::Time known_at = absl::InfiniteFuture();
  StreamVersion from = StreamVersion(0);
  // At most kTimelinePageMax; fewer when they are large.
  uint32_t entries_max = kTimelinePageMax;
};

struct Timeline {
  std::vector<v1::TimelineEntry> entries;
  // Where it goes on; nullopt: there are no more.
  std::optional<StreamVersion> next;
};

// The timeline of one proposal, with what was noted about its events by then; empty: nothing was known of it by then.
// `directory` for the names.
absl::StatusOr<Timeline> ReadTimeline(const EventLog& log, const LedgerId& ledger, absl::string_view proposal,
                                      const LedgerDirectory& directory, const TimelinePart& part = {});

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_HISTORY_H_
