// What an Append need not look up in RocksDB, since the Appends before it wrote it: the entries of ledgers, the
// frontiers of their trees, and the next version of streams.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_REMEMBERED_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_REMEMBERED_H_

#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/rocksdb/keys.h"

namespace huiyin::rocksdb_log {

// Bounded: emptied when full. Not thread-safe.
class Remembered {
 public:
  // Some 40 MiB.
  static constexpr size_t kLedgersMax = 32'768;
  static constexpr size_t kStreamsMax = 131'072;

  struct Ledger {
    // nullptr: not remembered.
    const StreamVersion* NextOf(const StreamId& stream) const {
      const auto found = next_versions.find(stream);
      return found == next_versions.end() ? nullptr : &found->second;
    }

    LedgerRow row;
    merkle::Frontier tree;
    absl::flat_hash_map<StreamId, StreamVersion> next_versions;
  };

  // nullptr: not remembered. Valid until the next Add.
  const Ledger* Find(const LedgerId& ledger) const {
    auto found = ledgers_.find(ledger);
    return found == ledgers_.end() ? nullptr : &found->second;
  }

  // `batch` was appended; `row` is the ledger's entry since, and `tree` the frontier of its tree.
  void Add(const LedgerBatch& batch, const LedgerRow& row, const merkle::Frontier& tree) {
    if (ledgers_.size() >= kLedgersMax || streams_ + batch.records.size() > kStreamsMax) {
      ledgers_.clear();
      streams_ = 0;
    }
    Ledger& ledger = ledgers_[batch.ledger];
    ledger.row = row;
    ledger.tree = tree;
    for (const EncodedRecord& record : batch.records) {
      auto [version, is_new] = ledger.next_versions.try_emplace(record.stream);
      version->second = record.stream_version.Next();
      if (is_new) ++streams_;
    }
  }

 private:
  absl::flat_hash_map<LedgerId, Ledger> ledgers_;
  size_t streams_ = 0;
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_REMEMBERED_H_
