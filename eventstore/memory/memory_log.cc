#include "eventstore/memory/memory_log.h"

#include <functional>

#include "base/check.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"

namespace huiyin {

// Asks for the record at one index after another.
class MemoryLog::Cursor final : public RecordCursor {
 public:
  using At = std::function<const Kept*(size_t index)>;
  Cursor(At at, size_t from) : at_(std::move(at)), index_(from) {}

  absl::StatusOr<std::optional<StoredRecord>> Next() override {
    const Kept* kept = at_(index_);
    if (kept == nullptr) return std::nullopt;
    ++index_;
    return StoredRecord{kept->ledger, kept->seq, kept->offset, kept->bytes};
  }

 private:
  const At at_;
  size_t index_;
};

namespace {

template <typename Kept>
const Kept* ElementOf(const std::vector<const Kept*>& records, size_t index) {
  return index < records.size() ? records[index] : nullptr;
}

}  // namespace

const MemoryLog::Register* MemoryLog::Find(const LedgerId& ledger) const {
  auto found = ledgers_.find(ledger);
  return found == ledgers_.end() ? nullptr : &found->second;
}

absl::Status MemoryLog::CheckBatch(const LedgerBatch& batch) const {
  static const Register* const kEmpty = new Register;
  const Register* found = Find(batch.ledger);
  const Register& ledger = found == nullptr ? *kEmpty : *found;
  const Seq next(ledger.records.size());
  if (batch.expected != next) return ExpectedSeqConflict(batch.ledger, batch.expected, next);
  for (const CommandRun& run : CommandRuns(batch.records)) {
    const CommandId& command = batch.records[run.begin].command;
    if (ledger.commands.contains(command)) return CommandIdReused(batch.ledger, command.value());
  }
  std::map<StreamId, StreamVersion> versions;
  for (const EncodedRecord& record : batch.records) {
    if (versions.contains(record.stream)) continue;  // Consecutive within the batch: CheckBatches.
    auto stream = ledger.streams.find(record.stream);
    const StreamVersion due(stream == ledger.streams.end() ? 0 : stream->second.size());
    if (record.stream_version != due) {
      return StreamVersionNotNext(batch.ledger, record.stream.value(), record.stream_version);
    }
    versions[record.stream] = due;
  }
  return absl::OkStatus();
}

void MemoryLog::Keep(const LedgerBatch& batch) {
  Register& ledger = ledgers_[batch.ledger];
  for (const CommandRun& run : CommandRuns(batch.records)) {
    const EncodedRecord& first = batch.records[run.begin];
    ledger.commands[first.command] = CommandEntry{first.command_digest, first.seq, run.count};
  }
  std::vector<merkle::Hash> leaves;
  for (const EncodedRecord& record : batch.records) {
    records_.push_back(Kept{batch.ledger, record.seq, Offset(records_.size()), record.bytes});
    ledger.records.push_back(&records_.back());
    ledger.streams[record.stream].push_back(&records_.back());
    ledger.last_recorded_at = record.recorded_at;
    leaves.push_back(merkle::LeafHash(record.bytes));
  }
  ledger.tiles.Add(ledger.tree.Append(leaves));
}

absl::Status MemoryLog::KeepAll(absl::Span<const LedgerBatch> batches) {
  for (const LedgerBatch& batch : batches) RETURN_IF_ERROR(CheckBatch(batch));
  for (const LedgerBatch& batch : batches) {
    if (!batch.records.empty()) Keep(batch);
  }
  return absl::OkStatus();
}

absl::Status MemoryLog::Append(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(CheckBatches(batches));
  absl::MutexLock lock(&mu_);
  return moved_to_.empty() ? KeepAll(batches) : LogMoved(moved_to_);
}

absl::Status MemoryLog::Fill(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(CheckBatches(batches));
  absl::MutexLock lock(&mu_);
  return moved_to_.empty() ? LogNotMoved() : KeepAll(batches);
}

absl::Status MemoryLog::MarkMoved(uint32_t partition, const std::string& where) {
  CHECK_EQ(partition, 0u);
  CHECK_LE(where.size(), kMovedToBytesMax);
  absl::MutexLock lock(&mu_);
  moved_to_ = where;
  return absl::OkStatus();
}

absl::StatusOr<std::string> MemoryLog::MovedTo(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  absl::ReaderMutexLock lock(&mu_);
  return moved_to_;
}

absl::StatusOr<std::optional<LedgerHead>> MemoryLog::Head(const LedgerId& ledger) const {
  absl::ReaderMutexLock lock(&mu_);
  const Register* found = Find(ledger);
  if (found == nullptr) return std::nullopt;
  return LedgerHead{ledger, Seq(found->records.size()), found->last_recorded_at};
}

absl::StatusOr<std::vector<LedgerHead>> MemoryLog::Heads(const LedgerId& after, size_t limit) const {
  absl::ReaderMutexLock lock(&mu_);
  std::vector<LedgerHead> heads;
  for (auto it = ledgers_.upper_bound(after); it != ledgers_.end() && heads.size() < limit; ++it) {
    heads.push_back(LedgerHead{it->first, Seq(it->second.records.size()), it->second.last_recorded_at});
  }
  return heads;
}

absl::StatusOr<std::optional<CommandEntry>> MemoryLog::FindCommand(const LedgerId& ledger,
                                                                   const CommandId& command) const {
  absl::ReaderMutexLock lock(&mu_);
  const Register* found = Find(ledger);
  if (found == nullptr) return std::nullopt;
  auto entry = found->commands.find(command);
  if (entry == found->commands.end()) return std::nullopt;
  return entry->second;
}

absl::StatusOr<std::unique_ptr<RecordCursor>> MemoryLog::ReadLedger(const LedgerId& ledger, Seq from) const {
  auto at = [this, ledger](size_t index) -> const Kept* {
    absl::ReaderMutexLock lock(&mu_);
    const Register* found = Find(ledger);
    return found == nullptr ? nullptr : ElementOf(found->records, index);
  };
  return std::make_unique<Cursor>(at, from.value());
}

absl::StatusOr<std::unique_ptr<RecordCursor>> MemoryLog::ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                                    StreamVersion from) const {
  auto at = [this, ledger, stream](size_t index) -> const Kept* {
    absl::ReaderMutexLock lock(&mu_);
    const Register* found = Find(ledger);
    if (found == nullptr) return nullptr;
    auto records = found->streams.find(stream);
    return records == found->streams.end() ? nullptr : ElementOf(records->second, index);
  };
  return std::make_unique<Cursor>(at, from.value());
}

