// The embedded log against RocksDB alone.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "domain/command_of.h"
#include "eventstore/event_log.h"
#include "eventstore/rocksdb/format_1.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/db.h"
#include "tools/bench/benches.h"
#include "tools/bench/fill.h"
#include "tools/bench/records.h"
#include "tools/bench/scratch.h"

namespace huiyin {
namespace {

absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const std::string& directory) {
  RocksDbLogOptions options;
  options.directory = directory;
  return OpenRocksDbLog(options);
}

// The records of a generated register of one ledger, as they are appended.
absl::StatusOr<std::vector<EncodedRecord>> MakeRecordsOfOne(const BenchOptions& options, const Scratch& scratch) {
  ASSIGN_OR_RETURN(
      std::vector<LedgerBatch> ledgers,
      MakeRecords({.seed = options.seed, .ledgers = 1, .proposals = options.proposals}, scratch.Path("made")));
  return std::move(ledgers.front().records);
}

uint64_t BytesOf(const std::vector<EncodedRecord>& records) {
  uint64_t bytes = 0;
  for (const EncodedRecord& record : records) bytes += record.bytes.size();
  return bytes;
}

// RocksDB with its defaults, one put a record.
class RawStore {
 public:
  explicit RawStore(const std::string& directory) {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, directory, &db);
    CHECK(status.ok());
    db_.reset(db);
  }

  // In synced batches of `batch`.
  void Write(const std::vector<EncodedRecord>& records, size_t batch) {
    rocksdb::WriteOptions sync;
    sync.sync = true;
    for (size_t begin = 0; begin < records.size(); begin += batch) {
      rocksdb::WriteBatch write;
      for (size_t i = begin; i < std::min(begin + batch, records.size()); ++i) {
        CHECK(write.Put(Key(records[i].seq), records[i].bytes).ok());
      }
      CHECK(db_->Write(sync, &write).ok());
    }
  }

  void Flush() { CHECK(db_->Flush(rocksdb::FlushOptions()).ok()); }

  // How many bytes its values have.
  uint64_t Scan() const {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    uint64_t bytes = 0;
    for (it->SeekToFirst(); it->Valid(); it->Next()) bytes += it->value().size();
    return bytes;
  }

 private:
  // As long as a key of the log's.
  static std::string Key(Seq seq) {
    std::string key(12, '\0');
    for (int i = 0; i < 8; ++i) key[4 + i] = static_cast<char>(seq.value() >> (56 - 8 * i));
    return key;
  }

  std::unique_ptr<rocksdb::DB> db_;
};

std::vector<LedgerBatch> InBatches(const std::vector<EncodedRecord>& records, size_t batch) {
  std::vector<LedgerBatch> batches;
  for (size_t begin = 0; begin < records.size(); begin += batch) {
    const size_t end = std::min(begin + batch, records.size());
    batches.push_back({LedgerId(GeneratedLedgerId(0)), records[begin].seq,
                       std::vector<EncodedRecord>(records.begin() + begin, records.begin() + end)});
  }
  return batches;
}

absl::StatusOr<uint64_t> ScanAll(const EventLog& log) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadPartition(0, Offset(0)));
  uint64_t bytes = 0;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
    if (!stored.has_value()) return bytes;
    bytes += stored->bytes.size();
  }
}

double PerSecond(size_t count, absl::Time since) {
  return static_cast<double>(count) / absl::ToDoubleSeconds(absl::Now() - since);
}

// Records a second.
absl::StatusOr<double> AppendAll(absl::StatusOr<std::unique_ptr<EventLog>> log,
                                 const std::vector<LedgerBatch>& batches) {
  RETURN_IF_ERROR(log.status());
  size_t records = 0;
  const absl::Time start = absl::Now();
  for (const LedgerBatch& batch : batches) {
    RETURN_IF_ERROR((*log)->Append({batch}));
    records += batch.records.size();
  }
  return PerSecond(records, start);
}

