// The RocksDB behind a ViewStore: shared by what reads it and what writes it inside this package.
#ifndef HUIYIN_PROJECTIONS_VIEW_REP_H_
#define HUIYIN_PROJECTIONS_VIEW_REP_H_

#include <google/protobuf/message_lite.h>
#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/view_store.h"

namespace huiyin {

inline rocksdb::Slice ToSlice(absl::string_view text) { return rocksdb::Slice(text.data(), text.size()); }
inline absl::string_view ToView(const rocksdb::Slice& slice) { return absl::string_view(slice.data(), slice.size()); }

// kDataLoss (VIEWS_DAMAGED) for corruption, kUnavailable (VIEWS_UNAVAILABLE) for the rest.
absl::Status FromRocksDb(const rocksdb::Status& status, absl::string_view doing);
// The value of `key` is not what the key says.
absl::Status DamagedRow(absl::string_view key);

class ViewStore::Rep {
 public:
  Rep(std::string directory, std::unique_ptr<rocksdb::DB> db) : directory(std::move(directory)), db(std::move(db)) {}
  ~Rep();

  // False: there is none. `snapshot` may be nullptr: now.
  absl::StatusOr<bool> Get(const rocksdb::Snapshot* snapshot, absl::string_view key,
                           google::protobuf::MessageLite& row) const;
  absl::StatusOr<LogPlace> Place(const rocksdb::Snapshot* snapshot, uint32_t partition) const;
  absl::StatusOr<std::optional<LedgerDirectory>> Directory(const rocksdb::Snapshot* snapshot,
                                                           absl::string_view ledger) const;

  const std::string directory;
  std::unique_ptr<rocksdb::DB> db;
  // Set once nobody needs the files any more: they go when this goes.
  bool remove_files = false;
};

// Holds the database still. Must not outlive it.
class HeldSnapshot {
 public:
  explicit HeldSnapshot(rocksdb::DB& db) : db_(db), snapshot_(db.GetSnapshot()) {}
  ~HeldSnapshot() { db_.ReleaseSnapshot(snapshot_); }
  HeldSnapshot(const HeldSnapshot&) = delete;
  HeldSnapshot& operator=(const HeldSnapshot&) = delete;
  const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  rocksdb::DB& db_;
  const rocksdb::Snapshot* const snapshot_;
};

// All keys that begin with a prefix, in order, as of a snapshot (nullptr: now).
class PrefixScan {
 public:
  // From prefix + `from` on.
  PrefixScan(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, std::string prefix, absl::string_view from = {},
             bool fill_cache = true);

  bool Valid() const { return iterator_->Valid(); }
  // What follows the prefix.
  absl::string_view suffix() const { return ToView(iterator_->key()).substr(prefix_.size()); }
  absl::string_view key() const { return ToView(iterator_->key()); }
  absl::string_view value() const { return ToView(iterator_->value()); }
  void Next() { iterator_->Next(); }
  // To the first suffix >= `suffix`; never back.
  void SkipTo(absl::string_view suffix);
  // Why it ended early, if it did.
  absl::Status status() const;

 private:
  const std::string prefix_;
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_REP_H_
