// A log that remembers whether it failed: after an Append that ended with an error of the engine none may succeed until
// the log is opened again, and whoever watches the server must know.
#ifndef HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_
#define HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Thread-safe. All but Append is the inner log's.
class WatchedLog final : public EventLog {
 public:
  explicit WatchedLog(std::unique_ptr<EventLog> log) : log_(std::move(log)) {}

  // The engine's first error since an Append last succeeded; OK: there was none.
  absl::Status failure() const {
    absl::MutexLock lock(&mu_);
    return failure_;
  }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override {
    absl::Status status = log_->Append(batches);
    if (status.ok() || IsOfEngine(status.code())) {
      absl::MutexLock lock(&mu_);
      // An engine that answers OK again has recovered.
      if (status.ok() || failure_.ok()) failure_ = status;
    }
    return status;
  }

  uint32_t partitions() const override { return log_->partitions(); }
  uint32_t PartitionOf(const LedgerId& ledger) const override { return log_->PartitionOf(ledger); }
  absl::string_view engine() const override { return log_->engine(); }
  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override { return log_->Head(ledger); }
  absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const override {
    return log_->Heads(after, limit);
  }
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override {
    return log_->FindCommand(ledger, command);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return log_->ReadLedger(ledger, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    return log_->ReadStream(ledger, stream, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return log_->ReadPartition(partition, from);
  }
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override { return log_->PartitionEnd(partition); }
  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override {
    return log_->WaitForMore(partition, seen, deadline);
  }
  void Interrupt() override { log_->Interrupt(); }

 private:
  // Not what a caller did wrong.
  static bool IsOfEngine(absl::StatusCode code) {
    return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDataLoss ||
           code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown;
  }

  const std::unique_ptr<EventLog> log_;
  mutable absl::Mutex mu_;
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_
