// A log in memory that counts what is read, and fails when told to.
#ifndef HUIYIN_SERVICES_TESTING_TEST_LOG_H_
#define HUIYIN_SERVICES_TESTING_TEST_LOG_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/event_log.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::testing {

// All records of a ledger, decoded, in order of seq. Aborts where the log answers an error.
std::vector<v1::Record> RecordsOf(const EventLog& log, const std::string& ledger);

// Thread-safe.
class TestLog final : public ForwardingLog {
 public:
  TestLog() : ForwardingLog(memory_) {}

  // The next Append appends nothing and answers `error`.
  void FailNextAppend(absl::Status error) {
    absl::MutexLock lock(&mu_);
    next_append_ = std::move(error);
  }
  // The next Append appends, and answers `error`.
  void LoseNextAnswer(absl::Status error) {
    absl::MutexLock lock(&mu_);
    next_answer_ = std::move(error);
  }
  // Reading records answers `error` until it is OK again.
  void FailReads(absl::Status error) {
    absl::MutexLock lock(&mu_);
    reads_ = std::move(error);
  }
  // Called by each Append before it appends.
  void BeforeAppend(std::function<void()> call) {
    absl::MutexLock lock(&mu_);
    before_append_ = std::move(call);
  }
  uint64_t appends() const { return appends_; }
  uint64_t cursors_opened() const { return cursors_; }
  uint64_t bytes_read() const { return bytes_read_; }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return Counted(ForwardingLog::ReadLedger(ledger, from));
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    return Counted(ForwardingLog::ReadStream(ledger, stream, from));
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return Counted(ForwardingLog::ReadPartition(partition, from));
  }

 private:
  class CountingCursor;
  absl::StatusOr<std::unique_ptr<RecordCursor>> Counted(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const;

  MemoryLog memory_;
  std::atomic<uint64_t> appends_ = 0;
  mutable std::atomic<uint64_t> cursors_ = 0;
  mutable std::atomic<uint64_t> bytes_read_ = 0;

  mutable absl::Mutex mu_;
  absl::Status next_append_ ABSL_GUARDED_BY(mu_);
  absl::Status next_answer_ ABSL_GUARDED_BY(mu_);
  absl::Status reads_ ABSL_GUARDED_BY(mu_);
  std::function<void()> before_append_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_TEST_LOG_H_
