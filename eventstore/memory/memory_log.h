// The log in memory: the port in its plainest form. For tests, where it is also the model of the other engines, and for
// trying things out. "Durable" means for the life of the process; nothing bounds its size but memory.
#ifndef HUIYIN_EVENTSTORE_MEMORY_MEMORY_LOG_H_
#define HUIYIN_EVENTSTORE_MEMORY_MEMORY_LOG_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"

namespace huiyin {

class MemoryLog final : public EventLog {
 public:
  uint32_t partitions() const override { return 1; }
  uint32_t PartitionOf(const LedgerId&) const override { return 0; }
  absl::string_view engine() const override { return "memory"; }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override;
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override;
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override;
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override;

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
  struct Kept {
    LedgerId ledger;
    Seq seq;
    Offset offset;
    std::string bytes;
  };
  struct Register {
    std::vector<const Kept*> records;
    std::map<StreamId, std::vector<const Kept*>> streams;
    std::map<CommandId, CommandEntry> commands;
    absl::Time last_recorded_at;
    merkle::Frontier tree;
    merkle::MemoryTiles tiles;
  };
  class Cursor;

  absl::Status CheckBatch(const LedgerBatch& batch) const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  absl::Status KeepAll(absl::Span<const LedgerBatch> batches) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Keep(const LedgerBatch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  const Register* Find(const LedgerId& ledger) const ABSL_SHARED_LOCKS_REQUIRED(mu_);

  mutable absl::Mutex mu_;
  // Never shrinks; the addresses of its elements stay.
  std::deque<Kept> records_ ABSL_GUARDED_BY(mu_);
  std::map<LedgerId, Register> ledgers_ ABSL_GUARDED_BY(mu_);
  std::string moved_to_ ABSL_GUARDED_BY(mu_);
  bool interrupted_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_MEMORY_MEMORY_LOG_H_
