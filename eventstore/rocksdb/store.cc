#include "eventstore/rocksdb/store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/directory_check.h"
#include "eventstore/rocksdb/index_memtable.h"
#include "eventstore/rocksdb/stream_prefix.h"
#include "eventstore/rocksdb/wal_check.h"
#include "rocksdb/cache.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"
#include "rocksdb/transaction_log.h"
#include "rocksdb/write_batch.h"
#include "rocksdb/write_buffer_manager.h"

namespace huiyin::rocksdb_log {
namespace {

// In the order of Family.
constexpr std::array<const char*, kFamilies> kNames = {"default",  "records", "order", "streams",
                                                       "commands", "ledgers", "tree"};
constexpr int kBloomBitsPerKey = 10;
constexpr uint64_t kMetadataBlockBytes = 16 << 10;
// Four shards: each must hold what is pinned in it.
constexpr int kCacheShardBits = 2;
constexpr size_t kRecordsBufferBytes = 32 << 20;
// Many, since each merge writes all records of the level below again, and nobody asks for one that is not there.
constexpr int kRecordsFilesToMerge = 8;
// One bucket for so many bytes of memory: 65,536 for 96 MiB.
constexpr size_t kMemoryBytesPerHashBucket = 1'536;
// Small, since what is in no order must be sorted when it is written out; not smaller, since each file of level 0 is
// asked for each command id that is not there.
constexpr size_t kIndexBufferBytes = 8 << 20;
constexpr int kIndexFilesToMerge = 4;
// 10 million events are some 20 files.
constexpr size_t kTableBytes = 128 << 20;

rocksdb::DBOptions DatabaseOptions(const RocksDbLogOptions& options, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::DBOptions out;
  if (options.env != nullptr) out.env = options.env;
  out.paranoid_checks = true;
  // A torn tail is a crash, and what was torn was never answered; anything else that does not read is damage.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  out.track_and_verify_wals_in_manifest = true;
  out.max_total_wal_size = options.wal_bytes_max;
  out.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(options.memory_bytes / 2, cache);
  out.allow_concurrent_memtable_write = false;  // One thread appends.
  out.enable_write_thread_adaptive_yield = false;
  out.max_background_jobs = 2;
  out.max_open_files = -1;            // Few and large ones: see kTableBytes.
  out.advise_random_on_open = false;  // Rebuilding a view reads in order.
  out.bytes_per_sync = 1 << 20;
  out.skip_stats_update_on_db_open = true;
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  out.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  out.keep_log_file_num = 4;
  out.max_log_file_size = 4 << 20;
  return out;
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, size_t memory_bytes,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // In parts: the filter of a large file is larger than a shard of the cache, and would be read from disk, whole, for
  // each command id that is looked for.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = kMetadataBlockBytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.format_version = 5;

  rocksdb::ColumnFamilyOptions out;
  out.write_buffer_size = kIndexBufferBytes;
  out.max_write_buffer_number = 4;
  out.level0_file_num_compaction_trigger = kIndexFilesToMerge;
  out.target_file_size_base = kTableBytes;
  out.level_compaction_dynamic_level_bytes = true;
  // What is on level 0 is soon written again.
  out.compression_per_level = {rocksdb::kNoCompression, rocksdb::kLZ4Compression};
  switch (family) {
    case Family::kRecords:
      out.max_write_buffer_number = 2;
      out.level0_file_num_compaction_trigger = kRecordsFilesToMerge;
      out.write_buffer_size = kRecordsBufferBytes;
      out.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(sizeof(uint32_t)));
      out.optimize_filters_for_hits = true;  // Nobody asks for a record that is not there.
      table.block_size = 16 << 10;
      break;
    case Family::kCommands:
      // Keys come in no order and are asked for one by one, mostly when they are not there: a hash table, not a skip
      // list.
      out.prefix_extractor.reset(rocksdb::NewNoopTransform());
      out.memtable_factory = NewIndexMemTableFactory(memory_bytes / kMemoryBytesPerHashBucket);
      table.whole_key_filtering = false;  // The prefix is the whole key.
      break;
    case Family::kStreams:
      out.prefix_extractor = std::make_shared<StreamPrefix>();
      out.memtable_factory = NewIndexMemTableFactory(memory_bytes / kMemoryBytesPerHashBucket);
      table.whole_key_filtering = false;
      break;
    case Family::kTree:
      out.compression_per_level.clear();
      out.compression = rocksdb::kNoCompression;  // Hashes.
      // Of a ledger's tile level the next run comes last.
      out.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(sizeof(uint32_t) + 1));
      break;
    default:
      break;
  }
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

absl::Status NotALog(const std::string& directory) {
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_LOG",
               absl::StrCat(directory, " holds something that is not a Huiyin log"),
               absl::StrCat(directory, " 中存放的不是回音日志"));
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& directory) {
  if (status.IsIOError() && absl::StrContains(status.ToString(), "LOCK")) {
    return Error(absl::StatusCode::kUnavailable, "DATA_DIRECTORY_IN_USE",
                 absl::StrCat(directory, " is in use by another process; stop it, or go through it with --server"),
                 absl::StrCat(directory, " 正被另一进程使用：请停止该进程，或用 --server 连接它"));
  }
  return FromRocks(status, absl::StrCat("cannot open ", directory), absl::StrCat("无法打开 ", directory));
}

