#include "projections/partition_folder.h"

#include <rocksdb/options.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "projections/ledger_by_ledger.h"
#include "projections/log_place.h"
#include "projections/view_batch.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

// Records behind the end of a first fold that are worth looking at to learn where each ledger stood there.
constexpr uint64_t kBehindMax = 100'000;

}  // namespace

absl::StatusOr<bool> HoldsUnfinished(const EventLog& log, const ViewStore& store) {
  std::vector<bool> begun;
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    ASSIGN_OR_RETURN(const Offset position, store.Position(partition));
    begun.push_back(position > Offset(0));
  }
  if (std::find(begun.begin(), begun.end(), false) == begun.end()) return false;
  PrefixScan ledgers(*store.rep().db, nullptr, LedgerKey(""));
  for (; ledgers.Valid(); ledgers.Next()) {
    if (!begun[log.PartitionOf(LedgerId(ledgers.suffix()))]) return true;
  }
  RETURN_IF_ERROR(ledgers.status());
  return false;
}

absl::StatusOr<std::unique_ptr<PartitionFolder>> PartitionFolder::Open(const EventLog& log, uint32_t partition,
                                                                       ViewStore& store, bool journal) {
  std::unique_ptr<PartitionFolder> folder(new PartitionFolder(log, partition, store, journal));
  ASSIGN_OR_RETURN(folder->folded_to_, store.Position(partition));
  ASSIGN_OR_RETURN(folder->cursor_, log.ReadPartition(partition, folder->folded_to_));
  return folder;
}

absl::Status PartitionFolder::BeginFirstFold(Offset end) {
  ASSIGN_OR_RETURN(const Offset log_end, log_.PartitionEnd(partition_));
  end = std::min(end, log_end);
  if (end < Offset(kLedgerByLedgerMin) || log_end > end.Plus(kBehindMax)) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<RecordCursor>> cursor = ReadLedgerByLedger(log_, partition_, end);
  // What cannot be read may lie behind the end, and be none of our business: in order it is met, or not.
  if (!cursor.ok()) return absl::OkStatus();
  cursor_ = *std::move(cursor);
  next_.reset();
  first_fold_end_ = end;
  return absl::OkStatus();
}

absl::Status PartitionFolder::FinishFirstFold() {
  // The rows are in no write-ahead log, and the position may be.
  RETURN_IF_ERROR(FromRocksDb(store_.rep().db->Flush(rocksdb::FlushOptions()), "writing the views"));
  ASSIGN_OR_RETURN(const LogPlace place, PlaceBefore(log_, partition_, *first_fold_end_));
  RETURN_IF_ERROR(ViewBatch(store_, partition_).Commit(place, journal_));
  ASSIGN_OR_RETURN(cursor_, log_.ReadPartition(partition_, *first_fold_end_));
  folded_to_ = *first_fold_end_;
  first_fold_end_.reset();
  return absl::OkStatus();
}

absl::StatusOr<const StoredRecord*> PartitionFolder::Peek(Offset end) {
  if (!next_) {
    ASSIGN_OR_RETURN(next_, cursor_->Next());
  }
  // Offsets of a first fold say nothing, and all of its records lie before its end.
  return next_ && (first_fold_end_ || next_->offset < end) ? &*next_ : nullptr;
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

absl::Status PartitionFolder::Commit(ViewBatch& batch) {
  if (first_fold_end_) return batch.Commit(std::nullopt, /*journal=*/false);
  RETURN_IF_ERROR(batch.Commit(LogPlace{batch_position_, RecordDigest(last_bytes_)}, journal_));
  folded_to_ = std::max(folded_to_, batch_position_);
  return absl::OkStatus();
}

absl::StatusOr<size_t> PartitionFolder::FoldBatch(Offset end) {
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
  if (batch.records() > 0) {
    RETURN_IF_ERROR(Commit(batch));
    return batch.records();
  }
  RETURN_IF_ERROR(failed_);
  if (!first_fold_end_) folded_to_ = std::max(folded_to_, std::min(end, log_end));
  return size_t{0};
}

absl::StatusOr<size_t> PartitionFolder::FoldSome(Offset end) {
  RETURN_IF_ERROR(failed_);
  if (folded_to_ == Offset(0) && !first_fold_end_) RETURN_IF_ERROR(BeginFirstFold(end));
  ASSIGN_OR_RETURN(const size_t folded, FoldBatch(end));
  if (folded > 0 || !first_fold_end_) return folded;
  RETURN_IF_ERROR(FinishFirstFold());
  return FoldBatch(end);
}

}  // namespace huiyin
