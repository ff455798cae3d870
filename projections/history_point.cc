#include "projections/history_point.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/facts.h"
#include "projections/record_arena.h"
#include "projections/record_times.h"

namespace huiyin {

absl::StatusOr<HistoryPoint> PointAfter(const EventLog& log, const LedgerId& ledger, Seq seq) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, seq));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  if (!stored) {
    return Error(absl::StatusCode::kOutOfRange, "SEQ_NOT_YET", absl::StrCat("the ledger has no event ", seq.value()),
                 absl::StrCat("登记册尚无事件 ", seq.value()), "seq");
  }
  RecordArena arena;
  ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
  return HistoryPoint{{.known_at = RecordedAt(*record), .as_of = absl::InfiniteFuture()}, seq};
}

absl::Status ForEachRecordAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point,
                             OnKnownRecord on_record) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
  RecordArena arena;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
    if (!stored || (point.last && stored->seq > *point.last)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
    if (!point.moment.Knows(*record)) return absl::OkStatus();
    RETURN_IF_ERROR(on_record(*record));
  }
}

absl::StatusOr<v1::LedgerFacts> OpeningAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point) {
  v1::LedgerFacts facts;
  facts.set_ledger_id(ledger.value());
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  if (!stored) return facts;
  RecordArena arena;
  ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
  if (point.moment.Knows(*record) && point.moment.IsEffective(*record)) FoldLedger(facts, *record);
  facts.clear_known_events();
  return facts;
}

absl::StatusOr<HistoryResult> FoldHistoryAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point) {
  if (!point.last) return FoldHistory(log, ledger, point.moment);
  auto fold = std::make_unique<LedgerFold>(ledger);
  RETURN_IF_ERROR(ForEachRecordAt(log, ledger, point,
                                  [&](const v1::Record& record) { return fold->AddAsOf(point.moment, record); }));
  return HistoryResult(std::move(fold));
}

}  // namespace huiyin