absl::Status ReadError(const rocksdb::Status& status, Family family) {
  const char* name = kNames[static_cast<size_t>(family)];
  return FromRocks(status, absl::StrCat("reading ", name), absl::StrCat("读取 ", name, " 时出错"));
}

// The column families in the directory; empty when there is no database yet.
absl::StatusOr<std::vector<std::string>> FamiliesIn(const rocksdb::DBOptions& database,
                                                    const RocksDbLogOptions& options) {
  ASSIGN_OR_RETURN(const bool holds_database, HoldsDatabase(options));
  std::vector<std::string> names;
  if (!holds_database) return names;
  RETURN_IF_ERROR(CheckManifest(*database.env, options.directory));
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(database, options.directory, &names);
  if (!status.ok()) return OpenError(status, options.directory);
  return names;
}

struct Opened {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;

  Opened() = default;
  Opened(Opened&&) = default;
  ~Opened() {
    if (db == nullptr) return;
    for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
};

absl::StatusOr<Opened> OpenFamilies(const rocksdb::DBOptions& options, const std::string& directory,
                                    const std::vector<rocksdb::ColumnFamilyDescriptor>& descriptors) {
  Opened out;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory, descriptors, &out.families, &db);
  out.db.reset(db);
  if (!status.ok()) return OpenError(status, directory);
  return out;
}

// The directory's format, at most `known`.
absl::StatusOr<uint32_t> FormatOf(rocksdb::DB& db, const std::string& directory, uint32_t known) {
  std::string value;
  const rocksdb::Status status = db.Get(rocksdb::ReadOptions(), kFormatKey, &value);
  uint32_t format = 0;
  if (status.IsNotFound() || (status.ok() && !absl::SimpleAtoi(value, &format))) return NotALog(directory);
  if (!status.ok()) return OpenError(status, directory);
  if (format > known) {
    return Error(absl::StatusCode::kFailedPrecondition, "FORMAT_TOO_NEW",
                 absl::StrCat(directory, " has format ", format, "; this program knows ", known, "; use a newer one"),
                 absl::StrCat(directory, " 的格式版本为 ", format, "，本程序只认识 ", known, "，请使用更新的版本"));
  }
  return format;
}

// A database that has not exactly our column families is a newer format, something else, or ours when the process died
// while it made it: then it holds nothing yet. Looks without changing anything.
absl::Status CheckForeign(const rocksdb::DBOptions& options, const std::string& directory,
                          const std::vector<std::string>& names) {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  Opened opened;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, directory, descriptors, &opened.families, &db);
  opened.db.reset(db);
  if (!status.ok()) return OpenError(status, directory);
  const bool ours = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  });
  if (ours) {
    std::unique_ptr<rocksdb::Iterator> it(db->NewIterator(rocksdb::ReadOptions()));
    it->SeekToFirst();
    if (!it->Valid() && it->status().ok()) return absl::OkStatus();
  }
  RETURN_IF_ERROR(FormatOf(*db, directory, kFormat).status());
  return NotALog(directory);
}

std::vector<rocksdb::ColumnFamilyDescriptor> Descriptors(size_t memory_bytes,
                                                         const std::shared_ptr<rocksdb::Cache>& cache) {
  std::vector<rocksdb::ColumnFamilyDescriptor> out;
  for (size_t i = 0; i < kFamilies; ++i)
    out.emplace_back(kNames[i], FamilyOptions(static_cast<Family>(i), memory_bytes, cache));
  return out;
}

// The format's version is the first thing ever written; without it there is nothing else, and `format` is written.
absl::StatusOr<uint32_t> FindOrStampFormat(rocksdb::DB& db, const std::string& directory, uint32_t format) {
  std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(rocksdb::ReadOptions()));
  it->SeekToFirst();
  if (!it->status().ok()) return OpenError(it->status(), directory);
  if (it->Valid()) return FormatOf(db, directory, format);
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db.Put(options, kFormatKey, absl::StrCat(format));
  if (!status.ok()) return OpenError(status, directory);
  return format;
}

