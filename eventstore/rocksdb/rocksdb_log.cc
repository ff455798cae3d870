#include "eventstore/rocksdb/rocksdb_log.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/rocksdb/absent_commands.h"
#include "eventstore/rocksdb/cursors.h"
#include "eventstore/rocksdb/format_1.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/remembered.h"
#include "eventstore/rocksdb/store.h"
#include "eventstore/rocksdb/stored_trees.h"
#include "rocksdb/write_batch.h"

namespace huiyin {
namespace {

using rocksdb_log::Family;
using rocksdb_log::LedgerNumber;
using rocksdb_log::LedgerRow;
using rocksdb_log::Store;
using rocksdb_log::ToSlice;

// Ledgers whose number FindCommand remembers: some 5 MiB.
constexpr size_t kRememberedNumbersMax = 32'768;

class RocksDbLog final : public ReplicaLog {
 public:
  RocksDbLog(std::unique_ptr<Store> store, bool is_replica, bool whole, Offset end, uint32_t ledger_count,
             std::string moved_to)
      : store_(std::move(store)),
        is_replica_(is_replica),
        whole_(whole),
        keeps_trees_(store_->format() > rocksdb_log::kFormatWithoutTrees),
        ledger_count_(ledger_count),
        moved_to_(std::move(moved_to)),
        end_(end) {}

  ~RocksDbLog() override {
    // If it fails, the replica is not whole once the machine has stopped.
    if (is_replica_ && whole_) MarkClosed().IgnoreError();
  }

  uint32_t partitions() const override { return 1; }
  uint32_t PartitionOf(const LedgerId&) const override { return 0; }
  absl::string_view engine() const override { return "rocksdb"; }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override;
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override;
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override;
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override;
  bool whole() const override { return whole_; }
  absl::Status Stage(absl::Span<const LedgerBatch> batches) override;
  absl::Status Keep(absl::Span<const Offset> offsets) override;
  void Drop() override;

  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override;
  absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const override;
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override;

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override;
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override;
  absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const override;

  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override;
  void Interrupt() override;

 private:
  // What an Append is going to write.
  struct Plan {
    struct Part {
      const LedgerBatch* batch;
      LedgerRow after;
      merkle::Frontier tree;
    };
    std::vector<Part> ledgers;
    uint32_t ledger_count;
    // CommandKey of each command.
    std::vector<std::string> command_keys;
  };

