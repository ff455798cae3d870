// One partition of a log folded into a view store, batch by batch: what the projector does live, and a rebuild from
// zero.
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

  // The next record before `end`; nullptr: none. It stays the next one until next_ is reset.
  absl::StatusOr<const StoredRecord*> Peek(Offset end);
  // False: there was none.
  absl::StatusOr<bool> FoldNext(Offset end, ViewBatch& batch);

  const EventLog& log_;
  const uint32_t partition_;
  ViewStore& store_;
  const bool journal_;
  std::unique_ptr<RecordCursor> cursor_;
  std::optional<StoredRecord> next_;
  Offset folded_to_;
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
