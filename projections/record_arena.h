// One record after another decoded into the same memory.
#ifndef HUIYIN_PROJECTIONS_RECORD_ARENA_H_
#define HUIYIN_PROJECTIONS_RECORD_ARENA_H_

#include <google/protobuf/arena.h>

#include <array>
#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

// Not thread-safe. The memory is so small that it stays in the processor's caches; a record of any size fits.
class RecordArena {
 public:
  RecordArena() : arena_(OptionsFor(*block_)) {}
  RecordArena(const RecordArena&) = delete;
  RecordArena& operator=(const RecordArena&) = delete;

  // The record is valid until the next call. Errors as DecodeAt.
  absl::StatusOr<const v1::Record*> Decode(const StoredRecord& stored) {
    if (record_ == nullptr || bytes_ > kBytesMax) {
      arena_.Reset();
      record_ = google::protobuf::Arena::CreateMessage<v1::Record>(&arena_);
      bytes_ = 0;
    }
    // Texts lie outside the arena's own count, so we count.
    bytes_ += stored.bytes.size();
    absl::Status status = DecodeAt(stored.ledger, stored.seq, stored.bytes, *record_);
    if (!status.ok()) return status;
    return record_;
  }

 private:
  // Decoded before the memory is used again. Decoded, records take some three times their bytes.
  static constexpr size_t kBytesMax = 16 << 10;
  using Block = std::array<char, 4 * kBytesMax>;

  static google::protobuf::ArenaOptions OptionsFor(Block& block) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    return options;
  }

  const std::unique_ptr<Block> block_ = std::make_unique_for_overwrite<Block>();
  google::protobuf::Arena arena_;
  v1::Record* record_ = nullptr;
  // Decoded since the arena was empty.
  size_t bytes_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_RECORD_ARENA_H_
