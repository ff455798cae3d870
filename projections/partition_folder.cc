#include "projections/partition_folder.h"

#include <algorithm>

#include "base/status_macros.h"
#include "projections/view_batch.h"

namespace huiyin {

absl::StatusOr<std::unique_ptr<PartitionFolder>> PartitionFolder::Open(const EventLog& log, uint32_t partition,
                                                                       ViewStore& store, bool journal) {
  std::unique_ptr<PartitionFolder> folder(new PartitionFolder(log, partition, store, journal));
  ASSIGN_OR_RETURN(folder->folded_to_, store.Position(partition));
  ASSIGN_OR_RETURN(folder->cursor_, log.ReadPartition(partition, folder->folded_to_));
  return folder;
}

absl::StatusOr<const StoredRecord*> PartitionFolder::Peek(Offset end) {
  if (!next_) {
    ASSIGN_OR_RETURN(next_, cursor_->Next());
  }
  return next_ && next_->offset < end ? &*next_ : nullptr;
}

absl::StatusOr<bool> PartitionFolder::FoldNext(Offset end, ViewBatch& batch) {
  ASSIGN_OR_RETURN(const StoredRecord* const stored, Peek(end));
  if (stored == nullptr) return false;
  ASSIGN_OR_RETURN(const v1::Record* const record, arena_.Decode(*stored));
  RETURN_IF_ERROR(batch.Add(*record));
  batch_position_ = stored->offset.Next();
  last_bytes_.assign(stored->bytes.data(), stored->bytes.size());
  batch_bytes_ += stored->bytes.size();
  next_.reset();
  return true;
}

absl::StatusOr<size_t> PartitionFolder::FoldSome(Offset end) {
  RETURN_IF_ERROR(failed_);
  // Read before the records: whatever lies below it will be seen by the cursor.
  ASSIGN_OR_RETURN(const Offset log_end, log_.PartitionEnd(partition_));
  ViewBatch batch(store_, partition_);
  batch_bytes_ = 0;
  while (!batch.IsFull() && batch_bytes_ < kBatchBytesMax) {
    const absl::StatusOr<bool> folded = FoldNext(end, batch);
    // What lies before a bad record still counts; the next call says why it goes no further.
    if (!folded.ok()) failed_ = folded.status();
    if (!folded.ok() || !*folded) break;
  }
  if (batch.records() == 0) {
    RETURN_IF_ERROR(failed_);
    folded_to_ = std::max(folded_to_, std::min(end, log_end));
    return size_t{0};
  }
  RETURN_IF_ERROR(batch.Commit({batch_position_, RecordDigest(last_bytes_)}, journal_));
  folded_to_ = std::max(folded_to_, batch_position_);
  return batch.records();
}

}  // namespace huiyin