  // nullopt: the ledger has no record.
  absl::StatusOr<std::optional<LedgerNumber>> NumberOf(const LedgerId& ledger) const;
  absl::StatusOr<std::optional<LedgerRow>> HeadForAppend(const LedgerId& ledger) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // The frontier of the ledger's tree, of which `known` is the entry.
  absl::StatusOr<merkle::Frontier> TreeForAppend(const LedgerId& ledger, const std::optional<LedgerRow>& known) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // `keys`: of the commands.
  absl::Status CheckCommands(const LedgerBatch& batch, absl::Span<const CommandRun> commands,
                             absl::Span<const std::string> keys) const;
  absl::Status CheckStreams(const LedgerBatch& batch, LedgerNumber number) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // The first of a stream each; of none is it remembered what comes next.
  absl::Status LookStreamsUp(const LedgerId& ledger, LedgerNumber number,
                             absl::Span<const EncodedRecord* const> firsts) const;
  // All but the order.
  absl::StatusOr<Plan> MakePlan(absl::Span<const LedgerBatch> batches) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  absl::Status Add(const LedgerBatch& batch, Plan& plan) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  absl::Status AppendAll(absl::Span<const LedgerBatch> batches) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // The part's records from number `skip` on, `count` of them, lie at `position` and the positions after it.
  void PutRun(const Plan::Part& part, size_t skip, size_t count, Offset position)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  absl::Status Write(const Plan& plan, Offset end) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  void PutRecords(const LedgerBatch& batch, LedgerNumber number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  void PutCommands(const LedgerBatch& batch, absl::Span<const CommandRun> commands, absl::Span<const std::string> keys)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // Appends the batch's records to `tree`.
  void PutLeaves(const LedgerBatch& batch, LedgerNumber number, merkle::Frontier& tree)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  void Put(Family family, absl::string_view key, absl::string_view value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // Writes out all that was kept, and says so.
  absl::Status MarkClosed();
  Offset End() const;

  const std::unique_ptr<Store> store_;
  // Offsets come from Keep, have gaps, and need no sync.
  const bool is_replica_;
  const bool whole_;
  // Not in format 1.
  const bool keeps_trees_;

  // Held for the whole of an Append: the order of positions is that of the writes.
  mutable absl::Mutex append_mu_ ABSL_ACQUIRED_BEFORE(mu_);
  uint32_t ledger_count_ ABSL_GUARDED_BY(append_mu_);
  rocksdb_log::Remembered remembered_ ABSL_GUARDED_BY(append_mu_);
  rocksdb::WriteBatch write_ ABSL_GUARDED_BY(append_mu_);
  std::optional<Plan> staged_ ABSL_GUARDED_BY(append_mu_);
  std::string moved_to_ ABSL_GUARDED_BY(append_mu_);

  // What FindCommand need not look up: a ledger keeps its number. Emptied when full.
  mutable absl::Mutex numbers_mu_;
  mutable absl::flat_hash_map<LedgerId, LedgerNumber> numbers_ ABSL_GUARDED_BY(numbers_mu_);

  mutable rocksdb_log::AbsentCommands absent_;

  mutable absl::Mutex mu_;
  Offset end_ ABSL_GUARDED_BY(mu_);
  bool interrupted_ ABSL_GUARDED_BY(mu_) = false;
};

absl::StatusOr<std::optional<LedgerNumber>> RocksDbLog::NumberOf(const LedgerId& ledger) const {
  {
    absl::MutexLock lock(&numbers_mu_);
    auto found = numbers_.find(ledger);
    if (found != numbers_.end()) return found->second;
  }
  ASSIGN_OR_RETURN(const std::optional<LedgerRow> row, store_->GetLedger(ledger));
  if (!row.has_value()) return std::nullopt;
  absl::MutexLock lock(&numbers_mu_);
  if (numbers_.size() >= kRememberedNumbersMax) numbers_.clear();
  numbers_.emplace(ledger, row->ledger);
  return row->ledger;
}

absl::StatusOr<std::optional<LedgerRow>> RocksDbLog::HeadForAppend(const LedgerId& ledger) const {
  const rocksdb_log::Remembered::Ledger* known = remembered_.Find(ledger);
  if (known != nullptr) return known->row;
  return store_->GetLedger(ledger);
}

absl::StatusOr<merkle::Frontier> RocksDbLog::TreeForAppend(const LedgerId& ledger,
                                                           const std::optional<LedgerRow>& known) const {
  if (!known.has_value() || !keeps_trees_) return merkle::Frontier();
  const rocksdb_log::Remembered::Ledger* remembered = remembered_.Find(ledger);
  if (remembered != nullptr) return remembered->tree;
  return merkle::Frontier::Recover(merkle::TreeSize(known->next.value()),
                                   rocksdb_log::StoredTiles(*store_, ledger, known->ledger));
}

absl::Status RocksDbLog::CheckCommands(const LedgerBatch& batch, absl::Span<const CommandRun> commands,
                                       absl::Span<const std::string> keys) const {
  std::vector<std::string> unsure;
  std::vector<const CommandId*> ids;
  for (size_t i = 0; i < commands.size(); ++i) {
    if (absent_.Contains(keys[i])) continue;
    unsure.push_back(keys[i]);
    ids.push_back(&batch.records[commands[i].begin].command);
  }
  ASSIGN_OR_RETURN(const std::optional<size_t> taken, store_->FirstPresent(Family::kCommands, unsure));
  if (!taken.has_value()) return absl::OkStatus();
  return CommandIdReused(batch.ledger, ids[*taken]->value());
}

// A version is next when it is not there, and the one before it is.
absl::Status RocksDbLog::LookStreamsUp(const LedgerId& ledger, LedgerNumber number,
                                       absl::Span<const EncodedRecord* const> firsts) const {
  const auto is_not_next = [&ledger](const EncodedRecord& record) {
    return StreamVersionNotNext(ledger, record.stream.value(), record.stream_version);
  };
  std::vector<std::string> keys;
  keys.reserve(firsts.size());
  for (const EncodedRecord* first : firsts) {
    keys.push_back(rocksdb_log::StreamKey(number, first->stream.value(), first->stream_version));
  }
  ASSIGN_OR_RETURN(const std::optional<size_t> taken, store_->FirstPresent(Family::kStreams, keys));
  if (taken.has_value()) return is_not_next(*firsts[*taken]);
  for (const EncodedRecord* first : firsts) {
    if (first->stream_version == StreamVersion(0)) continue;
    const StreamVersion before(first->stream_version.value() - 1);
    ASSIGN_OR_RETURN(const std::optional<std::string> last,
                     store_->Get(Family::kStreams, rocksdb_log::StreamKey(number, first->stream.value(), before)));
    if (!last.has_value()) return is_not_next(*first);
  }
  return absl::OkStatus();
}

absl::Status RocksDbLog::CheckStreams(const LedgerBatch& batch, LedgerNumber number) const {
  const rocksdb_log::Remembered::Ledger* ledger = remembered_.Find(batch.ledger);
  // Within the batch they are consecutive: CheckBatches. So the first of each stream decides.
  absl::flat_hash_set<absl::string_view> seen;
  seen.reserve(batch.records.size());
  std::vector<const EncodedRecord*> unknown;
  for (const EncodedRecord& record : batch.records) {
    if (!seen.insert(record.stream.value()).second) continue;
    const StreamVersion* next = ledger == nullptr ? nullptr : ledger->NextOf(record.stream);
    if (next == nullptr) {
      unknown.push_back(&record);
    } else if (*next != record.stream_version) {
      return StreamVersionNotNext(batch.ledger, record.stream.value(), record.stream_version);
    }
  }
  return LookStreamsUp(batch.ledger, number, unknown);
}

void RocksDbLog::Put(Family family, absl::string_view key, absl::string_view value) {
  const rocksdb::Status status = write_.Put(store_->family(family), ToSlice(key), ToSlice(value));
  CHECK(status.ok());  // Fails only beyond a limit that is not set.
}

void RocksDbLog::PutRecords(const LedgerBatch& batch, LedgerNumber number) {
  for (const EncodedRecord& record : batch.records) {
    Put(Family::kRecords, rocksdb_log::RecordKey(number, record.seq), record.bytes);
    Put(Family::kStreams, rocksdb_log::StreamKey(number, record.stream.value(), record.stream_version),
        rocksdb_log::StreamValue(record.seq));
  }
}

void RocksDbLog::PutCommands(const LedgerBatch& batch, absl::Span<const CommandRun> commands,
                             absl::Span<const std::string> keys) {
  for (size_t i = 0; i < commands.size(); ++i) {
    const EncodedRecord& first = batch.records[commands[i].begin];
    Put(Family::kCommands, keys[i],
        rocksdb_log::CommandValue(CommandEntry{first.command_digest, first.seq, commands[i].count}));
  }
}

void RocksDbLog::PutLeaves(const LedgerBatch& batch, LedgerNumber number, merkle::Frontier& tree) {
  if (!keeps_trees_) return;
  std::vector<merkle::Hash> leaves;
  leaves.reserve(batch.records.size());
  for (const EncodedRecord& record : batch.records) leaves.push_back(merkle::LeafHash(record.bytes));
  rocksdb_log::PutRuns(*store_, number, tree.Append(leaves), write_);
}

absl::Status RocksDbLog::Add(const LedgerBatch& batch, Plan& plan) {
  ASSIGN_OR_RETURN(const std::optional<LedgerRow> known, HeadForAppend(batch.ledger));
  const Seq next = known.has_value() ? known->next : Seq(0);
  if (batch.expected != next) return ExpectedSeqConflict(batch.ledger, batch.expected, next);
  if (batch.records.empty()) return absl::OkStatus();
  const LedgerNumber number = known.has_value() ? known->ledger : LedgerNumber(plan.ledger_count++);
  const std::vector<CommandRun> commands = CommandRuns(batch.records);
  const size_t keys_begin = plan.command_keys.size();
  for (const CommandRun& run : commands) {
    plan.command_keys.push_back(rocksdb_log::CommandKey(number, batch.records[run.begin].command.value()));
  }
  const auto keys = absl::MakeConstSpan(plan.command_keys).subspan(keys_begin);
  RETURN_IF_ERROR(CheckCommands(batch, commands, keys));
  RETURN_IF_ERROR(CheckStreams(batch, number));
  const auto count = static_cast<uint32_t>(batch.records.size());
  const LedgerRow row{number, next.Plus(count), batch.records.back().recorded_at};
  ASSIGN_OR_RETURN(merkle::Frontier tree, TreeForAppend(batch.ledger, known));
  PutRecords(batch, number);
  PutCommands(batch, commands, keys);
  PutLeaves(batch, number, tree);
  Put(Family::kLedgers, batch.ledger.value(), rocksdb_log::LedgerValue(row));
  plan.ledgers.push_back({&batch, row, std::move(tree)});
  return absl::OkStatus();
}

absl::StatusOr<RocksDbLog::Plan> RocksDbLog::MakePlan(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(store_->Usable());
  write_.Clear();
  Plan plan{{}, ledger_count_, {}};
  for (const LedgerBatch& batch : batches) RETURN_IF_ERROR(Add(batch, plan));
  if (plan.ledger_count != ledger_count_) {
    Put(Family::kDefault, rocksdb_log::kLedgerCountKey, rocksdb_log::CountValue(plan.ledger_count));
  }
  return plan;
}

void RocksDbLog::PutRun(const Plan::Part& part, size_t skip, size_t count, Offset position) {
  const rocksdb_log::OrderRow run{part.after.ledger, part.batch->expected.Plus(skip), static_cast<uint32_t>(count),
                                  part.batch->ledger};
  Put(Family::kOrder, rocksdb_log::OrderKey(position), rocksdb_log::OrderValue(run));
}

absl::Status RocksDbLog::Write(const Plan& plan, Offset end) {
  RETURN_IF_ERROR(store_->Write(write_, /*sync=*/!is_replica_));
  absent_.Forget(plan.command_keys);
  ledger_count_ = plan.ledger_count;
  for (const auto& [batch, after, tree] : plan.ledgers) remembered_.Add(*batch, after, tree);
  absl::MutexLock lock(&mu_);
  end_ = end;
  return absl::OkStatus();
}

absl::Status RocksDbLog::Append(absl::Span<const LedgerBatch> batches) {
  CHECK(!is_replica_);
  RETURN_IF_ERROR(CheckBatches(batches));
  absl::MutexLock append_lock(&append_mu_);
  return moved_to_.empty() ? AppendAll(batches) : LogMoved(moved_to_);
}

absl::Status RocksDbLog::Fill(absl::Span<const LedgerBatch> batches) {
  CHECK(!is_replica_);
  RETURN_IF_ERROR(CheckBatches(batches));
  absl::MutexLock append_lock(&append_mu_);
  return moved_to_.empty() ? LogNotMoved() : AppendAll(batches);
}

absl::Status RocksDbLog::MarkMoved(uint32_t partition, const std::string& where) {
  CHECK_EQ(partition, 0u);
  CHECK(!is_replica_);
  CHECK_LE(where.size(), kMovedToBytesMax);
  absl::MutexLock append_lock(&append_mu_);
  rocksdb::WriteBatch write;
  rocksdb::ColumnFamilyHandle* const family = store_->family(Family::kDefault);
  const rocksdb::Status put = where.empty() ? write.Delete(family, rocksdb_log::kMovedToKey)
                                            : write.Put(family, rocksdb_log::kMovedToKey, where);
  CHECK(put.ok());
  RETURN_IF_ERROR(store_->Write(write, /*sync=*/true));
  moved_to_ = where;
  return absl::OkStatus();
}

absl::StatusOr<std::string> RocksDbLog::MovedTo(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(store_->Usable());
  absl::MutexLock append_lock(&append_mu_);
  return moved_to_;
}

absl::Status RocksDbLog::AppendAll(absl::Span<const LedgerBatch> batches) {
  ASSIGN_OR_RETURN(const Plan plan, MakePlan(batches));
  if (plan.ledgers.empty()) return absl::OkStatus();
  Offset end = End();
  for (const Plan::Part& part : plan.ledgers) {
    const size_t count = part.batch->records.size();
    PutRun(part, 0, count, end);
    end = end.Plus(count);
  }
  return Write(plan, end);
}

absl::Status RocksDbLog::Stage(absl::Span<const LedgerBatch> batches) {
  CHECK(is_replica_);
  RETURN_IF_ERROR(CheckBatches(batches));
  absl::MutexLock append_lock(&append_mu_);
  CHECK(!staged_.has_value());
  ASSIGN_OR_RETURN(staged_, MakePlan(batches));
  return absl::OkStatus();
}

absl::Status RocksDbLog::Keep(absl::Span<const Offset> offsets) {
  absl::MutexLock append_lock(&append_mu_);
  CHECK(staged_.has_value());
  const Plan plan = *std::exchange(staged_, std::nullopt);
  const Offset before = End();
  Offset end = before;
  size_t next = 0;  // Into offsets.
  for (const Plan::Part& part : plan.ledgers) {
    const size_t begin = next;
    while (next < begin + part.batch->records.size()) {
      const size_t first = next;
      CHECK_GE(offsets.at(first), before);
      do {
        ++next;
      } while (next < begin + part.batch->records.size() && offsets.at(next) == offsets.at(next - 1).Next());
      PutRun(part, first - begin, next - first, offsets[first]);
      end = std::max(end, offsets[next - 1].Next());
    }
  }
  CHECK_EQ(next, offsets.size());
  return plan.ledgers.empty() ? absl::OkStatus() : Write(plan, end);
}

void RocksDbLog::Drop() {
  absl::MutexLock append_lock(&append_mu_);
  CHECK(staged_.has_value());
  staged_.reset();
}

absl::Status RocksDbLog::MarkClosed() {
  RETURN_IF_ERROR(store_->Flush());
  rocksdb::WriteBatch write;
  const rocksdb::Status removed = write.Delete(store_->family(Family::kDefault), rocksdb_log::kOpenSinceKey);
  CHECK(removed.ok());
  return store_->Write(write, /*sync=*/true);
}

Offset RocksDbLog::End() const {
  absl::MutexLock lock(&mu_);
  return end_;
}

absl::StatusOr<std::optional<LedgerHead>> RocksDbLog::Head(const LedgerId& ledger) const {
  RETURN_IF_ERROR(store_->Usable());
  ASSIGN_OR_RETURN(const std::optional<LedgerRow> row, store_->GetLedger(ledger));
  if (!row.has_value()) return std::nullopt;
  return LedgerHead{ledger, row->next, row->last_recorded_at};
}

absl::StatusOr<std::vector<LedgerHead>> RocksDbLog::Heads(const LedgerId& after, size_t limit) const {
  RETURN_IF_ERROR(store_->Usable());
  std::vector<LedgerHead> heads;
  auto it = store_->NewIterator(Family::kLedgers, rocksdb::ReadOptions());
  // The least id above `after`.
  for (it->Seek(after.value() + '\0'); it->Valid() && heads.size() < limit; it->Next()) {
    const LedgerId ledger(rocksdb_log::ToView(it->key()));
    const std::optional<LedgerRow> row = rocksdb_log::ParseLedgerValue(rocksdb_log::ToView(it->value()));
    if (!row.has_value()) {
      return rocksdb_log::LogDamaged(absl::StrCat("ledger ", ledger.value(), ": its entry is damaged"),
                                     absl::StrCat("登记册 ", ledger.value(), "：条目已损坏"));
    }
    heads.push_back(LedgerHead{ledger, row->next, row->last_recorded_at});
  }
  if (!it->status().ok()) return rocksdb_log::FromRocks(it->status(), "reading ledgers", "读取登记册清单时出错");
  // An Append under way may have written what was read, and not moved the end yet.
  const absl::MutexLock append_lock(&append_mu_);
  return heads;
}

absl::StatusOr<std::optional<CommandEntry>> RocksDbLog::FindCommand(const LedgerId& ledger,
                                                                    const CommandId& command) const {
  RETURN_IF_ERROR(store_->Usable());
  ASSIGN_OR_RETURN(const std::optional<LedgerNumber> number, NumberOf(ledger));
  if (!number.has_value()) return std::nullopt;
  std::string key = rocksdb_log::CommandKey(*number, command.value());
  const uint64_t epoch = absent_.epoch();
  ASSIGN_OR_RETURN(const std::optional<std::string> value, store_->Get(Family::kCommands, key));
  if (!value.has_value()) {
    absent_.Add(epoch, std::move(key));
    return std::nullopt;
  }
  std::optional<CommandEntry> entry = rocksdb_log::ParseCommandValue(*value);
  if (!entry.has_value()) {
    return rocksdb_log::LogDamaged(
        absl::StrCat("ledger ", ledger.value(), ", command ", command.value(), ": its entry is damaged"),
        absl::StrCat("登记册 ", ledger.value(), "，命令 ", command.value(), "：条目已损坏"));
  }
  return entry;
}

absl::StatusOr<std::unique_ptr<RecordCursor>> RocksDbLog::ReadLedger(const LedgerId& ledger, Seq from) const {
  RETURN_IF_ERROR(store_->Usable());
  return rocksdb_log::LedgerCursor(*store_, ledger, from);
}

absl::StatusOr<std::unique_ptr<RecordCursor>> RocksDbLog::ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                                     StreamVersion from) const {
  RETURN_IF_ERROR(store_->Usable());
  return rocksdb_log::StreamCursor(*store_, ledger, stream, from);
}

absl::StatusOr<std::unique_ptr<RecordCursor>> RocksDbLog::ReadPartition(uint32_t partition, Offset from) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(store_->Usable());
  return rocksdb_log::PartitionCursor(
      *store_, from, [this] { return End(); }, is_replica_);
}

absl::StatusOr<Offset> RocksDbLog::PartitionEnd(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  RETURN_IF_ERROR(store_->Usable());
  return End();
}

absl::StatusOr<std::vector<merkle::Hash>> RocksDbLog::ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const {
  RETURN_IF_ERROR(store_->Usable());
  ASSIGN_OR_RETURN(const std::optional<LedgerNumber> number, NumberOf(ledger));
  if (!number.has_value()) return merkle::MemoryTiles().Read(tile);
  return rocksdb_log::StoredTiles(*store_, ledger, *number).Read(tile);
}

bool RocksDbLog::WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const {
  CHECK_EQ(partition, 0u);
  absl::MutexLock lock(&mu_);
  auto more = [this, seen]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return interrupted_ || end_ > seen; };
  mu_.AwaitWithDeadline(absl::Condition(&more), deadline);
  return end_ > seen;
}

void RocksDbLog::Interrupt() {
  absl::MutexLock lock(&mu_);
  interrupted_ = true;
}

absl::StatusOr<Offset> EndOf(const Store& store) {
  auto it = store.NewIterator(Family::kOrder, rocksdb::ReadOptions());
  it->SeekToLast();
  if (!it->status().ok()) return rocksdb_log::FromRocks(it->status(), "reading the order", "读取次序时出错");
  if (!it->Valid()) return Offset(0);
  const std::optional<Offset> first = rocksdb_log::ParseOrderKey(rocksdb_log::ToView(it->key()));
  const std::optional<rocksdb_log::OrderRow> run = rocksdb_log::ParseOrderValue(rocksdb_log::ToView(it->value()));
  if (!first.has_value() || !run.has_value()) {
    return rocksdb_log::LogDamaged("the order's last entry is damaged", "次序的最后条目已损坏");
  }
  return first->Plus(run->count);
}

absl::StatusOr<uint32_t> LedgerCountOf(const Store& store) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, store.Get(Family::kDefault, rocksdb_log::kLedgerCountKey));
  if (!value.has_value()) return 0;
  const std::optional<uint32_t> count = rocksdb_log::ParseCount(*value);
  if (!count.has_value()) return rocksdb_log::LogDamaged("the count of ledgers is damaged", "登记册总数已损坏");
  return *count;
}