absl::StatusOr<std::unique_ptr<RecordCursor>> MemoryLog::ReadPartition(uint32_t partition, Offset from) const {
  CHECK_EQ(partition, 0u);
  auto at = [this](size_t index) -> const Kept* {
    absl::ReaderMutexLock lock(&mu_);
    return index < records_.size() ? &records_[index] : nullptr;
  };
  return std::make_unique<Cursor>(at, from.value());
}

absl::StatusOr<Offset> MemoryLog::PartitionEnd(uint32_t partition) const {
  CHECK_EQ(partition, 0u);
  absl::ReaderMutexLock lock(&mu_);
  return Offset(records_.size());
}

absl::StatusOr<std::vector<merkle::Hash>> MemoryLog::ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const {
  absl::ReaderMutexLock lock(&mu_);
  const Register* found = Find(ledger);
  return found == nullptr ? merkle::MemoryTiles().Read(tile) : found->tiles.Read(tile);
}

bool MemoryLog::WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const {
  CHECK_EQ(partition, 0u);
  absl::MutexLock lock(&mu_);
  auto more = [this, seen]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return interrupted_ || records_.size() > seen.value(); };
  mu_.AwaitWithDeadline(absl::Condition(&more), deadline);
  return records_.size() > seen.value();
}

void MemoryLog::Interrupt() {
  absl::MutexLock lock(&mu_);
  interrupted_ = true;
}

}  // namespace huiyin
