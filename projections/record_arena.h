// One record after another decoded into the same memory.
#ifndef HUIYIN_PROJECTIONS_RECORD_ARENA_H_
#define HUIYIN_PROJECTIONS_RECORD_ARENA_H_

#include <google/protobuf/arena.h>

#include <cstddef>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

// Not thread-safe. Holds records of at most kBytesMax, and one more.
class RecordArena {
 public:
  static constexpr size_t kBytesMax = 1 << 20;

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
  google::protobuf::Arena arena_;
  v1::Record* record_ = nullptr;
  // Decoded since the arena was empty.
  size_t bytes_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_RECORD_ARENA_H_
