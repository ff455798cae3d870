// The trees in a Store: tiles read from their rows, rows made of what an Append adds, and whole trees made of records
// for a directory that was written before there were trees.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_STORED_TREES_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_STORED_TREES_H_

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/stored_run.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/rocksdb/store.h"
#include "rocksdb/write_batch.h"

namespace huiyin::rocksdb_log {

// The store must outlive it. kDataLoss (TREE_DAMAGED) names the ledger.
class StoredTiles final : public merkle::TileReader {
 public:
  StoredTiles(const Store& store, LedgerId ledger, LedgerNumber number)
      : store_(store), ledger_(std::move(ledger)), number_(number) {}

 private:
  absl::StatusOr<std::vector<merkle::Hash>> ReadHashes(const merkle::Tile& tile) const override;

  const Store& store_;
  const LedgerId ledger_;
  const LedgerNumber number_;
};

// The rows of `runs` (merkle::Frontier::Append), into `write`.
void PutRuns(const Store& store, LedgerNumber ledger, absl::Span<const merkle::StoredRun> runs,
             rocksdb::WriteBatch& write);

// Makes the trees of all ledgers from their records. Begun again after a crash it comes to the same rows. `progress`,
// which may be null, hears now and then how many records are done. kDataLoss: a record is damaged; it is named.
absl::Status MakeTrees(Store& store, const std::function<void(uint64_t done, uint64_t total)>& progress);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_STORED_TREES_H_
