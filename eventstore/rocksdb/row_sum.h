// A sum over rows that does not depend on their order: what an index should hold, gathered from the records, against
// what it holds, gathered from the index. Equal sums: the same rows (but for a chance of 2^-128).
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_ROW_SUM_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_ROW_SUM_H_

#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"
#include "eventstore/merkle/hash.h"

namespace huiyin::rocksdb_log {

class RowSum {
 public:
  void Add(absl::string_view key, absl::string_view value) {
    // Keys of one index and ledger are told from values by the value's size, which is always the same.
    row_.assign(key.data(), key.size());
    row_.append(value.data(), value.size());
    const merkle::Hash hash = merkle::Sha256(row_);
    uint64_t part[2];
    std::memcpy(part, hash.data(), sizeof(part));
    low_ += part[0];
    high_ += part[1];
    ++rows_;
  }

  friend bool operator==(const RowSum& a, const RowSum& b) {
    return a.low_ == b.low_ && a.high_ == b.high_ && a.rows_ == b.rows_;
  }

 private:
  uint64_t low_ = 0, high_ = 0, rows_ = 0;
  std::string row_;  // Kept for its memory.
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_ROW_SUM_H_
