// A log that counts how often a ledger is read from its first record on: how often somebody folds it.
#ifndef HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_
#define HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "eventstore/forwarding_log.h"

namespace huiyin::testing {

class FoldsCounted final : public ForwardingLog {
 public:
  explicit FoldsCounted(EventLog& log) : ForwardingLog(log) {}

  // Since the last call. Who reads one record does not fold.
  int Folds() { return folds_.exchange(0); }

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    absl::StatusOr<std::unique_ptr<RecordCursor>> cursor = ForwardingLog::ReadLedger(ledger, from);
    if (from != Seq(0) || !cursor.ok()) return cursor;
    return std::make_unique<Cursor>(*std::move(cursor), folds_);
  }

 private:
  class Cursor final : public RecordCursor {
   public:
    Cursor(std::unique_ptr<RecordCursor> cursor, std::atomic<int>& folds) : cursor_(std::move(cursor)), folds_(folds) {}

    absl::StatusOr<std::optional<StoredRecord>> Next() override {
      if (++calls_ == 2) ++folds_;
      return cursor_->Next();
    }

   private:
    const std::unique_ptr<RecordCursor> cursor_;
    std::atomic<int>& folds_;
    int calls_ = 0;
  };

  mutable std::atomic<int> folds_ = 0;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_
