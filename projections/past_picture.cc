#include "projections/past_picture.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
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

bool IsUnchangedSince(Seq end, const v1::ProposalFacts& facts) { return Seq(facts.last_seq()) < end; }
bool IsNewSince(Seq end, const v1::ProposalFacts& facts) { return Seq(facts.first_seq()) >= end; }

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
    std::vector<StreamId> streams;
    bool is_worth_it = true;
    RETURN_IF_ERROR(now.ForEachProposal([&](const v1::ProposalFacts& facts) {
      if (IsNewSince(end_, facts)) return absl::OkStatus();
      // Several streams from below may say who one deputy is, and the last word counts.
      is_worth_it = is_worth_it && !facts.has_origin();
      if (!is_worth_it || IsUnchangedSince(end_, facts)) return absl::OkStatus();
      streams.emplace_back(absl::StrCat("proposal/", facts.proposal_id()));
      is_worth_it = Spend(kStreamCost + kRecordCost * (facts.version() + 1));
      return absl::OkStatus();
    }));
    if (!is_worth_it) return false;
    for (const StreamId& stream : streams) {
      RETURN_IF_ERROR(FoldStream(stream, std::numeric_limits<uint64_t>::max()).status());
    }
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
