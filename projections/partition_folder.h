// One partition of a log folded into a view store, batch by batch: what the projector does live, and a rebuild from
// zero.
//
// Views that hold nothing of a long partition yet are first folded ledger by ledger (ledger_by_ledger.h), past the
// write-ahead log; their position is written when that is done and on the disk. Until then the rows are of no use to
// anybody: who finds rows without a position (HoldsUnfinished) begins anew.
#ifndef HUIYIN_PROJECTIONS_PARTITION_FOLDER_H_
#define HUIYIN_PROJECTIONS_PARTITION_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/record_arena.h"
#include "projections/view_batch.h"
#include "projections/view_store.h"

namespace huiyin {

// A shorter partition is folded in the order of the log from the beginning.
inline constexpr uint64_t kLedgerByLedgerMin = 10'000;

// Whether a first fold into the store was cut short, in any of the log's partitions.
absl::StatusOr<bool> HoldsUnfinished(const EventLog& log, const ViewStore& store);

// Not thread-safe. At most one folds a partition into a store.
class PartitionFolder {
 public:
  // From the store's position on. Log and store must outlive this. `journal` as ViewBatch::Commit.
  static absl::StatusOr<std::unique_ptr<PartitionFolder>> Open(const EventLog& log, uint32_t partition,
                                                               ViewStore& store, bool journal);

  // Folds and writes one batch of what lies before `end`. How many records; 0: there were no more. An error is for
  // good; what lay before the record that it names was written.
  absl::StatusOr<size_t> FoldSome(Offset end);

  // All before it is in the store. It goes past the last record to the log's end where a log's offsets have gaps.
  Offset folded_to() const { return folded_to_; }

 private:
  PartitionFolder(const EventLog& log, uint32_t partition, ViewStore& store, bool journal)
      : log_(log), partition_(partition), store_(store), journal_(journal) {}

  // Chooses ledger by ledger if that pays.
  absl::Status BeginFirstFold(Offset end);
  // Writes the position; from here on in the order of the log.
  absl::Status FinishFirstFold();
  absl::StatusOr<size_t> FoldBatch(Offset end);
  // The next record before `end`; nullptr: none. It stays the next one until next_ is reset.
  absl::StatusOr<const StoredRecord*> Peek(Offset end);
  // False: there was none.
  absl::StatusOr<bool> FoldNext(Offset end, ViewBatch& batch);
  absl::Status Commit(ViewBatch& batch);

  const EventLog& log_;
  const uint32_t partition_;
  ViewStore& store_;
  const bool journal_;
  std::unique_ptr<RecordCursor> cursor_;
  std::optional<StoredRecord> next_;
  Offset folded_to_;
  // While the first fold is under way: where it ends.
  std::optional<Offset> first_fold_end_;
  // Of the batch being filled; the last record's bytes, in memory used again.
  Offset batch_position_;
  std::string last_bytes_;
  size_t batch_bytes_ = 0;
  // Why it goes no further.
  absl::Status failed_;
  RecordArena arena_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PARTITION_FOLDER_H_
