#include "tools/migration/log_comparison.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/merkle/frontier.h"

namespace huiyin {
namespace {

constexpr size_t kHeadsPage = 1'000;
// As many leaves are hashed before the tree takes them.
constexpr size_t kLeaves = 256;

absl::Status Differs(const LedgerId& ledger, Seq seq, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kFailedPrecondition, "MIGRATION_DIFFERS",
               absl::StrCat("ledger ", ledger.value(), ", seq ", seq.value(), ": ", english),
               absl::StrCat("登记册 ", ledger.value(), " 第 ", seq.value(), " 条：", chinese));
}

// One side of a ledger, read in order.
class SideReader {
 public:
  static absl::StatusOr<SideReader> Open(const EventLog& log, const LedgerId& ledger) {
    ASSIGN_OR_RETURN(std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
    return SideReader(ledger, std::move(cursor));
  }

  // The next record, which must be there. Valid until the next call.
  absl::StatusOr<absl::string_view> Next() {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> record, cursor_->Next());
    if (!record.has_value() || record->seq != seq_) {
      return RecordDamaged(ledger_, seq_, "the record is missing", "记录缺失");
    }
    seq_ = seq_.Next();
    leaves_.push_back(merkle::LeafHash(record->bytes));
    if (leaves_.size() == kLeaves) Grow();
    return record->bytes;
  }

  merkle::Hash Root() {
    Grow();
    return tree_.Root();
  }

 private:
  SideReader(LedgerId ledger, std::unique_ptr<RecordCursor> cursor)
      : ledger_(std::move(ledger)), cursor_(std::move(cursor)) {
    leaves_.reserve(kLeaves);
  }

  void Grow() {
    tree_.Append(leaves_);
    leaves_.clear();
  }

  LedgerId ledger_;
  std::unique_ptr<RecordCursor> cursor_;
  Seq seq_;
  merkle::Frontier tree_;
  std::vector<merkle::Hash> leaves_;
};

absl::Status CompareLedger(const EventLog& source, const EventLog& target, ReadExtent extent, const CountRecords& count,
                           LedgerPair& pair) {
  ASSIGN_OR_RETURN(SideReader source_reader, SideReader::Open(source, pair.ledger));
  ASSIGN_OR_RETURN(SideReader target_reader, SideReader::Open(target, pair.ledger));
  const Seq shared = std::min(pair.source.next, pair.target.next);
  const Seq end = extent == ReadExtent::kShared ? shared : std::max(pair.source.next, pair.target.next);
  uint64_t uncounted = 0;
  for (Seq seq; seq < end; seq = seq.Next()) {
    absl::StatusOr<absl::string_view> left = "", right = "";
    if (seq < pair.source.next) left = source_reader.Next();
    if (seq < pair.target.next) right = target_reader.Next();
    if (!left.ok()) return OfSource(left.status());
    if (!right.ok()) return OfTarget(right.status());
    if (seq < shared && *left != *right) {
      return Differs(pair.ledger, seq, "the two logs hold different records", "两个日志的记录不同");
    }
    if (++uncounted == kLeaves) count(std::exchange(uncounted, 0));
  }
  count(uncounted);
  pair.source.root = source_reader.Root();
  pair.target.root = target_reader.Root();
  return absl::OkStatus();
}

// Joins two lists of heads.
std::vector<LedgerPair> Pairs(const std::vector<LedgerHead>& sources, const std::vector<LedgerHead>& targets) {
  std::vector<LedgerPair> pairs;
  auto source = sources.begin();
  auto target = targets.begin();
  while (source != sources.end() || target != targets.end()) {
    LedgerPair& pair = pairs.emplace_back();
    const bool takes_source = source != sources.end() && (target == targets.end() || source->ledger <= target->ledger);
    pair.ledger = takes_source ? source->ledger : target->ledger;
    if (takes_source) pair.source.next = (source++)->next;
    if (target != targets.end() && target->ledger == pair.ledger) pair.target.next = (target++)->next;
  }
  return pairs;
}

}  // namespace

absl::Status OfSource(const absl::Status& status) { return Prefixed(status, "source: ", "源日志："); }
absl::Status OfTarget(const absl::Status& status) { return Prefixed(status, "target: ", "目标日志："); }

absl::StatusOr<std::vector<LedgerHead>> AllHeads(const EventLog& log) {
  std::vector<LedgerHead> heads;
  LedgerId after;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<LedgerHead> page, log.Heads(after, kHeadsPage));
    if (page.empty()) return heads;
    after = page.back().ledger;
    std::move(page.begin(), page.end(), std::back_inserter(heads));
  }
}

absl::StatusOr<std::vector<LedgerPair>> CompareLogs(const EventLog& source, const EventLog& target, ReadExtent extent,
                                                    const CountRecords& count) {
  const absl::StatusOr<std::vector<LedgerHead>> sources = AllHeads(source), targets = AllHeads(target);
  if (!sources.ok()) return OfSource(sources.status());
  if (!targets.ok()) return OfTarget(targets.status());
  std::vector<LedgerPair> pairs = Pairs(*sources, *targets);
  for (LedgerPair& pair : pairs) RETURN_IF_ERROR(CompareLedger(source, target, extent, count, pair));
  return pairs;
}

absl::Status CheckTargetIsBeginning(const std::vector<LedgerPair>& pairs) {
  for (const LedgerPair& pair : pairs) {
    if (pair.target.next <= pair.source.next) continue;
    return Differs(pair.ledger, pair.source.next, "the target has it, the source does not",
                   "目标日志有此记录，源日志没有");
  }
  return absl::OkStatus();
}

absl::Status CheckSourceIsBeginning(const std::vector<LedgerPair>& pairs) {
  for (const LedgerPair& pair : pairs) {
    if (pair.source.next <= pair.target.next) continue;
    return Differs(pair.ledger, pair.target.next, "the source has it, the target does not",
                   "源日志有此记录，目标日志没有");
  }
  return absl::OkStatus();
}

}  // namespace huiyin
