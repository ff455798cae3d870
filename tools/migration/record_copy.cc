#include "tools/migration/record_copy.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

// What one partition of the target is to get next.
struct Waiting {
  std::vector<LedgerBatch> batches;
  absl::flat_hash_map<LedgerId, size_t> slots;  // Into batches.
  size_t records = 0;
  size_t bytes = 0;
};

class RecordCopier {
 public:
  RecordCopier(EventLog& target, const CopyLimits& limits, const CountRecords& count)
      : target_(target), limits_(limits), count_(count), waiting_(target.partitions()) {}

  absl::Status Start() {
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, AllHeads(target_));
    for (const LedgerHead& head : heads) present_[head.ledger] = head.next;
    return absl::OkStatus();
  }

  absl::Status Take(const StoredRecord& stored) {
    Seq& due = due_[stored.ledger];
    if (stored.seq != due) {
      return OfSource(RecordDamaged(stored.ledger, stored.seq,
                                    absl::StrCat("it lies where seq ", due.value(), " is due"),
                                    absl::StrCat("该处应为第 ", due.value(), " 条")));
    }
    due = due.Next();
    auto present = present_.find(stored.ledger);
    if (present != present_.end() && stored.seq < present->second) return absl::OkStatus();
    const absl::Status decoded = DecodeAt(stored.ledger, stored.seq, stored.bytes, record_);
    // An event that a newer program wrote is copied as it is.
    if (!decoded.ok() && !absl::IsUnimplemented(decoded)) return OfSource(decoded);
    return Add(stored);
  }

  absl::Status FillAll() {
    for (Waiting& waiting : waiting_) RETURN_IF_ERROR(Fill(waiting));
    return absl::OkStatus();
  }

  // Nothing that the source's heads promise was left out.
  absl::Status CheckComplete(const EventLog& source) const {
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, AllHeads(source));
    for (const LedgerHead& head : heads) {
      auto due = due_.find(head.ledger);
      const Seq next = due == due_.end() ? Seq(0) : due->second;
      if (next < head.next) return OfSource(RecordDamaged(head.ledger, next, "the record is missing", "记录缺失"));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Add(const StoredRecord& stored) {
    Waiting& waiting = waiting_[target_.PartitionOf(stored.ledger)];
    auto [slot, is_first] = waiting.slots.try_emplace(stored.ledger, waiting.batches.size());
    if (is_first) waiting.batches.push_back({stored.ledger, stored.seq, {}});
    waiting.batches[slot->second].records.push_back(AsDecoded(record_, stored.bytes));
    ++waiting.records;
    ++records_;
    waiting.bytes += stored.bytes.size();
    bytes_ += stored.bytes.size();
    if (records_ >= limits_.waiting_records || bytes_ >= limits_.waiting_bytes) return FillAll();
    if (waiting.records >= limits_.append_records || waiting.bytes >= limits_.append_bytes) return Fill(waiting);
    return absl::OkStatus();
  }

  absl::Status Fill(Waiting& waiting) {
    if (waiting.records == 0) return absl::OkStatus();
    const absl::Status filled = target_.Fill(waiting.batches);
    // Its seqs are right, and yet it repeats a command or leaves out a version of a stream: no writer of ours did that.
    if (absl::IsInvalidArgument(filled) || absl::IsAlreadyExists(filled)) {
      return OfSource(Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", filled.message(), ChineseOf(filled)));
    }
    if (!filled.ok()) return OfTarget(filled);
    count_(waiting.records);
    records_ -= waiting.records;
    bytes_ -= waiting.bytes;
    waiting = Waiting{};
    return absl::OkStatus();
  }

  EventLog& target_;
  const CopyLimits limits_;
  const CountRecords& count_;
  // Seqs of the source's records as they are due.
  absl::flat_hash_map<LedgerId, Seq> due_;
  // What the target had at first.
  absl::flat_hash_map<LedgerId, Seq> present_;
  std::vector<Waiting> waiting_;
  size_t records_ = 0;
  size_t bytes_ = 0;
  v1::Record record_;
};

}  // namespace

absl::Status CopyRecords(const EventLog& source, EventLog& target, const CopyLimits& limits,
                         const CountRecords& count) {
  RecordCopier copier(target, limits, count);
  RETURN_IF_ERROR(OfTarget(copier.Start()));
  for (uint32_t partition = 0; partition < source.partitions(); ++partition) {
    const absl::StatusOr<std::unique_ptr<RecordCursor>> cursor = source.ReadPartition(partition, Offset(0));
    if (!cursor.ok()) return OfSource(cursor.status());
    while (true) {
      const absl::StatusOr<std::optional<StoredRecord>> record = (*cursor)->Next();
      if (!record.ok()) return OfSource(record.status());
      if (!record->has_value()) break;
      RETURN_IF_ERROR(copier.Take(**record));
    }
  }
  RETURN_IF_ERROR(copier.FillAll());
  return copier.CheckComplete(source);
}

}  // namespace huiyin