// A new log becomes a replica of `of`; empty: none. What it became it stays.
absl::Status CheckReplica(Store& store, const std::string& directory, const std::string& of, bool is_new) {
  ASSIGN_OR_RETURN(const std::optional<std::string> known, store.Get(Family::kDefault, rocksdb_log::kReplicaOfKey));
  if (known.value_or("") == of) return absl::OkStatus();
  if (known.has_value() || !is_new) {
    const std::string is = known.has_value() ? absl::StrCat("a replica of ", *known) : "a log of its own";
    const std::string is_chinese = known.has_value() ? absl::StrCat(*known, " 的副本") : "独立的日志";
    return Error(absl::StatusCode::kFailedPrecondition, "REPLICA_OF_ANOTHER",
                 absl::StrCat(directory, " is ", is, of.empty() ? "" : ", not a replica of ", of),
                 absl::StrCat(directory, " 是", is_chinese, of.empty() ? "" : "，不是下列日志的副本：", of));
  }
  rocksdb::WriteBatch write;
  const rocksdb::Status put = write.Put(store.family(Family::kDefault), rocksdb_log::kReplicaOfKey, of);
  CHECK(put.ok());
  return store.Write(write, /*sync=*/true);
}

std::string BootOf(const RocksDbLogOptions& options) {
  if (!options.boot.empty()) return options.boot;
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  // Where the kernel does not say, each opening is taken for one after a start.
  return boot.empty() ? absl::FormatTime(absl::Now()) : boot;
}

