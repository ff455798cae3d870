// The indexes of a ledger against its records: by sums, and only where they differ row by row.
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/record_codec.h"
#include "eventstore/rocksdb/ledger_check.h"

namespace huiyin::rocksdb_log {
namespace {

std::string RowOf(Family family) { return family == Family::kStreams ? "streams" : "commands"; }

}  // namespace

void LedgerCheck::CheckIndex(Family family, const RowSum& expected) {
  const std::string prefix = CommandKey(row_.ledger, "");
  RowSum sum;
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  const auto rows = store_.NewIterator(family, options);
  for (rows->Seek(prefix); rows->Valid() && absl::StartsWith(ToView(rows->key()), prefix); rows->Next()) {
    sum.Add(ToView(rows->key()), ToView(rows->value()));
  }
  if (!rows->status().ok()) {
    faults_.Tell(std::nullopt, "INDEX_DAMAGED", absl::StrCat(RowOf(family), ": ", rows->status().ToString()),
                 absl::StrCat("索引 ", RowOf(family), " 无法读取"));
  }
  if (sum == expected && rows->status().ok()) return;
  NameFaultsOfIndex(family);
}

void LedgerCheck::NameFaultsOfIndex(Family family) {
  const uint64_t before = faults_.count();
  records_ = store_.NewIterator(Family::kRecords, rocksdb::ReadOptions());
  for (Seq seq; seq < end_; seq = seq.Next()) {
    if (!IsUnread(seq)) CheckRowOfRecord(family, seq);
  }
  const std::string prefix = CommandKey(row_.ledger, "");
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  const auto rows = store_.NewIterator(family, options);
  for (rows->Seek(prefix); rows->Valid() && absl::StartsWith(ToView(rows->key()), prefix); rows->Next()) {
    CheckRowIsOfARecord(family, ToView(rows->key()), ToView(rows->value()));
  }
  if (faults_.count() > before || !unreadable_.empty() || end_ < row_.next) return;
  faults_.Tell(std::nullopt, "INDEX_DAMAGED", absl::StrCat(RowOf(family), ": the rows are not those of the records"),
               absl::StrCat("索引 ", RowOf(family), " 与记录不符"));
}

bool LedgerCheck::LeadsTo(Family family, Seq seq) const {
  const std::string key = family == Family::kStreams
                              ? StreamKey(row_.ledger, record_.stream_id(), StreamVersion(record_.stream_version()))
                              : CommandKey(row_.ledger, record_.command_id());
  const absl::StatusOr<std::optional<std::string>> value = store_.Get(family, key);
  if (!value.ok() || !value->has_value()) return false;
  if (family == Family::kStreams) return **value == StreamValue(seq);
  const std::optional<CommandEntry> entry = ParseCommandValue(**value);
  return entry.has_value() && entry->first <= seq && seq < entry->first.Plus(entry->count) &&
         entry->digest == record_.command_digest();
}

void LedgerCheck::CheckRowOfRecord(Family family, Seq seq) {
  const std::optional<absl::string_view> bytes = BytesAt(seq);
  if (!bytes.has_value() || !Decode(*bytes, record_).ok() || LeadsTo(family, seq)) return;
  const std::string name = family == Family::kStreams ? absl::StrCat(record_.stream_id(), "/", record_.stream_version())
                                                      : record_.command_id();
  faults_.Tell(seq, "INDEX_DAMAGED", absl::StrCat(RowOf(family), ": the row of ", name, " does not lead to it"),
               absl::StrCat("索引 ", RowOf(family), "：", name, " 的一行没有指向它"));
}

void LedgerCheck::CheckRowIsOfARecord(Family family, absl::string_view key, absl::string_view value) {
  const std::optional<CommandEntry> command = ParseCommandValue(value);
  const std::optional<Seq> seq = family == Family::kStreams
                                     ? ParseStreamValue(value)
                                     : (command.has_value() ? std::optional<Seq>(command->first) : std::nullopt);
  if (seq.has_value() && IsUnread(*seq)) return;
  bool is_of_record = seq.has_value() && *seq < row_.next;
  if (is_of_record) {
    const std::optional<absl::string_view> bytes = BytesAt(*seq);
    is_of_record = bytes.has_value() && Decode(*bytes, record_).ok();
  }
  if (is_of_record && family == Family::kStreams) {
    is_of_record = key == StreamKey(row_.ledger, record_.stream_id(), StreamVersion(record_.stream_version()));
  } else if (is_of_record) {
    is_of_record = key == CommandKey(row_.ledger, record_.command_id()) && command->digest == record_.command_digest();
  }
  if (is_of_record) return;
  faults_.Tell(seq, "INDEX_DAMAGED", absl::StrCat(RowOf(family), ": a row leads to it that is not its own"),
               absl::StrCat("索引 ", RowOf(family), "：有一行错误地指向它"));
}

}  // namespace huiyin::rocksdb_log
