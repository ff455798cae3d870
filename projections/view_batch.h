// Records folded into the rows that they touch, in memory, then written with their indexes and the position in one
// WriteBatch. Each row is read at most once and written once a batch, however many events it saw.
#ifndef HUIYIN_PROJECTIONS_VIEW_BATCH_H_
#define HUIYIN_PROJECTIONS_VIEW_BATCH_H_

#include <google/protobuf/arena.h>
#include <google/protobuf/message_lite.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "projections/facts.h"
#include "projections/view_keys.h"
#include "projections/view_store.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// A batch should end when it has come to one of these.
inline constexpr size_t kBatchRecordsMax = 131'072;
inline constexpr size_t kBatchRowsMax = 16'384;
inline constexpr size_t kBatchBytesMax = 64 << 20;

// Not thread-safe. One partition has one writer.
class ViewBatch {
 public:
  ViewBatch(ViewStore& store, uint32_t partition) : rep_(store.rep()), partition_(partition) {}

  // The partition's next record. kDataLoss (VIEW_OUT_OF_STEP): it is not the ledger's next; and errors as SubjectOf and
  // ViewStore. A record that fails changes nothing.
  absl::Status Add(const v1::Record& record);

  bool IsFull() const { return records_ >= kBatchRecordsMax || rows_.size() >= kBatchRowsMax; }
  size_t records() const { return records_; }

  // Writes all, atomically, with `place` as the position; nullopt: it stays. Not synced: after a power cut the view is
  // a little older, and whole. `journal` false: not even in the write-ahead log; for rows that are flushed before
  // anyone relies on them.
  absl::Status Commit(const std::optional<LogPlace>& place, bool journal);

 private:
  struct Row {
    google::protobuf::MessageLite* facts = nullptr;
    bool is_proposal = false;
    // As they stand in the store.
    std::vector<std::string> index_keys = {};
  };

  // The row's facts as of now. `fresh`: there is none in the store yet.
  template <typename Facts>
  absl::StatusOr<Facts*> Load(const std::string& key, bool fresh, absl::string_view ledger);
  absl::Status FoldSubject(const Subject& subject, const v1::Record& record);
  // What of a proposal's indexes is new, and what is to go.
  struct IndexChanges {
    std::vector<std::string> added;
    std::vector<std::string> gone;
  };
  static void Collect(absl::string_view key, const Row& row, IndexChanges& changes);

  ViewStore::Rep& rep_;
  const uint32_t partition_;
  google::protobuf::Arena arena_;
  // By key; the messages lie on arena_.
  absl::flat_hash_map<std::string, Row> rows_;
  size_t records_ = 0;
  std::string key_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_BATCH_H_
