#include "projections/fold_in_two.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "projections/facts.h"
#include "projections/record_arena.h"

namespace huiyin {
namespace {

constexpr size_t kChunkRecords = 512;
constexpr size_t kChunkBytes = 256 << 10;
constexpr size_t kChunksWaitingMax = 4;
// Of so many streams the reading thread folds one.
constexpr size_t kStreamsToOneOfReader = 4;

constexpr Seq kNever(std::numeric_limits<uint64_t>::max());

// Records copied from a cursor, whose bytes do not last.
struct Chunk {
  struct Entry {
    Seq seq;
    size_t begin;
    size_t size;
    bool is_readers;
  };

  bool IsFull() const { return entries.size() >= kChunkRecords || bytes.size() >= kChunkBytes; }

  std::vector<Entry> entries;
  std::string bytes;
};

// Why, and where, one of the two goes no further: at an error, or with OK at a record that was not known yet.
struct Stop {
  Seq at = kNever;
  absl::Status status;
};

// What one of the two folds.
class Share {
 public:
  Share(const LedgerId& ledger, const Moment& moment, bool is_readers)
      : moment_(moment),
        is_readers_(is_readers),
        stored_{ledger, Seq(), Offset(), {}},
        fold_(std::make_unique<LedgerFold>(ledger)) {}

  // Does nothing after a stop.
  void Fold(const Chunk& chunk) {
    for (const Chunk::Entry& entry : chunk.entries) {
      if (stop_.at != kNever) return;
      if (entry.is_readers != is_readers_) continue;
      FoldNext(entry.seq, absl::string_view(chunk.bytes).substr(entry.begin, entry.size));
    }
  }

  const Stop& stop() const { return stop_; }
  std::unique_ptr<LedgerFold> TakeFold() { return std::move(fold_); }

 private:
  void FoldNext(Seq seq, absl::string_view bytes) {
    stored_.seq = seq;
    stored_.bytes = bytes;
    const absl::StatusOr<const v1::Record*> record = arena_.Decode(stored_);
    if (!record.ok()) {
      stop_ = {seq, record.status()};
    } else if (!moment_.Knows(**record)) {
      stop_ = {seq, absl::OkStatus()};
    } else if (absl::Status status = fold_->AddAsOf(moment_, **record); !status.ok()) {
      stop_ = {seq, std::move(status)};
    }
  }

  const Moment moment_;
  const bool is_readers_;
  StoredRecord stored_;
  RecordArena arena_;
  std::unique_ptr<LedgerFold> fold_;
  Stop stop_;
};

// Folds a share on a thread of its own.
class OtherThread {
 public:
  // `share` belongs to it until Finish.
  explicit OtherThread(Share& share) : thread_([this, &share] { Run(share); }) {}
  ~OtherThread() { Finish(); }

  // Blocks while too many wait. False: it has stopped, and wants no more.
  bool Give(std::shared_ptr<const Chunk> chunk) {
    const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return chunks_.size() < kChunksWaitingMax; };
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&has_room));
    chunks_.push_back(std::move(chunk));
    return !stopped_;
  }

  // All that was given is folded. Idempotent.
  void Finish() {
    {
      absl::MutexLock lock(&mu_);
      finishing_ = true;
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run(Share& share) {
    while (const std::shared_ptr<const Chunk> chunk = Take()) {
      share.Fold(*chunk);
      if (share.stop().at == kNever) continue;
      absl::MutexLock lock(&mu_);
      stopped_ = true;
    }
  }

  // nullptr: there are no more.
  std::shared_ptr<const Chunk> Take() {
    const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return finishing_ || !chunks_.empty(); };
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&has_work));
    if (chunks_.empty()) return nullptr;
    std::shared_ptr<const Chunk> chunk = std::move(chunks_.front());
    chunks_.pop_front();
    return chunk;
  }

  absl::Mutex mu_;
  std::deque<std::shared_ptr<const Chunk>> chunks_ ABSL_GUARDED_BY(mu_);
  bool finishing_ ABSL_GUARDED_BY(mu_) = false;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  // Last: it begins when all else is there.
  std::thread thread_;
};

// All that came from below is one's: several of its streams may say who one deputy is, and the last word counts.
bool IsReaders(absl::string_view stream) {
  return absl::StartsWith(stream, kStreamsFromBelow) || absl::HashOf(stream) % kStreamsToOneOfReader == 0;
}

// Reads on; an empty chunk: there is no more. An error that the cursor meets is at `next`.
absl::Status FillChunk(RecordCursor& cursor, Chunk& chunk, Seq& next) {
  while (!chunk.IsFull()) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor.Next());
    if (!stored) return absl::OkStatus();
    // A record without a place is damaged: either finds that out.
    const absl::StatusOr<RecordPlace> place = PlaceOf(stored->bytes);
    const bool is_readers = !place.ok() || IsReaders(place->stream);
    chunk.entries.push_back({stored->seq, chunk.bytes.size(), stored->bytes.size(), is_readers});
    chunk.bytes.append(stored->bytes.data(), stored->bytes.size());
    next = stored->seq.Next();
  }
  return absl::OkStatus();
}

// Where reading stopped.
Stop ReadAndFold(RecordCursor& cursor, Share& readers, OtherThread& other_thread) {
  Seq next(0);
  while (true) {
    const auto chunk = std::make_shared<Chunk>();
    absl::Status status = FillChunk(cursor, *chunk, next);
    const bool go_on = other_thread.Give(chunk);
    readers.Fold(*chunk);
    if (!status.ok()) return {next, std::move(status)};
    if (chunk->entries.empty() || !go_on || readers.stop().at != kNever) return {};
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerFold>> FoldInTwo(RecordCursor& cursor, const LedgerId& ledger,
                                                      const Moment& moment) {
  Share readers(ledger, moment, true), others(ledger, moment, false);
  Stop reading;
  {
    OtherThread other_thread(others);
    reading = ReadAndFold(cursor, readers, other_thread);
    other_thread.Finish();
  }
  const Stop& first = std::min({std::cref(readers.stop()), std::cref(others.stop()), std::cref(reading)},
                               [](const Stop& a, const Stop& b) { return a.at < b.at; });
  RETURN_IF_ERROR(first.status);
  std::unique_ptr<LedgerFold> fold = others.TakeFold();
  fold->Join(readers.TakeFold());
  return fold;
}

}  // namespace huiyin
