// Tells RocksDB which part of a key of `streams` names the stream: all but the version.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_STREAM_PREFIX_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_STREAM_PREFIX_H_

#include <cstdint>

#include "rocksdb/slice.h"
#include "rocksdb/slice_transform.h"

namespace huiyin::rocksdb_log {

class StreamPrefix final : public rocksdb::SliceTransform {
 public:
  // Stored in every file: never changes.
  const char* Name() const override { return "huiyin.StreamPrefix"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return rocksdb::Slice(key.data(), key.size() - sizeof(uint32_t));
  }
  bool InDomain(const rocksdb::Slice& key) const override { return key.size() >= sizeof(uint32_t); }
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_STREAM_PREFIX_H_