// Whether the replica is whole; if it is, it is marked as open. Keep does not sync, and of two log files the later one
// may reach the disk first. But while the machine runs, what was written is there whoever dies.
absl::StatusOr<bool> MarkOpen(Store& store, const std::string& boot) {
  ASSIGN_OR_RETURN(const std::optional<std::string> since, store.Get(Family::kDefault, rocksdb_log::kOpenSinceKey));
  if (since.has_value()) return *since == boot;
  rocksdb::WriteBatch write;
  const rocksdb::Status put = write.Put(store.family(Family::kDefault), rocksdb_log::kOpenSinceKey, boot);
  CHECK(put.ok());
  RETURN_IF_ERROR(store.Write(write, /*sync=*/true));
  return true;
}

absl::StatusOr<std::unique_ptr<RocksDbLog>> OpenLog(const RocksDbLogOptions& options, const std::string& of,
                                                    uint32_t format = rocksdb_log::kFormat) {
  ASSIGN_OR_RETURN(std::unique_ptr<Store> store, Store::Open(options, format));
  if (store->format() < format) {
    RETURN_IF_ERROR(rocksdb_log::MakeTrees(*store, options.on_upgrade));
    RETURN_IF_ERROR(store->SetFormat(format));
  }
  ASSIGN_OR_RETURN(const Offset end, EndOf(*store));
  RETURN_IF_ERROR(CheckReplica(*store, options.directory, of, end == Offset(0)));
  bool whole = true;
  if (!of.empty()) {
    ASSIGN_OR_RETURN(whole, MarkOpen(*store, BootOf(options)));
  }
  ASSIGN_OR_RETURN(const uint32_t ledger_count, LedgerCountOf(*store));
  ASSIGN_OR_RETURN(std::optional<std::string> moved_to, store->Get(Family::kDefault, rocksdb_log::kMovedToKey));
  return std::make_unique<RocksDbLog>(std::move(store), !of.empty(), whole, end, ledger_count,
                                      std::move(moved_to).value_or(""));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksDbLog(const RocksDbLogOptions& options) {
  return OpenLog(options, "");
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenFormat1Log(const RocksDbLogOptions& options) {
  return OpenLog(options, "", rocksdb_log::kFormatWithoutTrees);
}

absl::StatusOr<std::unique_ptr<ReplicaLog>> OpenRocksDbReplica(const RocksDbLogOptions& options,
                                                               const std::string& of) {
  CHECK(!of.empty());
  return OpenLog(options, of);
}

}  // namespace huiyin
