// What the log adds to RocksDB. Raw: one put a record, one synced batch. Append: the same records with all indexes and
// checks. Target (design §12): items_per_second of Append at 64 a batch is at least 70 % of Raw in the same run.
//
//   bazel run //eventstore/rocksdb:append_benchmark
//
// HUIYIN_BENCH_DIR: where the data goes (default: the working directory's file system, /var/tmp, since /tmp may be
// memory).
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "eventstore/sample_records.h"
#include "rocksdb/db.h"

namespace huiyin {
namespace {

constexpr size_t kNoteBytes = 150;
constexpr size_t kEventsAProposal = 10;

class Directory {
 public:
  Directory() : path_(absl::StrCat(Parent(), "/huiyin-bench-XXXXXX")) { CHECK(mkdtemp(path_.data()) != nullptr); }
  ~Directory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  static std::string Parent() {
    const char* given = getenv("HUIYIN_BENCH_DIR");
    return given == nullptr ? "/var/tmp" : given;
  }
  std::string path_;
};

// An endless run of one ledger: proposals of ten events each, 600 of them under way at once.
class Records {
 public:
  LedgerBatch Next(size_t count) {
    LedgerBatch batch{LedgerId("town-a"), Seq(seq_), {}};
    batch.records.reserve(count);
    for (size_t i = 0; i < count; ++i, ++seq_) {
      const uint64_t lap = seq_ / (kUnderWay * kEventsAProposal);
      Sample sample{.seq = seq_,
                    .stream = absl::StrCat("proposal/p-", lap * kUnderWay + seq_ % kUnderWay),
                    .version = seq_ / kUnderWay % kEventsAProposal,
                    .command = absl::StrCat("c-", random_() % 1'000'000'000, "-", seq_),
                    .note = std::string(kNoteBytes, 'n')};
      batch.records.push_back(SampleEncoded(sample));
    }
    return batch;
  }

 private:
  static constexpr uint64_t kUnderWay = 600;
  uint64_t seq_ = 0;
  std::mt19937_64 random_;
};

void Raw(benchmark::State& state) {
  const Directory directory;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  CHECK(rocksdb::DB::Open(options, directory.path(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions sync;
  sync.sync = true;
  Records records;
  for (auto unused : state) {
    state.PauseTiming();
    const LedgerBatch batch = records.Next(state.range(0));
    state.ResumeTiming();
    rocksdb::WriteBatch write;
    for (const EncodedRecord& record : batch.records) {
      std::string key(12, '\0');
      for (int i = 0; i < 8; ++i) key[4 + i] = static_cast<char>(record.seq.value() >> (56 - 8 * i));
      CHECK(write.Put(key, record.bytes).ok());
    }
    CHECK(db->Write(sync, &write).ok());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void Append(benchmark::State& state) {
  const Directory directory;
  const std::unique_ptr<EventLog> log = OpenRocksDbLog({.directory = directory.path()}).value();
  Records records;
  for (auto unused : state) {
    state.PauseTiming();
    const LedgerBatch batch = records.Next(state.range(0));
    state.ResumeTiming();
    CHECK(log->Append({batch}).ok());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// One log for all that read.
EventLog& FilledLog() {
  static const Directory* const directory = new Directory;
  static EventLog* const log = [] {
    auto made = OpenRocksDbLog({.directory = directory->path()}).value();
    Records records;
    for (int i = 0; i < 1'000; ++i) CHECK(made->Append({records.Next(1'000)}).ok());
    made = nullptr;
    return OpenRocksDbLog({.directory = directory->path()}).value().release();
  }();
  return *log;
}

void ScanLedger(benchmark::State& state) {
  EventLog& log = FilledLog();
  size_t read = 0;
  for (auto unused : state) {
    auto cursor = log.ReadLedger(LedgerId("town-a"), Seq(0)).value();
    while (cursor->Next().value().has_value()) ++read;
  }
  state.SetItemsProcessed(read);
}

void ScanPartition(benchmark::State& state) {
  EventLog& log = FilledLog();
  size_t read = 0;
  for (auto unused : state) {
    auto cursor = log.ReadPartition(0, Offset(0)).value();
    while (cursor->Next().value().has_value()) ++read;
  }
  state.SetItemsProcessed(read);
}

void ReadStream(benchmark::State& state) {
  EventLog& log = FilledLog();
  size_t read = 0;
  for (auto unused : state) {
    auto cursor =
        log.ReadStream(LedgerId("town-a"), StreamId(absl::StrCat("proposal/p-", read++ % 90'000)), StreamVersion(0))
            .value();
    size_t events = 0;
    while (cursor->Next().value().has_value()) ++events;
    CHECK_EQ(events, kEventsAProposal);
  }
  state.SetItemsProcessed(read);
}

void FindAbsentCommand(benchmark::State& state) {
  EventLog& log = FilledLog();
  size_t asked = 0;
  for (auto unused : state) {
    CHECK(!log.FindCommand(LedgerId("town-a"), CommandId(absl::StrCat("absent-", asked++))).value().has_value());
  }
  state.SetItemsProcessed(asked);
}

// The same work in every run: buffers fill, are written out and merged.
BENCHMARK(Raw)->Arg(64)->UseRealTime()->Iterations(8'000);
BENCHMARK(Append)->Arg(64)->UseRealTime()->Iterations(8'000);
BENCHMARK(Raw)->Arg(1'024)->UseRealTime()->Iterations(500);
BENCHMARK(Append)->Arg(1'024)->UseRealTime()->Iterations(500);
BENCHMARK(ScanLedger)->UseRealTime();
BENCHMARK(ScanPartition)->UseRealTime();
BENCHMARK(ReadStream)->UseRealTime();
BENCHMARK(FindAbsentCommand)->UseRealTime();

}  // namespace
}  // namespace huiyin
