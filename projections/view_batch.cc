#include "projections/view_batch.h"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/record.pb.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

absl::Status OutOfStep(const v1::Record& record, uint64_t expected) {
  return Error(absl::StatusCode::kDataLoss, "VIEW_OUT_OF_STEP",
               absl::StrCat("ledger ", record.ledger_id(), ": the log gave seq ", record.seq(),
                            " where the view expects seq ", expected),
               absl::StrCat("登记册 ", record.ledger_id(), "：日志给出第 ", record.seq(), " 号记录，而视图应接第 ",
                            expected, " 号"));
}

absl::string_view LedgerOfRowKey(absl::string_view key) { return key.substr(1, key.find('\0') - 1); }

}  // namespace

template <typename Facts>
absl::StatusOr<Facts*> ViewBatch::Load(const std::string& key, bool fresh, absl::string_view ledger) {
  const auto loaded = rows_.find(key);
  if (loaded != rows_.end()) return static_cast<Facts*>(loaded->second.facts);
  Facts* const facts = google::protobuf::Arena::CreateMessage<Facts>(&arena_);
  Row row{.facts = facts, .is_proposal = std::is_same_v<Facts, v1::ProposalFacts>};
  if (!fresh) {
    ASSIGN_OR_RETURN(const bool found, rep_.Get(nullptr, key, *facts));
    if constexpr (std::is_same_v<Facts, v1::ProposalFacts>) {
      if (found) row.index_keys = IndexKeys(ledger, *facts);
    }
  }
  rows_.emplace(key, std::move(row));
  return facts;
}

absl::Status ViewBatch::Add(const v1::Record& record) {
  ASSIGN_OR_RETURN(const Subject subject, SubjectOf(record));
  const absl::string_view ledger_id = record.ledger_id();
  key_.assign(1, static_cast<char>(RowKind::kLedger));
  absl::StrAppend(&key_, ledger_id);
  ASSIGN_OR_RETURN(v1::LedgerFacts* const ledger, Load<v1::LedgerFacts>(key_, false, ledger_id));
  if (record.seq() != ledger->known_events()) {
    const uint64_t expected = ledger->known_events();
    if (expected == 0) rows_.erase(key_);  // There is no such ledger, and no row of it.
    return OutOfStep(record, expected);
  }
  RETURN_IF_ERROR(FoldSubject(subject, record));
  FoldLedger(*ledger, record);
  ++records_;
  return absl::OkStatus();
}

absl::Status ViewBatch::FoldSubject(const Subject& subject, const v1::Record& record) {
  const absl::string_view ledger = record.ledger_id();
  const bool fresh = record.stream_version() == 0;
  switch (subject.kind) {
    case Subject::Kind::kLedger:
      break;
    case Subject::Kind::kSession: {
      SetRowKey(RowKind::kSession, ledger, subject.id, key_);
      ASSIGN_OR_RETURN(v1::SessionFacts* const facts, Load<v1::SessionFacts>(key_, fresh, ledger));
      FoldSession(*facts, record);
      break;
    }
    case Subject::Kind::kDeputy: {
      SetRowKey(RowKind::kDeputy, ledger, subject.id, key_);
      ASSIGN_OR_RETURN(v1::DeputyFacts* const facts, Load<v1::DeputyFacts>(key_, fresh, ledger));
      FoldDeputy(*facts, record);
      break;
    }
    case Subject::Kind::kUnit: {
      SetRowKey(RowKind::kUnit, ledger, subject.id, key_);
      ASSIGN_OR_RETURN(v1::UnitFacts* const facts, Load<v1::UnitFacts>(key_, fresh, ledger));
      FoldUnit(*facts, record);
      break;
    }
    case Subject::Kind::kProposal: {
      SetRowKey(RowKind::kProposal, ledger, subject.id, key_);
      ASSIGN_OR_RETURN(v1::ProposalFacts* const facts, Load<v1::ProposalFacts>(key_, fresh, ledger));
      FoldProposal(*facts, record);
      break;
    }
  }
  const absl::string_view lead = LeadFromBelow(record);
  if (lead.empty()) return absl::OkStatus();
  SetRowKey(RowKind::kDeputy, ledger, lead, key_);
  ASSIGN_OR_RETURN(v1::DeputyFacts* const deputy, Load<v1::DeputyFacts>(key_, false, ledger));
  FoldDeputy(*deputy, record);
  return absl::OkStatus();
}

void ViewBatch::Collect(absl::string_view key, const Row& row, IndexChanges& changes) {
  if (!row.is_proposal) return;
  const std::vector<std::string> keys =
      IndexKeys(LedgerOfRowKey(key), static_cast<const v1::ProposalFacts&>(*row.facts));
  std::set_difference(row.index_keys.begin(), row.index_keys.end(), keys.begin(), keys.end(),
                      std::back_inserter(changes.gone));
  std::set_difference(keys.begin(), keys.end(), row.index_keys.begin(), row.index_keys.end(),
                      std::back_inserter(changes.added));
}

absl::Status ViewBatch::Commit(const std::optional<LogPlace>& place, bool journal) {
  // In order of the keys: RocksDB finds the place of each beside the one before.
  std::vector<std::pair<absl::string_view, const Row*>> rows;
  rows.reserve(rows_.size());
  for (const auto& [key, row] : rows_) rows.emplace_back(key, &row);
  std::sort(rows.begin(), rows.end());
  rocksdb::WriteBatch writes;
  IndexChanges changes;
  std::string value;
  for (const auto& [key, row] : rows) {
    value.clear();
    row->facts->AppendToString(&value);
    writes.Put(ToSlice(key), value);
    Collect(key, *row, changes);
  }
  std::sort(changes.gone.begin(), changes.gone.end());
  std::sort(changes.added.begin(), changes.added.end());
  for (const std::string& key : changes.gone) writes.Delete(key);
  for (const std::string& key : changes.added) writes.Put(key, rocksdb::Slice());
  if (place) writes.Put(PositionKey(partition_), PositionValue(*place));
  rocksdb::WriteOptions options;
  options.sync = false;
  options.disableWAL = !journal;
  return FromRocksDb(rep_.db->Write(options, &writes), "writing the views");
}

}  // namespace huiyin
