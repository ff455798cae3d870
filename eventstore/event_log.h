// EventLog: the port behind which an engine keeps the records of many ledgers. The engines (memory, rocksdb, kafka)
// pass one contract suite, tests/contract.
//
// A log has `partitions()` independently ordered parts (the memory and the RocksDB engine: one; Kafka: those of its
// topic). A ledger lies in exactly one, `PartitionOf(ledger)`. Inside a partition every record has an Offset: it grows
// with each record, may have gaps, and identifies nothing; the address of an event is (ledger, seq).
//
// Guarantees of every engine:
//
// - durable: Append returns OK only when all its records survive kill -9 and power loss (the memory engine: as long as
//   the process lives).
// - atomic: all records of an Append are there, or none, also after a crash.
// - gap-free: the seqs of a ledger are 0, 1, 2 …; those of a stream likewise.
// - ordered: a reader of a partition that has seen offset n never sees a new record below n later.
// - proving: the Merkle tree of each ledger (RFC 6962 over the records' bytes as stored; leaf k is the record with seq
//   k) is written together with its records, so that the same records have the same root in every engine.
// - honest: a record that does not decode, or is not the one that its place names, is kDataLoss naming ledger and seq.
//   Never skipped.
//
// Errors, besides those named below: kUnavailable: the engine cannot serve now; after a failed Append the fate of its
// records may be unknown, and the engine answers kUnavailable until it has found out (kafka by itself, rocksdb when it
// is opened again). kDataLoss as above.
//
// Thread-safe. Cursors are not; they must not outlive the log.
#ifndef HUIYIN_EVENTSTORE_EVENT_LOG_H_
#define HUIYIN_EVENTSTORE_EVENT_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/record_codec.h"

namespace huiyin {

// Limits of one Append.
inline constexpr size_t kAppendRecordsMax = 65'536;
inline constexpr size_t kAppendBytesMax = 64 << 20;
// Of what MarkMoved says.
inline constexpr size_t kMovedToBytesMax = 1'024;

// The next records of one ledger. They carry consecutive seqs from `expected`. Without records it only asks whether the
// ledger is at `expected` still.
struct LedgerBatch {
  LedgerId ledger;
  // The seq that the ledger's next record must get: the version on which the writer decided.
  Seq expected;
  std::vector<EncodedRecord> records;
};

// What the log knows of a ledger without reading its records.
struct LedgerHead {
  LedgerId ledger;
  // How many records it has: the seq of the next.
  Seq next;
  absl::Time last_recorded_at;
};

// Where a command's events are.
struct CommandEntry {
  std::string digest;  // 32 bytes.
  Seq first;
  uint32_t count = 0;
};

// A record as stored. `bytes` stay valid until the cursor's next call.
struct StoredRecord {
  LedgerId ledger;
  Seq seq;
  // Meaningful in cursors over a partition only.
  Offset offset;
  absl::string_view bytes;
};

// Reads forward. nullopt: nothing more as of now; a later call finds what was appended since.
class RecordCursor {
 public:
  virtual ~RecordCursor() = default;
  virtual absl::StatusOr<std::optional<StoredRecord>> Next() = 0;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  virtual uint32_t partitions() const = 0;
  virtual uint32_t PartitionOf(const LedgerId& ledger) const = 0;
  // "memory", "rocksdb", "kafka".
  virtual absl::string_view engine() const = 0;

  // Appends all batches atomically; each ledger at most once, all in one partition.
  // kAborted (EXPECTED_SEQ_CONFLICT): a ledger is not at `expected`; nothing was appended.
  // kAlreadyExists (COMMAND_ID_REUSED): the ledger has a command of that id; nothing was appended.
  // kInvalidArgument: the records are not consecutive in seq or stream version, or over the limits; nothing was
  // appended.
  // kFailedPrecondition (LOG_MOVED): the partition was marked by MarkMoved; nothing was appended.
  virtual absl::Status Append(absl::Span<const LedgerBatch> batches) = 0;

  // The register in this partition has moved to another log, at `where` (huiyin migrate). From now on, in every process
  // that opens this log, Append to the partition, also of no records, is refused and names it; reading goes on. Empty:
  // the register is here, as at first. Durable when OK; at most kMovedToBytesMax bytes.
  virtual absl::Status MarkMoved(uint32_t partition, const std::string& where) = 0;
  // What MarkMoved last said. On Kafka only the partition's owner knows; others answer kUnavailable.
  virtual absl::StatusOr<std::string> MovedTo(uint32_t partition) const = 0;
  // As Append, but to a partition that is marked, and only there: for who brings the register to it, and lifts the mark
  // when all has arrived. kFailedPrecondition (LOG_NOT_MOVED): the partition takes commands.
  virtual absl::Status Fill(absl::Span<const LedgerBatch> batches) = 0;

  // nullopt: the ledger has no record.
  virtual absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const = 0;
  // All ledgers with `after` < id, in byte order, at most `limit`.
  virtual absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const = 0;
  // nullopt: no such command was ever appended in the ledger.
  virtual absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                                  const CommandId& command) const = 0;

  // The ledger's records from `from` on, in order of seq.
  virtual absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const = 0;
  // The stream's records from version `from` on, in order.
  virtual absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                                   StreamVersion from) const = 0;
  // All records of a partition with an offset of `from` or more, in order of offset.
  virtual absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const = 0;
  // The offset after the partition's last record (0: it is empty). Asked after Heads, it is past every record that they
  // count; asked before, Heads count every record below it.
  virtual absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const = 0;

  // The hashes of a tile of the ledger's tree (ledger_tree.h makes heads and proofs of them): its first tile.width
  // ones; the tree may have more by now. kDataLoss (TREE_DAMAGED): the tree has not so many, or is damaged.
  virtual absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger,
                                                             const merkle::Tile& tile) const = 0;

  // Blocks until PartitionEnd(partition) > `seen`, or `deadline`, or Interrupt. True: there is more to read.
  virtual bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const = 0;
  // Wakes all who wait in WaitForMore, now and ever after: the log is about to close.
  virtual void Interrupt() = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_EVENT_LOG_H_
