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

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/row_sum.h"
#include "eventstore/rocksdb/store.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::rocksdb_log {

class LedgerCheck {
 public:
  // `on_record`: a record is done with. All must outlive it.
  LedgerCheck(const Store& store, LedgerId ledger, const LedgerRow& row, const LogCheckHooks& hooks,
              const std::function<void()>& on_record)
      : store_(store), ledger_(std::move(ledger)), row_(row), hooks_(hooks), on_record_(on_record) {}

  // Returns how many faults there were.
  uint64_t Run();

 private:
  // Behind the last record that is there; at most what the ledger's entry tells.
  Seq EndOfRecords();
  // The records whose leaves are in one tile of level 0.
  void CheckTile(uint64_t index);
  // Returns the record's leaf; nullopt: it cannot be read.
  std::optional<merkle::Hash> CheckRecord(Seq seq);
  // Into record_; whether it is the one that belongs there.
  absl::Status CheckPlace(Seq seq, absl::string_view bytes);
  void CheckAgainstTheOneBefore(Seq seq);
  void CheckLeaves(uint64_t first, const std::vector<std::optional<merkle::Hash>>& leaves);
  void GrowTree(uint64_t first, const std::vector<merkle::Hash>& leaves);
  void CheckInnerTiles();
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
  void Fault(std::optional<Seq> seq, absl::string_view reason, absl::string_view english, absl::string_view chinese);
  void Fault(std::optional<Seq> seq, const absl::Status& status);

  const Store& store_;
  const LedgerId ledger_;
  const LedgerRow row_;
  const LogCheckHooks& hooks_;
  const std::function<void()>& on_record_;

  uint64_t faults_ = 0;
  Seq end_;
  std::unique_ptr<rocksdb::Iterator> records_;
  v1::Record record_;
  absl::flat_hash_set<uint64_t> unreadable_;
  absl::flat_hash_map<std::string, uint64_t> next_versions_;
  absl::Time last_recorded_at_ = absl::InfinitePast();

  // Of the command of the records just read.
  std::string command_;
  std::optional<CommandEntry> entry_;
  RowSum streams_, commands_;

  std::optional<TreeHead> signed_;
  merkle::Frontier tree_;
  // Above the leaves.
  merkle::MemoryTiles inner_;
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_LEDGER_CHECK_H_
