#include "eventstore/rocksdb/ledger_check.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/record_codec.h"
#include "eventstore/rocksdb/stored_trees.h"

namespace huiyin::rocksdb_log {
namespace {

using merkle::Hash;
using merkle::Tile;
using merkle::TreeSize;

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Status Damaged(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", english, chinese);
}

// Whether the indexes have room for what the record says of itself (CheckBatches).
bool HasRows(const v1::Record& record) {
  return !record.stream_id().empty() && record.stream_id().size() <= kLogIdBytesMax && !record.command_id().empty() &&
         record.command_id().size() <= kLogIdBytesMax && record.command_digest().size() == Hash::kBytes &&
         record.stream_version() < std::numeric_limits<uint32_t>::max();
}

}  // namespace

void LedgerCheck::Fault(std::optional<Seq> seq, absl::string_view reason, absl::string_view english,
                        absl::string_view chinese) {
  ++faults_;
  std::string at = absl::StrCat("ledger ", ledger_.value()), at_chinese = absl::StrCat("登记册 ", ledger_.value());
  if (seq.has_value()) {
    absl::StrAppend(&at, ", seq ", seq->value());
    absl::StrAppend(&at_chinese, " 第 ", seq->value(), " 条");
  }
  hooks_.on_fault({ledger_, seq,
                   Error(absl::StatusCode::kDataLoss, reason, absl::StrCat(at, ": ", english),
                         absl::StrCat(at_chinese, "：", chinese))});
}

void LedgerCheck::Fault(std::optional<Seq> seq, const absl::Status& status) {
  Fault(seq, ReasonOf(status), status.message(), ChineseOf(status));
}

uint64_t LedgerCheck::Run() {
  records_ = store_.NewIterator(Family::kRecords, rocksdb::ReadOptions());
  if (hooks_.signed_head != nullptr) signed_ = hooks_.signed_head(ledger_);
  end_ = EndOfRecords();
  for (uint64_t first = 0; first < end_.value(); first += merkle::kTileWidth) CheckTile(first / merkle::kTileWidth);
  CloseCommand();
  if (end_ < row_.next) {
    Fault(end_, "RECORD_DAMAGED",
          absl::StrCat("the record is missing, and all after it: the ledger has ", row_.next.value()),
          absl::StrCat("记录自此缺失：登记册应有 ", row_.next.value(), " 条"));
  }
  CheckHead();
  CheckNothingBeyond();
  CheckInnerTiles();
  CheckIndex(Family::kStreams, streams_);
  CheckIndex(Family::kCommands, commands_);
  return faults_;
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

void LedgerCheck::CheckTile(uint64_t index) {
  const uint64_t first = index * merkle::kTileWidth;
  const uint64_t end = std::min<uint64_t>(first + merkle::kTileWidth, end_.value());
  std::vector<std::optional<Hash>> leaves;
  for (uint64_t seq = first; seq < end; ++seq) {
    leaves.push_back(CheckRecord(Seq(seq)));
    on_record_();
  }
  if (store_.format() > kFormatWithoutTrees) CheckLeaves(first, leaves);
}

std::optional<absl::string_view> LedgerCheck::BytesAt(Seq seq) {
  const std::string key = RecordKey(row_.ledger, seq);
  if (records_->Valid()) records_->Next();
  if (!records_->Valid() || records_->key() != ToSlice(key)) records_->Seek(key);
  if (!records_->status().ok()) {
    Fault(seq, "RECORD_DAMAGED", records_->status().ToString(), "记录无法读取");
  } else if (!records_->Valid() || records_->key() != ToSlice(key)) {
    Fault(seq, "RECORD_DAMAGED", "the record is missing", "记录缺失");
  } else {
    return ToView(records_->value());
  }
  return std::nullopt;
}

absl::Status LedgerCheck::CheckPlace(Seq seq, absl::string_view bytes) {
  RETURN_IF_ERROR(Decode(bytes, record_));
  const std::string& ledger = record_.ledger_id();
  if (ledger != ledger_.value() || record_.seq() != seq.value()) {
    return Damaged(absl::StrCat("the record there is that of ledger ", ledger, ", seq ", record_.seq()),
                   absl::StrCat("该处的记录属于登记册 ", ledger, " 第 ", record_.seq(), " 条"));
  }
  return HasRows(record_) ? absl::OkStatus()
                          : Damaged("no log would have taken what it says of itself", "其元数据不可能为日志所接受");
}

std::optional<Hash> LedgerCheck::CheckRecord(Seq seq) {
  const std::optional<absl::string_view> bytes = BytesAt(seq);
  const absl::Status placed = bytes.has_value() ? CheckPlace(seq, *bytes) : absl::OkStatus();
  if (!placed.ok()) Fault(seq, placed);
  if (!bytes.has_value() || !placed.ok()) {
    unreadable_.insert(seq.value());
    CloseCommand();
  } else {
    CheckAgainstTheOneBefore(seq);
    const absl::Status checked = hooks_.check_record != nullptr ? hooks_.check_record(record_) : absl::OkStatus();
    if (!checked.ok()) Fault(seq, checked);
  }
  return bytes.has_value() ? std::optional<Hash>(merkle::LeafHash(*bytes)) : std::nullopt;
}

void LedgerCheck::CheckAgainstTheOneBefore(Seq seq) {
  const absl::Time recorded_at = ToTime(record_.recorded_at());
  if (recorded_at < last_recorded_at_) {
    Fault(seq, "RECORDED_TIME_WENT_BACK", "it was recorded before the record before it", "登记时间早于前一条");
  }
  last_recorded_at_ = recorded_at;

  const uint64_t version = record_.stream_version();
  const auto [due, is_new] = next_versions_.try_emplace(record_.stream_id(), 0);
  // What cannot be read may have been of this stream.
  const bool may_skip = !unreadable_.empty() && version > due->second;
  if (version != due->second && !may_skip) {
    Fault(seq, "STREAM_VERSION_WRONG",
          absl::StrCat("version ", version, " of ", record_.stream_id(), " where ", due->second, " is due"),
          absl::StrCat(record_.stream_id(), " 的版本为 ", version, "，应为 ", due->second));
  }
  due->second = version + 1;
  streams_.Add(StreamKey(row_.ledger, record_.stream_id(), StreamVersion(version)), StreamValue(seq));

  if (!entry_.has_value() || command_ != record_.command_id()) {
    CloseCommand();
    command_ = record_.command_id();
    entry_ = CommandEntry{record_.command_digest(), seq, 0};
  }
  ++entry_->count;
}

void LedgerCheck::CloseCommand() {
  if (entry_.has_value()) commands_.Add(CommandKey(row_.ledger, command_), CommandValue(*entry_));
  entry_.reset();
}

void LedgerCheck::CheckLeaves(uint64_t first, const std::vector<std::optional<Hash>>& leaves) {
  const Tile tile{0, first / merkle::kTileWidth, static_cast<uint32_t>(leaves.size())};
  const absl::StatusOr<std::vector<Hash>> stored = StoredTiles(store_, ledger_, row_.ledger).Read(tile);
  if (!stored.ok()) {
    Fault(std::nullopt, "TREE_DAMAGED",
          absl::StrCat("the hashes of seq ", first, " to ", first + leaves.size() - 1, ": ", stored.status().message()),
          absl::StrCat("第 ", first, " 至 ", first + leaves.size() - 1, " 条的散列：", ChineseOf(stored.status())));
  }
  std::vector<Hash> grown;
  for (size_t i = 0; i < leaves.size(); ++i) {
    // Where they differ the tree goes on with what it holds, so that the rest of it can still be checked.
    grown.push_back(stored.ok() ? (*stored)[i] : leaves[i].value_or(Hash()));
    if (!stored.ok() || !leaves[i].has_value() || *leaves[i] == (*stored)[i]) continue;
    Fault(Seq(first + i), "TREE_DIFFERS", "the record is not the one that its tree holds", "记录与默克尔树不符");
  }
  GrowTree(first, grown);
}

void LedgerCheck::GrowTree(uint64_t first, const std::vector<Hash>& leaves) {
  const uint64_t signed_for = signed_.has_value() ? signed_->size.value() : 0;
  if (first < signed_for && signed_for <= first + leaves.size()) {
    merkle::Frontier then = tree_;
    then.Append(absl::MakeSpan(leaves).first(signed_for - first));
    if (then.Root() != signed_->root) {
      Fault(std::nullopt, "CHECKPOINT_CONTRADICTED",
            absl::StrCat("its first ", signed_for, " records are not those that were signed for"),
            absl::StrCat("前 ", signed_for, " 条记录与当初签署的不符"));
    }
  }
  std::vector<merkle::StoredRun> runs = tree_.Append(leaves);
  std::erase_if(runs, [](const merkle::StoredRun& run) { return run.level == 0; });
  inner_.Add(runs);
}

void LedgerCheck::CheckInnerTiles() {
  if (signed_.has_value() && signed_->size.value() > row_.next.value()) {
    Fault(std::nullopt, "CHECKPOINT_CONTRADICTED",
          absl::StrCat("it has ", row_.next.value(), " records, and ", signed_->size.value(), " were signed for"),
          absl::StrCat("现有 ", row_.next.value(), " 条记录，而当初签署的有 ", signed_->size.value(), " 条"));
  }
  if (store_.format() <= kFormatWithoutTrees) return;
  const StoredTiles tiles(store_, ledger_, row_.ledger);
  for (const Tile& tile : merkle::NewTiles(TreeSize(0), TreeSize(end_.value()))) {
    if (tile.level == 0) continue;
    const absl::StatusOr<std::vector<Hash>> stored = tiles.Read(tile);
    if (stored.ok() && *stored == inner_.Read(tile).value()) continue;
    Fault(std::nullopt, "TREE_DIFFERS", absl::StrCat("its tree is not that of its records at ", merkle::TilePath(tile)),
          absl::StrCat("默克尔树与记录不符：", merkle::TilePath(tile)));
  }
}

void LedgerCheck::CheckHead() {
  if (end_ < row_.next || unreadable_.contains(end_.value() - 1)) return;
  if (row_.last_recorded_at == last_recorded_at_) return;
  Fault(std::nullopt, "LEDGER_ENTRY_WRONG", "its entry tells another time than its last record",
        "条目所记时间与最后一条记录不符");
}

void LedgerCheck::CheckNothingBeyond() {
  records_->Seek(RecordKey(row_.ledger, row_.next));
  if (records_->Valid() && absl::StartsWith(ToView(records_->key()), CommandKey(row_.ledger, ""))) {
    Fault(row_.next, "LEDGER_ENTRY_WRONG",
          absl::StrCat("there is a record beyond the ", row_.next.value(), " that its entry tells of"),
          absl::StrCat("条目记有 ", row_.next.value(), " 条，其后却另有记录"));
  }
  // Trees half made by an opening that was cut short are no fault.
  if (store_.format() <= kFormatWithoutTrees) return;
  const auto rows = store_.NewIterator(Family::kTree, rocksdb::ReadOptions());
  for (uint32_t level = 0; level < merkle::kTileLevels; ++level) {
    rows->SeekForPrev(TreeKey(row_.ledger, merkle::RunKey(level, std::numeric_limits<uint64_t>::max())));
    const std::optional<TreeRowName> last = rows->Valid() ? ParseTreeKey(ToView(rows->key())) : std::nullopt;
    if (!last.has_value() || last->ledger != row_.ledger || last->level != level) continue;
    const uint64_t width = merkle::TileLevelWidth(level, TreeSize(row_.next.value()));
    if (last->first + rows->value().size() / Hash::kBytes <= width) continue;
    Fault(std::nullopt, "TREE_DIFFERS", absl::StrCat("its tree goes beyond its records at level ", level),
          absl::StrCat("默克尔树第 ", level, " 层超出记录"));
  }
}

}  // namespace huiyin::rocksdb_log
