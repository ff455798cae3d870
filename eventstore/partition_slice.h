// One partition of a log, shown as a log that has no other. It can be closed: from then on everything it is asked is
// kUnavailable (PARTITION_MOVING), what cursors are asked too, so that whoever still reads ends by itself.
#ifndef HUIYIN_EVENTSTORE_PARTITION_SLICE_H_
#define HUIYIN_EVENTSTORE_PARTITION_SLICE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/forwarding_log.h"

namespace huiyin {

// kUnavailable (PARTITION_MOVING): nobody serves the partition just now; a repeat soon finds who does.
absl::Status PartitionMoving(uint32_t partition);

// EventLog::Heads of the ledgers in one partition, whatever became of the others.
using HeadsOfPartition =
    std::function<absl::StatusOr<std::vector<LedgerHead>>(uint32_t partition, const LedgerId& after, size_t limit)>;

// As thread-safe as the log behind it, which must outlive it.
class PartitionSlice final : public ForwardingLog {
 public:
  PartitionSlice(EventLog& log, HeadsOfPartition heads_of, uint32_t partition)
      : ForwardingLog(log), log_(log), heads_of_(std::move(heads_of)), partition_(partition) {}

  // What is under way in the log is not waited for. Idempotent.
  void Close();

  uint32_t partitions() const override { return 1; }
  uint32_t PartitionOf(const LedgerId&) const override { return 0; }

  // A ledger of another partition: kInvalidArgument (APPEND_INVALID); read, it has no records.
  absl::Status Append(absl::Span<const LedgerBatch> batches) override;
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override;
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override;
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override;
  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override;
  absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const override;
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override;
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override;
  absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const override;

  // Interrupt and Close end the waiting within kLookInterval.
  static constexpr absl::Duration kLookInterval = absl::Milliseconds(50);
  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override;
  // Of this slice alone; who waits in the log behind it waits on.
  void Interrupt() override { interrupted_ = true; }

 private:
  class Cursor;

  absl::Status CheckHolds(absl::Span<const LedgerBatch> batches) const;
  bool Holds(const LedgerId& ledger) const { return log_.PartitionOf(ledger) == partition_; }
  absl::Status Usable() const { return closed_ ? PartitionMoving(partition_) : absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<RecordCursor>> Guarded(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const;

  EventLog& log_;
  const HeadsOfPartition heads_of_;
  const uint32_t partition_;
  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> closed_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_PARTITION_SLICE_H_
