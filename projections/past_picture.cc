#include "projections/past_picture.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "projections/ledger_fold.h"
#include "projections/record_arena.h"

namespace huiyin {
namespace {

// What reading takes, in records read in order of seq: to find a stream; to read a record that it leads to.
constexpr uint64_t kStreamCost = 8;
constexpr uint64_t kRecordCost = 3;
// A row takes as long as a record in order, and there is one for about so many records.
constexpr uint64_t kRecordsARow = 10;

std::vector<StreamId> StreamsBesideProposals(const LedgerDirectory& directory) {
  std::vector<StreamId> streams = {StreamId("ledger")};
  for (const auto& session : directory.sessions) streams.emplace_back(absl::StrCat("session/", session.session_id()));
  for (const auto& deputy : directory.deputies) streams.emplace_back(absl::StrCat("deputy/", deputy.deputy_id()));
  for (const auto& unit : directory.units) streams.emplace_back(absl::StrCat("unit/", unit.unit_id()));
  return streams;
}

StreamId ProposalStreamOf(const v1::ProposalFacts& facts) {
  return StreamId(absl::StrCat("proposal/", facts.proposal_id()));
}

bool IsUnchangedSince(Seq end, const v1::ProposalFacts& facts) { return Seq(facts.last_seq()) < end; }
bool IsNewSince(Seq end, const v1::ProposalFacts& facts) { return Seq(facts.first_seq()) >= end; }

// A proposal that was there, and to which something happened since.
struct Changed {
  Seq first;
  // As of now.
  uint64_t records;
  StreamId stream;
};

// By their first seq. nullopt: some came from below, of whose streams several may say who one deputy is; the last word
// counts.
absl::StatusOr<std::optional<std::vector<Changed>>> ChangedSince(Seq end, const LedgerPicture& now) {
  std::vector<Changed> changed;
  bool from_below = false;
  RETURN_IF_ERROR(now.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (IsNewSince(end, facts)) return absl::OkStatus();
    from_below = from_below || facts.has_origin();
    if (IsUnchangedSince(end, facts)) return absl::OkStatus();
    changed.push_back({Seq(facts.first_seq()), facts.version() + 1, ProposalStreamOf(facts)});
    return absl::OkStatus();
  }));
  if (from_below) return std::nullopt;
  std::sort(changed.begin(), changed.end(), [](const Changed& a, const Changed& b) { return a.first < b.first; });
  return changed;
}

// The oldest are read stream by stream, the others in one pass from the first of them on.
struct Split {
  size_t apart = 0;
  uint64_t cost = 0;
};

Split CheapestSplit(absl::Span<const Changed> changed, Seq end) {
  Split best{0, changed.empty() ? 0 : end.value() - changed.front().first.value()};
  uint64_t apart_cost = 0;
  for (size_t apart = 1; apart <= changed.size(); ++apart) {
    apart_cost += kStreamCost + kRecordCost * changed[apart - 1].records;
    const uint64_t pass = apart == changed.size() ? 0 : end.value() - changed[apart].first.value();
    if (apart_cost + pass < best.cost) best = {apart, apart_cost + pass};
  }
  return best;
}

// The streams that changed since `end`, folded up to there; as long as that takes no more than `records_max`.
class PastFold {
 public:
  PastFold(const EventLog& log, const LedgerId& ledger, Seq end, uint64_t records_max)
      : log_(log), ledger_(ledger), end_(end), left_(records_max), fold_(std::make_unique<LedgerFold>(ledger)) {}

  // Of what these three answer, false: it takes too long.
  bool Spend(uint64_t cost) {
    if (cost > left_) return false;
    left_ -= cost;
    return true;
  }

  absl::StatusOr<bool> FoldBesideProposals(const LedgerDirectory& directory) {
    const std::vector<StreamId> streams = StreamsBesideProposals(directory);
    if (!Spend(streams.size() * kStreamCost)) return false;
    for (const StreamId& stream : streams) {
      ASSIGN_OR_RETURN(const uint64_t records, FoldStream(stream, left_ / kRecordCost));
      if (!Spend(records * kRecordCost)) return false;
    }
    return true;
  }