// RocksDB keeps a write-ahead log to which nothing was written until something else is: one more for each opening that
// only read. The database is open, so nobody else has a use for them.
void RemoveEmptyWriteAheadLogs(rocksdb::DB& db) {
  rocksdb::Env& env = *db.GetEnv();
  std::unique_ptr<rocksdb::LogFile> current;
  std::vector<std::string> files;
  if (!db.GetCurrentWalFile(&current).ok() || !env.GetChildren(db.GetName(), &files).ok()) return;
  for (const std::string& file : files) {
    absl::string_view digits = file;
    uint64_t number = 0, bytes = 0;
    if (!absl::ConsumeSuffix(&digits, ".log") || !absl::SimpleAtoi(digits, &number)) continue;
    if (number >= current->LogNumber()) continue;
    const std::string path = absl::StrCat(db.GetName(), "/", file);
    if (env.GetFileSize(path, &bytes).ok() && bytes == 0) env.DeleteFile(path).PermitUncheckedError();
  }
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view english, absl::string_view chinese) {
  const std::string detail = status.ToString();
  if (status.IsCorruption()) {
    return LogDamaged(absl::StrCat(english, ": ", detail), absl::StrCat(chinese, "：", detail));
  }
  return Error(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE", absl::StrCat(english, ": ", detail),
               absl::StrCat(chinese, "：", detail));
}

absl::Status LogDamaged(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kDataLoss, "LOG_DAMAGED", english, chinese);
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const RocksDbLogOptions& options, uint32_t format) {
  const auto cache = rocksdb::NewLRUCache(options.memory_bytes, kCacheShardBits);
  rocksdb::DBOptions database = DatabaseOptions(options, cache);
  ASSIGN_OR_RETURN(const std::vector<std::string> names, FamiliesIn(database, options));
  const bool complete = names.size() == kFamilies && std::is_permutation(names.begin(), names.end(), kNames.begin());
  if (!names.empty() && !complete) RETURN_IF_ERROR(CheckForeign(database, options.directory, names));
  if (!names.empty()) RETURN_IF_ERROR(CheckWriteAheadLogs(*database.env, options.directory));
  database.create_if_missing = names.empty();
  database.create_missing_column_families = !complete;
  ASSIGN_OR_RETURN(Opened opened, OpenFamilies(database, options.directory, Descriptors(options.memory_bytes, cache)));
  ASSIGN_OR_RETURN(const uint32_t found, FindOrStampFormat(*opened.db, options.directory, format));
  RemoveEmptyWriteAheadLogs(*opened.db);
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families;
  std::copy(opened.families.begin(), opened.families.end(), families.begin());
  return std::unique_ptr<Store>(new Store(std::move(opened.db), families, found));
}

Store::Store(std::unique_ptr<rocksdb::DB> db, std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families,
             uint32_t format)
    : db_(std::move(db)), families_(families), format_(format) {}

Store::~Store() {
  Flush().IgnoreError();  // Only a shorter next start is lost when this fails.
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  db_->Close().PermitUncheckedError();
}

absl::Status Store::SetFormat(uint32_t format) {
  rocksdb::WriteBatch write;
  const rocksdb::Status put = write.Put(family(Family::kDefault), kFormatKey, absl::StrCat(format));
  CHECK(put.ok());
  RETURN_IF_ERROR(Write(write, /*sync=*/true));
  format_ = format;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> Store::Get(Family family, absl::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), this->family(family), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return ReadError(status, family);
  return value;
}

absl::StatusOr<std::optional<size_t>> Store::FirstPresent(Family family, absl::Span<const std::string> keys) const {
  if (keys.empty()) return std::nullopt;
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(rocksdb::ReadOptions(), this->family(family), keys.size(), slices.data(), values.data(),
                statuses.data());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) return i;
    if (!statuses[i].IsNotFound()) return ReadError(statuses[i], family);
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<LedgerRow>> Store::GetLedger(const LedgerId& ledger) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, Get(Family::kLedgers, ledger.value()));
  if (!value.has_value()) return std::nullopt;
  const std::optional<LedgerRow> row = ParseLedgerValue(*value);
  if (!row.has_value()) {
    return LogDamaged(absl::StrCat("ledger ", ledger.value(), ": its entry is damaged"),
                      absl::StrCat("登记册 ", ledger.value(), "：条目已损坏"));
  }
  return row;
}

std::unique_ptr<rocksdb::Iterator> Store::NewIterator(Family family, const rocksdb::ReadOptions& options) const {
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, this->family(family)));
}

absl::Status Store::Write(rocksdb::WriteBatch& batch, bool sync) {
  RETURN_IF_ERROR(Usable());
  rocksdb::WriteOptions options;
  options.sync = sync;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (status.ok()) return absl::OkStatus();
  failed_ = true;
  return FromRocks(status, "the append failed and its fate is unknown until the log is opened again",
                   "追加失败，其结果要到重新打开日志后才能确定");
}

absl::Status Store::Flush() {
  RETURN_IF_ERROR(Usable());
  const std::vector<rocksdb::ColumnFamilyHandle*> families(families_.begin(), families_.end());
  const rocksdb::Status status = db_->Flush(rocksdb::FlushOptions(), families);
  if (status.ok()) return absl::OkStatus();
  return FromRocks(status, "writing the buffers out", "写出缓冲区时出错");
}

absl::Status Store::Usable() const {
  if (!failed_) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE",
               "an append failed; the log must be opened again before it serves", "此前的追加失败，须重新打开日志");
}

}  // namespace huiyin::rocksdb_log
