#include "eventstore/partition_slice.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/memory_tiles.h"

namespace huiyin {
namespace {

class EmptyCursor final : public RecordCursor {
 public:
  absl::StatusOr<std::optional<StoredRecord>> Next() override { return std::nullopt; }
};

}  // namespace

absl::Status PartitionMoving(uint32_t partition) {
  return Error(absl::StatusCode::kUnavailable, "PARTITION_MOVING",
               absl::StrCat("partition ", partition, " is moving to another node; repeat in a moment"),
               absl::StrCat("分区 ", partition, " 正在移交其他节点，请稍后重试"));
}

// Stops with the slice.
class PartitionSlice::Cursor final : public RecordCursor {
 public:
  Cursor(const PartitionSlice& slice, std::unique_ptr<RecordCursor> cursor)
      : slice_(slice), cursor_(std::move(cursor)) {}

  absl::StatusOr<std::optional<StoredRecord>> Next() override {
    if (slice_.closed_) return slice_.Usable();
    return cursor_->Next();
  }

 private:
  const PartitionSlice& slice_;
  const std::unique_ptr<RecordCursor> cursor_;
};

void PartitionSlice::Close() {
  closed_ = true;
  interrupted_ = true;
}

absl::StatusOr<std::unique_ptr<RecordCursor>> PartitionSlice::Guarded(
    absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const {
  RETURN_IF_ERROR(cursor.status());
  return std::make_unique<Cursor>(*this, *std::move(cursor));
}

absl::Status PartitionSlice::CheckHolds(absl::Span<const LedgerBatch> batches) const {
  RETURN_IF_ERROR(Usable());
  for (const LedgerBatch& batch : batches) {
    if (Holds(batch.ledger)) continue;
    return Error(absl::StatusCode::kInvalidArgument, "APPEND_INVALID",
                 absl::StrCat("ledger ", batch.ledger.value(), " does not lie in partition ", partition_),
                 absl::StrCat("登记册 ", batch.ledger.value(), " 不在分区 ", partition_));
  }
  return absl::OkStatus();
}

absl::Status PartitionSlice::Append(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(CheckHolds(batches));
  return log_.Append(batches);
}

absl::Status PartitionSlice::MarkMoved(uint32_t partition, const std::string& where) {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(Usable());
  return log_.MarkMoved(partition_, where);
}

absl::StatusOr<std::string> PartitionSlice::MovedTo(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(Usable());
  return log_.MovedTo(partition_);
}

absl::Status PartitionSlice::Fill(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(CheckHolds(batches));
  return log_.Fill(batches);
}

absl::StatusOr<std::optional<LedgerHead>> PartitionSlice::Head(const LedgerId& ledger) const {
  RETURN_IF_ERROR(Usable());
  if (!Holds(ledger)) return std::nullopt;
  return log_.Head(ledger);
}

absl::StatusOr<std::vector<LedgerHead>> PartitionSlice::Heads(const LedgerId& after, size_t limit) const {
  RETURN_IF_ERROR(Usable());
  return heads_of_(partition_, after, limit);
}

absl::StatusOr<std::optional<CommandEntry>> PartitionSlice::FindCommand(const LedgerId& ledger,
                                                                        const CommandId& command) const {
  RETURN_IF_ERROR(Usable());
  if (!Holds(ledger)) return std::nullopt;
  return log_.FindCommand(ledger, command);
}

absl::StatusOr<std::unique_ptr<RecordCursor>> PartitionSlice::ReadLedger(const LedgerId& ledger, Seq from) const {
  RETURN_IF_ERROR(Usable());
  if (!Holds(ledger)) return std::make_unique<EmptyCursor>();
  return Guarded(log_.ReadLedger(ledger, from));
}

absl::StatusOr<std::unique_ptr<RecordCursor>> PartitionSlice::ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                                         StreamVersion from) const {
  RETURN_IF_ERROR(Usable());
  if (!Holds(ledger)) return std::make_unique<EmptyCursor>();
  return Guarded(log_.ReadStream(ledger, stream, from));
}

absl::StatusOr<std::unique_ptr<RecordCursor>> PartitionSlice::ReadPartition(uint32_t partition, Offset from) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(Usable());
  return Guarded(log_.ReadPartition(partition_, from));
}

absl::StatusOr<Offset> PartitionSlice::PartitionEnd(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(Usable());
  return log_.PartitionEnd(partition_);
}

absl::StatusOr<std::vector<merkle::Hash>> PartitionSlice::ReadTile(const LedgerId& ledger,
                                                                   const merkle::Tile& tile) const {
  RETURN_IF_ERROR(Usable());
  if (!Holds(ledger)) return merkle::MemoryTiles().Read(tile);
  return log_.ReadTile(ledger, tile);
}

bool PartitionSlice::WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const {
  CHECK_EQ(partition, 0u);
  // The log behind cannot be interrupted for one of its partitions; it is asked again and again instead.
  while (!interrupted_) {
    const absl::Time now = absl::Now();
    if (log_.WaitForMore(partition_, seen, std::min(deadline, now + kLookInterval))) return true;
    if (now >= deadline) return false;
  }
  return false;
}

}  // namespace huiyin