  absl::StatusOr<bool> FoldProposals(const LedgerPicture& now) {
    ASSIGN_OR_RETURN(const std::optional<std::vector<Changed>> changed, ChangedSince(end_, now));
    if (!changed.has_value()) return false;
    const Split split = CheapestSplit(*changed, end_);
    if (!Spend(split.cost)) return false;
    const absl::Span<const Changed> all = *changed;
    for (const Changed& old : all.first(split.apart)) {
      RETURN_IF_ERROR(FoldStream(old.stream, std::numeric_limits<uint64_t>::max()).status());
    }
    RETURN_IF_ERROR(FoldInPassing(all.subspan(split.apart)));
    return true;
  }

  std::unique_ptr<const LedgerFold> Take() {
    fold_->Know(end_);
    return std::move(fold_);
  }

 private:
  // How many records it read: all up to the end, or one more than `records_max`.
  absl::StatusOr<uint64_t> FoldStream(const StreamId& stream, uint64_t records_max) {
    ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log_.ReadStream(ledger_, stream, StreamVersion(0)));
    uint64_t records = 0;
    while (records <= records_max) {
      ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
      if (!stored || stored->seq >= end_) break;
      ++records;
      ASSIGN_OR_RETURN(const v1::Record* const record, arena_.Decode(*stored));
      RETURN_IF_ERROR(fold_->Add(*record));
    }
    return records;
  }

  // All of them, in one pass over the ledger from the first record that is of one.
  absl::Status FoldInPassing(absl::Span<const Changed> changed) {
    if (changed.empty()) return absl::OkStatus();
    absl::flat_hash_set<absl::string_view> streams;
    for (const Changed& proposal : changed) streams.insert(proposal.stream.value());
    ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log_.ReadLedger(ledger_, changed.front().first));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
      if (!stored || stored->seq >= end_) return absl::OkStatus();
      ASSIGN_OR_RETURN(const RecordPlace place, PlaceOf(stored->bytes));
      if (!streams.contains(place.stream)) continue;
      ASSIGN_OR_RETURN(const v1::Record* const record, arena_.Decode(*stored));
      RETURN_IF_ERROR(fold_->Add(*record));
    }
  }

  const EventLog& log_;
  const LedgerId& ledger_;
  const Seq end_;
  uint64_t left_;
  RecordArena arena_;
  std::unique_ptr<LedgerFold> fold_;
};

class PastPicture final : public LedgerPicture {
 public:
  // `then`: of the streams that changed since `end`.
  PastPicture(std::unique_ptr<const LedgerPicture> now, std::unique_ptr<const LedgerFold> then, Seq end)
      : now_(std::move(now)), then_(std::move(then)), end_(end) {}

  const LedgerDirectory& directory() const override { return then_->directory(); }

  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override {
    // Proposals come, and never go.
    return now_->ForEachProposalFrom(from, [&](const v1::ProposalFacts& facts) {
      if (IsUnchangedSince(end_, facts)) return on_proposal(facts);
      const v1::ProposalFacts* const then = then_->Find(facts.proposal_id());
      return then == nullptr ? absl::OkStatus() : on_proposal(*then);
    });
  }

 private:
  const std::unique_ptr<const LedgerPicture> now_;
  const std::unique_ptr<const LedgerFold> then_;
  const Seq end_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const LedgerPicture>> PastPictureOf(const EventLog& log, const LedgerId& ledger,
                                                                   std::unique_ptr<LedgerPicture> now, Seq end,
                                                                   uint64_t records_max) {
  const LedgerDirectory& directory = now->directory();
  CHECK_GE(directory.ledger.known_events(), end.value());
  PastFold then(log, ledger, end, records_max);
  if (!then.Spend(directory.ledger.known_events() / kRecordsARow)) return nullptr;
  ASSIGN_OR_RETURN(bool is_worth_it, then.FoldBesideProposals(directory));
  if (!is_worth_it) return nullptr;
  RETURN_IF_ERROR(now->Hold());
  ASSIGN_OR_RETURN(is_worth_it, then.FoldProposals(*now));
  if (!is_worth_it) return nullptr;
  return std::make_unique<const PastPicture>(std::move(now), then.Take(), end);
}

}  // namespace huiyin