// As `huiyin verify` does, on this thread.
absl::StatusOr<double> CheckAll(const std::string& directory, CheckRecordHook check_record) {
  LogCheckHooks hooks;
  hooks.on_fault = [](const LogFault&) {};
  hooks.check_record = std::move(check_record);
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(const LogCheckResult result, CheckLog({.directory = directory}, hooks));
  CHECK_EQ(result.faults, 0u);
  return PerSecond(result.records, start);
}

absl::Status CheckDigest(const v1::Record& record) {
  CHECK(CommandDigest(CommandOf(record)) == record.command_digest());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BenchResult> BenchAppend(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::vector<EncodedRecord> records, MakeRecordsOfOne(options, *scratch));
  const std::vector<LedgerBatch> batches = InBatches(records, options.batch);
  BenchResult result;
  double raw = 0, without_trees = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    {
      RawStore store(scratch->Path(absl::StrCat("raw-", round)));
      const absl::Time start = absl::Now();
      store.Write(records, options.batch);
      raw = std::max(raw, PerSecond(records.size(), start));
    }
    ASSIGN_OR_RETURN(const double figure, AppendAll(OpenLog(scratch->Path(absl::StrCat("log-", round))), batches));
    result.figure = std::max(result.figure, figure);
    ASSIGN_OR_RETURN(const double without,
                     AppendAll(OpenFormat1Log({.directory = scratch->Path(absl::StrCat("without-", round))}), batches));
    without_trees = std::max(without_trees, without);
  }
  result.unit = "records/s";
  result.ceiling = {"RocksDB alone: one put a record, synced batches of the same size", raw};
  result.target = {BenchResult::Target::Kind::kRatioAtLeast, 0.7};
  result.also = {{"without_trees", without_trees}, {"of_that_with_trees", result.figure / without_trees}};
  result.conditions = {{"batch", static_cast<double>(options.batch)},
                       {"records", static_cast<double>(records.size())},
                       {"bytes_a_record", static_cast<double>(BytesOf(records) / records.size())},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"ledgers", 1}};
  return result;
}

absl::StatusOr<BenchResult> BenchVerify(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::vector<EncodedRecord> records, MakeRecordsOfOne(options, *scratch));
  const std::string directory = LogDirectory(scratch->Path("made"));
  BenchResult result;
  double with_digests = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const double hashes, CheckAll(directory, nullptr));
    result.figure = std::max(result.figure, hashes);
    ASSIGN_OR_RETURN(const double digests, CheckAll(directory, CheckDigest));
    with_digests = std::max(with_digests, digests);
  }
  result.unit = "records/s on one core (hashes, roots, order, indexes)";
  result.target = {BenchResult::Target::Kind::kFigureAtLeast, 500'000};
  result.also = {{"with_command_digests", with_digests}};
  result.conditions = {{"records", static_cast<double>(records.size())},
                       {"bytes_a_record", static_cast<double>(BytesOf(records) / records.size())},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"ledgers", 1}};
  return result;
}

absl::StatusOr<BenchResult> BenchScan(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::vector<EncodedRecord> records, MakeRecordsOfOne(options, *scratch));
  const uint64_t bytes = BytesOf(records);
  RawStore store(scratch->Path("raw"));
  store.Write(records, 1'024);
  store.Flush();
  ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenLog(LogDirectory(scratch->Path("made"))));
  BenchResult result;
  double raw = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    absl::Time start = absl::Now();
    CHECK_EQ(store.Scan(), bytes);
    raw = std::max(raw, PerSecond(records.size(), start));
    start = absl::Now();
    ASSIGN_OR_RETURN(const uint64_t scanned, ScanAll(*log));
    CHECK_EQ(scanned, bytes);
    result.figure = std::max(result.figure, PerSecond(records.size(), start));
  }
  result.unit = "records/s";
  result.ceiling = {"RocksDB alone: an iterator over the same records", raw};
  result.conditions = {{"records", static_cast<double>(records.size())},
                       {"bytes_a_record", static_cast<double>(bytes / records.size())},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"ledgers", 1}};
  return result;
}

}  // namespace huiyin
