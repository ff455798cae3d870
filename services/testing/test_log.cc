#include "services/testing/test_log.h"

#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin::testing {

class TestLog::CountingCursor final : public RecordCursor {
 public:
  CountingCursor(const TestLog& log, std::unique_ptr<RecordCursor> cursor) : log_(log), cursor_(std::move(cursor)) {}

  absl::StatusOr<std::optional<StoredRecord>> Next() override {
    {
      absl::MutexLock lock(&log_.mu_);
      RETURN_IF_ERROR(log_.reads_);
    }
    ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, cursor_->Next());
    if (stored.has_value()) log_.bytes_read_ += stored->bytes.size();
    return stored;
  }

 private:
  const TestLog& log_;
  const std::unique_ptr<RecordCursor> cursor_;
};

absl::StatusOr<std::unique_ptr<RecordCursor>> TestLog::Counted(
    absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const {
  RETURN_IF_ERROR(cursor.status());
  ++cursors_;
  return std::make_unique<CountingCursor>(*this, *std::move(cursor));
}

absl::Status TestLog::Append(absl::Span<const LedgerBatch> batches) {
  ++appends_;
  absl::Status error, answer;
  std::function<void()> before;
  {
    absl::MutexLock lock(&mu_);
    error = std::exchange(next_append_, absl::OkStatus());
    answer = std::exchange(next_answer_, absl::OkStatus());
    before = before_append_;
  }
  if (before != nullptr) before();
  if (!error.ok()) return error;
  const absl::Status appended = ForwardingLog::Append(batches);
  return appended.ok() ? answer : appended;
}

std::vector<v1::Record> RecordsOf(const EventLog& log, const std::string& ledger) {
  auto cursor = log.ReadLedger(LedgerId(ledger), Seq(0));
  CHECK(cursor.ok());
  std::vector<v1::Record> records;
  while (true) {
    auto stored = (*cursor)->Next();
    CHECK(stored.ok());
    if (!stored->has_value()) return records;
    const absl::Status decoded = DecodeAt(LedgerId(ledger), (*stored)->seq, (*stored)->bytes, records.emplace_back());
    CHECK(decoded.ok());
  }
}

}  // namespace huiyin::testing
