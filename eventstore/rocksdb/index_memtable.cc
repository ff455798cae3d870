#include "eventstore/rocksdb/index_memtable.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <new>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"

namespace huiyin::rocksdb_log {
namespace {

using rocksdb::MemTableRep;
using rocksdb::Slice;
using Entry = const char*;  // As RocksDB lays it out: the key, prefixed with its length; the value.

// What RocksDB appends to a key: sequence number and type.
constexpr size_t kTrailerBytes = 8;

// The first bytes of a key as numbers, which compare faster. Keys that differ in them are in the order of the numbers.
constexpr size_t kHeadWords = 3;
using Head = std::array<uint64_t, kHeadWords>;

Head HeadOf(Entry entry) {
  const Slice key = rocksdb::GetLengthPrefixedSlice(entry);
  const size_t bytes = std::min(key.size() - kTrailerBytes, kHeadWords * sizeof(uint64_t));
  Head head = {};
  for (size_t i = 0; i < bytes; ++i) {
    head[i / sizeof(uint64_t)] |= static_cast<uint64_t>(static_cast<uint8_t>(key[i]))
                                  << (8 * (sizeof(uint64_t) - 1 - i % sizeof(uint64_t)));
  }
  return head;
}

void Sort(const MemTableRep::KeyComparator& compare, std::vector<Entry>& entries) {
  std::vector<std::pair<Head, Entry>> headed;
  headed.reserve(entries.size());
  for (Entry entry : entries) headed.emplace_back(HeadOf(entry), entry);
  std::sort(headed.begin(), headed.end(), [&compare](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : compare(a.second, b.second) < 0;
  });
  std::transform(headed.begin(), headed.end(), entries.begin(), [](const auto& one) { return one.second; });
}

// Over the entries of one moment.
class SortedIterator final : public MemTableRep::Iterator {
 public:
  SortedIterator(const MemTableRep::KeyComparator& compare, std::vector<Entry> entries)
      : compare_(compare), entries_(std::move(entries)), at_(entries_.size()) {
    Sort(compare_, entries_);
  }

  bool Valid() const override { return at_ < entries_.size(); }
  const char* key() const override { return entries_[at_]; }
  void Next() override { ++at_; }
  // Before the first there is nothing, as after the last.
  void Prev() override { at_ = at_ == 0 ? entries_.size() : at_ - 1; }
  void SeekToFirst() override { at_ = 0; }
  void SeekToLast() override { at_ = entries_.empty() ? 0 : entries_.size() - 1; }
  void Seek(const Slice& internal_key, const char*) override {
    at_ = std::partition_point(entries_.begin(), entries_.end(),
                               [&](Entry entry) { return compare_(entry, internal_key) < 0; }) -
          entries_.begin();
  }
  void SeekForPrev(const Slice& internal_key, const char*) override {
    const auto after = std::partition_point(entries_.begin(), entries_.end(),
                                            [&](Entry entry) { return compare_(entry, internal_key) <= 0; });
    at_ = after == entries_.begin() ? entries_.size() : after - entries_.begin() - 1;
  }

 private:
  const MemTableRep::KeyComparator& compare_;
  std::vector<Entry> entries_;
  size_t at_;  // entries_.size(): nowhere.
};

class IndexMemTable final : public MemTableRep {
 public:
  IndexMemTable(const KeyComparator& compare, rocksdb::Allocator* allocator, std::unique_ptr<MemTableRep> hashed)
      : MemTableRep(allocator), compare_(compare), hashed_(std::move(hashed)) {}

  // RocksDB fills the key in and calls Insert before it allocates the next.
  rocksdb::KeyHandle Allocate(const size_t bytes, char** key) override {
    rocksdb::KeyHandle handle = hashed_->Allocate(bytes, key);
    allocated_ = *key;
    return handle;
  }
  void Insert(rocksdb::KeyHandle handle) override {
    CHECK(allocated_ != nullptr);
    hashed_->Insert(handle);
    absl::MutexLock lock(&mu_);
    entries_.push_back(std::exchange(allocated_, nullptr));
  }

  bool Contains(const char* key) const override { return hashed_->Contains(key); }
  void Get(const rocksdb::LookupKey& key, void* argument, bool (*found)(void*, const char*)) override {
    hashed_->Get(key, argument, found);
  }
  size_t ApproximateMemoryUsage() override {
    absl::MutexLock lock(&mu_);
    return hashed_->ApproximateMemoryUsage() + entries_.capacity() * sizeof(Entry);
  }

  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override {
    return hashed_->GetDynamicPrefixIterator(arena);
  }
  Iterator* GetIterator(rocksdb::Arena* arena) override {
    absl::MutexLock lock(&mu_);
    if (arena == nullptr) return new SortedIterator(compare_, entries_);
    // What lies on an arena is destroyed but not freed. RocksDB's arenas are not in its interface; the table, which
    // outlives its iterators, keeps the place instead.
    return new (&places_.emplace_back()) SortedIterator(compare_, entries_);
  }

 private:
  struct Place {
    alignas(SortedIterator) unsigned char bytes[sizeof(SortedIterator)];
  };

  const KeyComparator& compare_;
  const std::unique_ptr<MemTableRep> hashed_;
  Entry allocated_ = nullptr;  // The writing thread's: not inserted yet.

  absl::Mutex mu_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mu_);
  std::deque<Place> places_ ABSL_GUARDED_BY(mu_);
};

class Factory final : public rocksdb::MemTableRepFactory {
 public:
  explicit Factory(size_t buckets)
      : hashed_(rocksdb::NewHashLinkListRepFactory(buckets, /*huge_page_tlb_size=*/0,
                                                   /*bucket_entries_logging_threshold=*/0,
                                                   /*if_log_bucket_dist_when_flash=*/false)) {}

  const char* Name() const override { return "huiyin.IndexMemTable"; }
  using rocksdb::MemTableRepFactory::CreateMemTableRep;
  MemTableRep* CreateMemTableRep(const MemTableRep::KeyComparator& compare, rocksdb::Allocator* allocator,
                                 const rocksdb::SliceTransform* prefix, rocksdb::Logger* logger) override {
    return new IndexMemTable(
        compare, allocator,
        std::unique_ptr<MemTableRep>(hashed_->CreateMemTableRep(compare, allocator, prefix, logger)));
  }

 private:
  const std::unique_ptr<rocksdb::MemTableRepFactory> hashed_;
};

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> NewIndexMemTableFactory(size_t buckets) {
  return std::make_shared<Factory>(buckets);
}

}  // namespace huiyin::rocksdb_log
