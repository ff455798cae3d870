// The opened RocksDB directory of a log: its column families, its options, and its errors in the words of the port.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_STORE_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_STORE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/db.h"

namespace huiyin::rocksdb_log {

enum class Family { kDefault, kRecords, kOrder, kStreams, kCommands, kLedgers, kTree };
inline constexpr size_t kFamilies = 7;

inline rocksdb::Slice ToSlice(absl::string_view text) { return rocksdb::Slice(text.data(), text.size()); }
inline absl::string_view ToView(const rocksdb::Slice& slice) { return absl::string_view(slice.data(), slice.size()); }

// Corruption is kDataLoss (LOG_DAMAGED), all else kUnavailable (LOG_UNAVAILABLE). The sentences begin with where it
// was.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view english, absl::string_view chinese);
// For a row that does not parse, or is missing where another says it must be.
absl::Status LogDamaged(absl::string_view english, absl::string_view chinese);

// Thread-safe.
class Store {
 public:
  // A new directory gets `format`; a higher one is refused.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const RocksDbLogOptions& options, uint32_t format);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  uint32_t format() const { return format_; }
  // Durable when OK.
  absl::Status SetFormat(uint32_t format);

  rocksdb::ColumnFamilyHandle* family(Family family) const { return families_[static_cast<size_t>(family)]; }

  // nullopt: no such key.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const;
  // The index of the first of `keys` that is there; nullopt: none is.
  absl::StatusOr<std::optional<size_t>> FirstPresent(Family family, absl::Span<const std::string> keys) const;
  absl::StatusOr<std::optional<LedgerRow>> GetLedger(const LedgerId& ledger) const;
  std::unique_ptr<rocksdb::Iterator> NewIterator(Family family, const rocksdb::ReadOptions& options) const;
  // Survives kill -9 when OK, and with `sync` power loss. After an error nobody knows: from then on Usable() is
  // kUnavailable.
  absl::Status Write(rocksdb::WriteBatch& batch, bool sync);
  // Writes the buffers out. When OK, what was written without `sync` survives power loss too.
  absl::Status Flush();
  absl::Status Usable() const;

 private:
  Store(std::unique_ptr<rocksdb::DB> db, std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families, uint32_t format);

  const std::unique_ptr<rocksdb::DB> db_;
  const std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_;
  // Set by who opens it, before anybody else has it.
  uint32_t format_;
  std::atomic<bool> failed_ = false;
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_STORE_H_
