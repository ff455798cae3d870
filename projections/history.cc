#include "projections/history.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/record_arena.h"
#include "projections/timeline.h"

namespace huiyin {
namespace {

absl::Time RecordedAt(const v1::Record& record) {
  return absl::FromUnixSeconds(record.recorded_at().seconds()) + absl::Nanoseconds(record.recorded_at().nanos());
}

// Calls `on_record` for each record known at the moment. recorded_at never goes back within a ledger (decision A14), so
// the first later one ends it.
template <typename OnRecord>
absl::Status ForEachKnown(RecordCursor& cursor, absl::Time known_at, OnRecord on_record) {
  RecordArena arena;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor.Next());
    if (!stored) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
    if (RecordedAt(*record) > known_at) return absl::OkStatus();
    RETURN_IF_ERROR(on_record(*record));
  }
}

}  // namespace

absl::StatusOr<HistoryResult> FoldHistory(const EventLog& log, const LedgerId& ledger, absl::Time known_at) {
  auto fold = std::make_unique<LedgerFold>(ledger);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
  RETURN_IF_ERROR(ForEachKnown(*cursor, known_at, [&](const v1::Record& record) { return fold->Add(record); }));
  return HistoryResult(std::move(fold));
}

absl::StatusOr<std::vector<v1::TimelineEntry>> ReadTimeline(const EventLog& log, const LedgerId& ledger,
                                                            absl::string_view proposal, absl::Time known_at,
                                                            const LedgerDirectory& directory) {
  const StreamId stream(absl::StrCat("proposal/", proposal));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadStream(ledger, stream, StreamVersion(0)));
  TimelineFold fold(directory);
  std::vector<v1::TimelineEntry> entries;
  RETURN_IF_ERROR(ForEachKnown(*cursor, known_at, [&](const v1::Record& record) -> absl::Status {
    ASSIGN_OR_RETURN(v1::TimelineEntry entry, fold.Add(record));
    entries.push_back(std::move(entry));
    return absl::OkStatus();
  }));
  return entries;
}

}  // namespace huiyin
