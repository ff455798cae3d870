#include "projections/view_rep.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/view_keys.h"

namespace huiyin {
namespace {

template <typename Facts>
absl::Status ReadAll(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, std::string prefix, std::vector<Facts>& rows) {
  PrefixScan scan(db, snapshot, std::move(prefix));
  for (; scan.Valid(); scan.Next()) {
    const absl::string_view value = scan.value();
    if (!rows.emplace_back().ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return DamagedRow(scan.key());
    }
  }
  return scan.status();
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) {
    return Error(absl::StatusCode::kDataLoss, "VIEWS_DAMAGED",
                 absl::StrCat(doing, ": the views are damaged (", status.ToString(),
                              "); the log is not: remove the views' directory, they are folded anew"),
                 absl::StrCat("视图数据已损坏（", status.ToString(), "）；事件日志不受影响，删除视图目录后会自动重建"));
  }
  return Error(absl::StatusCode::kUnavailable, "VIEWS_UNAVAILABLE", absl::StrCat(doing, ": ", status.ToString()),
               absl::StrCat("视图存储暂不可用：", status.ToString()));
}

absl::Status DamagedRow(absl::string_view key) {
  return Error(absl::StatusCode::kDataLoss, "VIEWS_DAMAGED",
               absl::StrCat(DescribeKey(key), ": the row is damaged; rebuild the views"),
               absl::StrCat("视图行已损坏：", DescribeKey(key), "，请重建视图"));
}

ViewStore::Rep::~Rep() {
  if (!remove_files) return;
  if (!db->Close().ok()) return;
  db.reset();
  // What stays behind is cleaned up by the next Views::Open.
  rocksdb::DestroyDB(directory, rocksdb::Options()).PermitUncheckedError();
}

absl::StatusOr<bool> ViewStore::Rep::Get(const rocksdb::Snapshot* snapshot, absl::string_view key,
                                         google::protobuf::MessageLite& row) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = db->Get(options, db->DefaultColumnFamily(), ToSlice(key), &value);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return FromRocksDb(status, "reading a row");
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) return DamagedRow(key);
  return true;
}

absl::StatusOr<LogPlace> ViewStore::Rep::Place(const rocksdb::Snapshot* snapshot, uint32_t partition) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const std::string key = PositionKey(partition);
  const rocksdb::Status status = db->Get(options, key, &value);
  if (status.IsNotFound()) return LogPlace();
  if (!status.ok()) return FromRocksDb(status, "reading the position");
  std::optional<LogPlace> place = ParsePosition(value);
  if (!place) return DamagedRow(key);
  return *std::move(place);
}

absl::StatusOr<std::optional<LedgerDirectory>> ViewStore::Rep::Directory(const rocksdb::Snapshot* snapshot,
                                                                         absl::string_view ledger) const {
  LedgerDirectory directory;
  ASSIGN_OR_RETURN(const bool found, Get(snapshot, LedgerKey(ledger), directory.ledger));
  if (!found) return std::nullopt;
  RETURN_IF_ERROR(ReadAll(*db, snapshot, RowKey(RowKind::kSession, ledger), directory.sessions));
  RETURN_IF_ERROR(ReadAll(*db, snapshot, RowKey(RowKind::kDeputy, ledger), directory.deputies));
  RETURN_IF_ERROR(ReadAll(*db, snapshot, RowKey(RowKind::kUnit, ledger), directory.units));
  return directory;
}

PrefixScan::PrefixScan(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, std::string prefix, absl::string_view from,
                       bool fill_cache)
    : prefix_(std::move(prefix)), end_(AfterPrefix(prefix_)), end_slice_(end_) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.iterate_upper_bound = &end_slice_;
  options.fill_cache = fill_cache;
  iterator_.reset(db.NewIterator(options));
  iterator_->Seek(absl::StrCat(prefix_, from));
}

void PrefixScan::SkipTo(absl::string_view target) {
  // The next one is often enough, and far cheaper to reach.
  if (Valid() && suffix() < target) Next();
  if (Valid() && suffix() < target) iterator_->Seek(absl::StrCat(prefix_, target));
}

absl::Status PrefixScan::status() const { return FromRocksDb(iterator_->status(), "reading rows"); }

}  // namespace huiyin
