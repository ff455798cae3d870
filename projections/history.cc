#include "projections/history.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/fold_in_two.h"
#include "projections/record_arena.h"
#include "projections/record_times.h"
#include "projections/timeline.h"

namespace huiyin {
namespace {

// A shorter ledger is folded sooner than a thread is started.
constexpr Seq kFoldInTwoMin(10'000);

// So that a part fits in a gRPC message of 4 MiB: an entry is at most 64 KiB and two sentences.
constexpr size_t kTimelineBytesMax = 2 << 20;

// Calls `on_record` for each record known at the moment, until it says false. recorded_at never goes back within a
// ledger (decision A14), so the first later one ends it.
template <typename OnRecord>
absl::Status ForEachKnown(RecordCursor& cursor, absl::Time known_at, OnRecord on_record) {
  RecordArena arena;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor.Next());
    if (!stored) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
    if (RecordedAt(*record) > known_at) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool go_on, on_record(*record));
    if (!go_on) return absl::OkStatus();
  }
}

// What was noted about the ledger's events, by the seq of whom it is about.
using Corrections = absl::flat_hash_map<uint64_t, std::vector<v1::Record>>;

absl::StatusOr<Corrections> CorrectionsIn(const EventLog& log, const LedgerId& ledger, absl::Time known_at) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor,
                   log.ReadStream(ledger, StreamId("ledger"), StreamVersion(0)));
  Corrections corrections;
  RETURN_IF_ERROR(ForEachKnown(*cursor, known_at, [&](const v1::Record& record) -> absl::StatusOr<bool> {
    if (record.event().has_correction_recorded()) {
      corrections[record.event().correction_recorded().target_seq()].push_back(record);
    }
    return true;
  }));
  return corrections;
}

}  // namespace

absl::StatusOr<HistoryResult> FoldHistory(const EventLog& log, const LedgerId& ledger, const Moment& moment) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log.Head(ledger));
  if (head && head->next >= kFoldInTwoMin) return FoldInTwo(*cursor, ledger, moment);
  auto fold = std::make_unique<LedgerFold>(ledger);
  RETURN_IF_ERROR(ForEachKnown(*cursor, moment.known_at, [&](const v1::Record& record) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(fold->AddAsOf(moment, record));
    return true;
  }));
  return HistoryResult(std::move(fold));
}

absl::StatusOr<Timeline> ReadTimeline(const EventLog& log, const LedgerId& ledger, absl::string_view proposal,
                                      const LedgerDirectory& directory, const TimelinePart& part) {
  const StreamId stream(absl::StrCat("proposal/", proposal));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadStream(ledger, stream, StreamVersion(0)));
  ASSIGN_OR_RETURN(Corrections corrections, CorrectionsIn(log, ledger, part.known_at));
  TimelineFold fold(directory);
  Timeline timeline;
  size_t bytes = 0;
  RETURN_IF_ERROR(ForEachKnown(*cursor, part.known_at, [&](const v1::Record& record) -> absl::StatusOr<bool> {
    const StreamVersion version(record.stream_version());
    if (timeline.entries.size() == part.entries_max || bytes > kTimelineBytesMax) {
      timeline.next = version;
      return false;
    }
    ASSIGN_OR_RETURN(v1::TimelineEntry entry, fold.Add(record));
    if (version < part.from) return true;
    if (const auto noted = corrections.find(record.seq()); noted != corrections.end()) {
      for (v1::Record& correction : noted->second) *entry.add_corrections() = std::move(correction);
    }
    bytes += entry.ByteSizeLong();
    timeline.entries.push_back(std::move(entry));
    return true;
  }));
  return timeline;
}

}  // namespace huiyin
