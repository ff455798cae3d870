#include "eventstore/rocksdb/ledger_check.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/rocksdb/stored_trees.h"

namespace huiyin::rocksdb_log {

using merkle::Hash;

uint64_t LedgerCheck::Run() {
  records_ = store_.NewIterator(Family::kRecords, rocksdb::ReadOptions());
  const StoredTiles tiles(store_, ledger_, row_.ledger);
  TreeCheck tree(has_tree() ? &tiles : nullptr,
                 hooks_.signed_head != nullptr ? hooks_.signed_head(ledger_) : std::nullopt, faults_);
  end_ = EndOfRecords();
  for (uint64_t first = 0; first < end_.value(); first += merkle::kTileWidth) CheckTile(first, tree);
  CloseCommand();
  if (end_ < row_.next) {
    faults_.Tell(end_, "RECORD_DAMAGED",
                 absl::StrCat("the record is missing, and all after it: the ledger has ", row_.next.value()),
                 absl::StrCat("记录自此缺失：登记册应有 ", row_.next.value(), " 条"));
  }
  CheckHead();
  CheckNothingBeyond();
  tree.Finish(row_.next.value());
  CheckIndex(Family::kStreams, streams_);
  CheckIndex(Family::kCommands, commands_);
  return faults_.count();
}

// An entry may tell of more records than anybody could look for.
Seq LedgerCheck::EndOfRecords() {
  records_->SeekForPrev(RecordKey(row_.ledger, Seq(std::numeric_limits<uint64_t>::max())));
  // Where not even that can be read, each record is looked for, and named.
  if (!records_->status().ok()) return row_.next;
  const bool has_some = records_->Valid() && absl::StartsWith(ToView(records_->key()), CommandKey(row_.ledger, ""));
  const std::optional<Offset> last =
      has_some ? ParseOrderKey(ToView(records_->key()).substr(sizeof(uint32_t))) : std::nullopt;
  return last.has_value() ? std::min(row_.next, Seq(last->value()).Next()) : Seq(0);
}

void LedgerCheck::CheckTile(uint64_t first, TreeCheck& tree) {
  const uint64_t end = std::min<uint64_t>(first + merkle::kTileWidth, end_.value());
  std::vector<std::optional<Hash>> leaves;
  for (uint64_t seq = first; seq < end; ++seq) {
    leaves.push_back(CheckRecord(Seq(seq)));
    on_record_();
  }
  tree.AddLeaves(leaves);
}

std::optional<absl::string_view> LedgerCheck::BytesAt(Seq seq) {
  const std::string key = RecordKey(row_.ledger, seq);
  if (records_->Valid()) records_->Next();
  if (!records_->Valid() || records_->key() != ToSlice(key)) records_->Seek(key);
  if (!records_->status().ok()) {
    faults_.Tell(seq, "RECORD_DAMAGED", records_->status().ToString(), "记录无法读取");
  } else if (!records_->Valid() || records_->key() != ToSlice(key)) {
    faults_.Tell(seq, "RECORD_DAMAGED", "the record is missing", "记录缺失");
  } else {
    return ToView(records_->value());
  }
  return std::nullopt;
}

std::optional<Hash> LedgerCheck::CheckRecord(Seq seq) {
  const std::optional<absl::string_view> bytes = BytesAt(seq);
  if (!bytes.has_value()) chain_.Skip();
  if (bytes.has_value() && chain_.Add(seq, *bytes)) {
    AddToIndexes(seq);
  } else {
    unreadable_.insert(seq.value());
    CloseCommand();
  }
  return bytes.has_value() ? std::optional<Hash>(merkle::LeafHash(*bytes)) : std::nullopt;
}

void LedgerCheck::AddToIndexes(Seq seq) {
  const v1::Record& record = chain_.record();
  streams_.Add(StreamKey(row_.ledger, record.stream_id(), StreamVersion(record.stream_version())), StreamValue(seq));
  if (!entry_.has_value() || command_ != record.command_id()) {
    CloseCommand();
    command_ = record.command_id();
    entry_ = CommandEntry{record.command_digest(), seq, 0};
  }
  ++entry_->count;
}

void LedgerCheck::CloseCommand() {
  if (entry_.has_value()) commands_.Add(CommandKey(row_.ledger, command_), CommandValue(*entry_));
  entry_.reset();
}

void LedgerCheck::CheckHead() {
  if (end_ < row_.next || unreadable_.contains(end_.value() - 1)) return;
  if (row_.last_recorded_at == chain_.last_recorded_at()) return;
  faults_.Tell(std::nullopt, "LEDGER_ENTRY_WRONG", "its entry tells another time than its last record",
               "条目所记时间与最后一条记录不符");
}

void LedgerCheck::CheckNothingBeyond() {
  records_->Seek(RecordKey(row_.ledger, row_.next));
  if (records_->Valid() && absl::StartsWith(ToView(records_->key()), CommandKey(row_.ledger, ""))) {
    faults_.Tell(row_.next, "LEDGER_ENTRY_WRONG",
                 absl::StrCat("there is a record beyond the ", row_.next.value(), " that its entry tells of"),
                 absl::StrCat("条目记有 ", row_.next.value(), " 条，其后却另有记录"));
  }
  // Trees half made by an opening that was cut short are no fault.
  if (!has_tree()) return;
  const auto rows = store_.NewIterator(Family::kTree, rocksdb::ReadOptions());
  for (uint32_t level = 0; level < merkle::kTileLevels; ++level) {
    rows->SeekForPrev(TreeKey(row_.ledger, merkle::RunKey(level, std::numeric_limits<uint64_t>::max())));
    const std::optional<TreeRowName> last = rows->Valid() ? ParseTreeKey(ToView(rows->key())) : std::nullopt;
    if (!last.has_value() || last->ledger != row_.ledger || last->level != level) continue;
    const uint64_t width = merkle::TileLevelWidth(level, merkle::TreeSize(row_.next.value()));
    if (last->first + rows->value().size() / Hash::kBytes <= width) continue;
    faults_.Tell(std::nullopt, "TREE_DIFFERS", absl::StrCat("its tree goes beyond its records at level ", level),
                 absl::StrCat("默克尔树第 ", level, " 层超出记录"));
  }
}

}  // namespace huiyin::rocksdb_log
