#include "eventstore/rocksdb/stored_trees.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/rocksdb/cursors.h"

namespace huiyin::rocksdb_log {
namespace {

// Leaves that go into one write when trees are made: whole tiles, so that a write made once more has the same keys.
constexpr size_t kLeavesAWrite = 64 * merkle::kTileWidth;

absl::Status OfLedger(const absl::Status& status, const LedgerId& ledger) {
  return Prefixed(status, absl::StrCat("ledger ", ledger.value(), ": "), absl::StrCat("登记册 ", ledger.value(), "："));
}

struct LedgerToFill {
  LedgerId ledger;
  LedgerRow row;
};

absl::StatusOr<std::vector<LedgerToFill>> AllLedgers(const Store& store) {
  std::vector<LedgerToFill> ledgers;
  const auto it = store.NewIterator(Family::kLedgers, rocksdb::ReadOptions());
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    LedgerToFill& next = ledgers.emplace_back();
    next.ledger = LedgerId(ToView(it->key()));
    const std::optional<LedgerRow> row = ParseLedgerValue(ToView(it->value()));
    if (!row.has_value()) return OfLedger(LogDamaged("its entry is damaged", "条目已损坏"), next.ledger);
    next.row = *row;
  }
  if (!it->status().ok()) return FromRocks(it->status(), "reading ledgers", "读取登记册清单时出错");
  return ledgers;
}

// The hashes of the next records; empty: there are no more.
absl::StatusOr<std::vector<merkle::Hash>> NextLeaves(RecordCursor& cursor) {
  std::vector<merkle::Hash> leaves;
  while (leaves.size() < kLeavesAWrite) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> record, cursor.Next());
    if (!record.has_value()) break;
    leaves.push_back(merkle::LeafHash(record->bytes));
  }
  return leaves;
}

// `made`: hears how many more records are in the tree.
absl::Status MakeTree(Store& store, const LedgerToFill& ledger, const std::function<void(uint64_t)>& made) {
  const std::unique_ptr<RecordCursor> cursor = LedgerCursor(store, ledger.ledger, Seq(0));
  merkle::Frontier tree;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<merkle::Hash> leaves, NextLeaves(*cursor));
    if (leaves.empty()) return absl::OkStatus();
    rocksdb::WriteBatch write;
    PutRuns(store, ledger.row.ledger, tree.Append(leaves), write);
    // Synced, as every write: what is torn and what is damaged are told apart by that (wal_check.h).
    RETURN_IF_ERROR(store.Write(write, /*sync=*/true));
    made(leaves.size());
  }
}

}  // namespace

absl::StatusOr<std::vector<merkle::Hash>> StoredTiles::ReadHashes(const merkle::Tile& tile) const {
  merkle::TileAssembly assembly(tile);
  const std::string prefix = TreeKey(number_, "");
  const auto it = store_.NewIterator(Family::kTree, rocksdb::ReadOptions());
  for (it->Seek(TreeKey(number_, assembly.Key())); !assembly.Whole() && it->Valid(); it->Next()) {
    absl::string_view key = ToView(it->key());
    if (!absl::ConsumePrefix(&key, prefix)) break;
    RETURN_IF_ERROR(OfLedger(assembly.Add(key, ToView(it->value())), ledger_));
  }
  if (!it->status().ok()) return OfLedger(FromRocks(it->status(), "reading its tree", "读取默克尔树时出错"), ledger_);
  absl::StatusOr<std::vector<merkle::Hash>> hashes = std::move(assembly).Take();
  if (!hashes.ok()) return OfLedger(hashes.status(), ledger_);
  return hashes;
}

void PutRuns(const Store& store, LedgerNumber ledger, absl::Span<const merkle::StoredRun> runs,
             rocksdb::WriteBatch& write) {
  for (const merkle::StoredRun& run : runs) {
    const rocksdb::Status status =
        write.Put(store.family(Family::kTree), TreeKey(ledger, merkle::RunKey(run.level, run.first)),
                  ToSlice(merkle::RunValue(run)));
    CHECK(status.ok());  // Fails only beyond a limit that is not set.
  }
}

absl::Status MakeTrees(Store& store, const std::function<void(uint64_t done, uint64_t total)>& progress) {
  ASSIGN_OR_RETURN(const std::vector<LedgerToFill> ledgers, AllLedgers(store));
  uint64_t done = 0, total = 0;
  for (const LedgerToFill& ledger : ledgers) total += ledger.row.next.value();
  for (const LedgerToFill& ledger : ledgers) {
    RETURN_IF_ERROR(MakeTree(store, ledger, [&](uint64_t more) {
      done += more;
      if (progress != nullptr) progress(done, total);
    }));
  }
  return absl::OkStatus();
}

}  // namespace huiyin::rocksdb_log
