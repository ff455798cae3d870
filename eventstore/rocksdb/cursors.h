// Cursors over a Store. They copy a chunk of records at a time, so that a slow or idle reader holds no snapshot, no
// file and no write buffer of RocksDB, only its chunk: at most kChunkBytes and one record.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_CURSORS_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_CURSORS_H_

#include <cstddef>
#include <functional>
#include <memory>

#include "eventstore/event_log.h"
#include "eventstore/rocksdb/store.h"

namespace huiyin::rocksdb_log {

inline constexpr size_t kChunkBytes = 256 << 10;
inline constexpr size_t kChunkRecordsMax = 1'024;

std::unique_ptr<RecordCursor> LedgerCursor(const Store& store, const LedgerId& ledger, Seq from);
std::unique_ptr<RecordCursor> StreamCursor(const Store& store, const LedgerId& ledger, const StreamId& stream,
                                           StreamVersion from);
// `end`: the position after the last record, as of now. Without `gaps`, a position that is missing is damage.
std::unique_ptr<RecordCursor> PartitionCursor(const Store& store, Offset from, std::function<Offset()> end, bool gaps);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_CURSORS_H_
