// The check of one ledger in a Store (log_check.h): its records, its tree, its rows in the indexes.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_LEDGER_CHECK_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_LEDGER_CHECK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "eventstore/ledger_faults.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/record_chain.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/row_sum.h"
#include "eventstore/rocksdb/store.h"
#include "eventstore/tree_check.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::rocksdb_log {

class LedgerCheck {
 public:
  // `on_record`: a record is done with. All must outlive it.
  LedgerCheck(const Store& store, LedgerId ledger, const LedgerRow& row, const LogCheckHooks& hooks,
              const std::function<void()>& on_record)
      : store_(store),
        ledger_(ledger),
        row_(row),
        hooks_(hooks),
        on_record_(on_record),
        faults_(std::move(ledger), hooks.on_fault),
        chain_(faults_, hooks.check_record) {}

  // Returns how many faults there were.
  uint64_t Run();

 private:
  // Behind the last record that is there; at most what the ledger's entry tells.
  Seq EndOfRecords();
  bool has_tree() const { return store_.format() > kFormatWithoutTrees; }
  // The records whose leaves are in the tile of level 0 that begins with `first`.
  void CheckTile(uint64_t first, TreeCheck& tree);
  // Returns the record's leaf; nullopt: it cannot be read.
  std::optional<merkle::Hash> CheckRecord(Seq seq);
  // What the indexes must hold of the chain's record.
  void AddToIndexes(Seq seq);
  void CheckHead();
  void CheckNothingBeyond();

  // The index of streams, and of commands.
  void CloseCommand();
  void CheckIndex(Family family, const RowSum& expected);
  void NameFaultsOfIndex(Family family);
  // Whether the row of record_, which is `seq`, leads to it.
  bool LeadsTo(Family family, Seq seq) const;
  void CheckRowOfRecord(Family family, Seq seq);
  void CheckRowIsOfARecord(Family family, absl::string_view key, absl::string_view value);

  // Faults of it were told already.
  bool IsUnread(Seq seq) const { return unreadable_.contains(seq.value()) || (end_ <= seq && seq < row_.next); }
  // The record as stored; a fault, and nullopt, when it cannot be read.
  std::optional<absl::string_view> BytesAt(Seq seq);

  const Store& store_;
  const LedgerId ledger_;
  const LedgerRow row_;
  const LogCheckHooks& hooks_;
  const std::function<void()>& on_record_;

  LedgerFaults faults_;
  RecordChain chain_;
  Seq end_;
  std::unique_ptr<rocksdb::Iterator> records_;
  v1::Record record_;
  absl::flat_hash_set<uint64_t> unreadable_;

  // Of the command of the records just read.
  std::string command_;
  std::optional<CommandEntry> entry_;
  RowSum streams_, commands_;
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_LEDGER_CHECK_H_
