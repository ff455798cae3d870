// The memory table of an index whose keys come in no order: RocksDB's hash table, but sorted faster when it is written
// out. RocksDB's own builds a skip list then, key by key, which was two thirds of what writing out cost; here the keys
// are sorted by their first bytes.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_INDEX_MEMTABLE_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_INDEX_MEMTABLE_H_

#include <cstddef>
#include <memory>

#include "rocksdb/memtablerep.h"

namespace huiyin::rocksdb_log {

// For column families with a prefix extractor, keys in the order of their bytes, and one thread that writes.
std::shared_ptr<rocksdb::MemTableRepFactory> NewIndexMemTableFactory(size_t buckets);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_INDEX_MEMTABLE_H_
