#include "projections/ledger_by_ledger.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

constexpr size_t kHeadsAtOnce = 1'000;

// A ledger's records from 0 to `end`.
struct Extent {
  LedgerId ledger;
  Seq end;
};

// As the heads are now.
absl::StatusOr<std::vector<Extent>> ExtentsNow(const EventLog& log, uint32_t partition) {
  std::vector<Extent> extents;
  LedgerId after;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, log.Heads(after, kHeadsAtOnce));
    if (heads.empty()) return extents;
    after = heads.back().ledger;
    for (LedgerHead& head : heads) {
      if (log.PartitionOf(head.ledger) == partition) extents.push_back({std::move(head.ledger), head.next});
    }
  }
}

// The first seq of each ledger that has records from `from` to the partition's end as of now.
absl::StatusOr<absl::flat_hash_map<LedgerId, Seq>> FirstSeqsFrom(const EventLog& log, uint32_t partition, Offset from) {
  absl::flat_hash_map<LedgerId, Seq> first;
  // The heads were read before: it is past every record that they count.
  ASSIGN_OR_RETURN(const Offset end, log.PartitionEnd(partition));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadPartition(partition, from));
  while (true) {
    ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, cursor->Next());
    if (!stored || stored->offset >= end) return first;
    first.try_emplace(std::move(stored->ledger), stored->seq);
  }
}

class LedgerByLedgerCursor final : public RecordCursor {
 public:
  LedgerByLedgerCursor(const EventLog& log, std::vector<Extent> extents) : log_(log), extents_(std::move(extents)) {}

  absl::StatusOr<std::optional<StoredRecord>> Next() override {
    while (next_ < extents_.size()) {
      const Extent& extent = extents_[next_];
      if (seq_ < extent.end) return NextOf(extent);
      ++next_;
      seq_ = Seq(0);
      cursor_ = nullptr;
    }
    return std::nullopt;
  }

 private:
  absl::StatusOr<std::optional<StoredRecord>> NextOf(const Extent& extent) {
    if (cursor_ == nullptr) {
      ASSIGN_OR_RETURN(cursor_, log_.ReadLedger(extent.ledger, Seq(0)));
    }
    ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, cursor_->Next());
    // The head counted it.
    CHECK(stored.has_value());
    seq_ = seq_.Next();
    return stored;
  }

  const EventLog& log_;
  const std::vector<Extent> extents_;
  // Of extents_, and of its records.
  size_t next_ = 0;
  Seq seq_;
  std::unique_ptr<RecordCursor> cursor_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedgerByLedger(const EventLog& log, uint32_t partition, Offset end) {
  ASSIGN_OR_RETURN(std::vector<Extent> extents, ExtentsNow(log, partition));
  ASSIGN_OR_RETURN(const auto later, FirstSeqsFrom(log, partition, end));
  for (Extent& extent : extents) {
    const auto found = later.find(extent.ledger);
    if (found != later.end()) extent.end = std::min(extent.end, found->second);
  }
  return std::unique_ptr<RecordCursor>(new LedgerByLedgerCursor(log, std::move(extents)));
}

}  // namespace huiyin
