#include "projections/past_picture.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/ledger_fold.h"
#include "projections/record_arena.h"

namespace huiyin {
namespace {

// To find a stream, and to read a record that it leads to, take about as long as to read so many records in order.
constexpr uint64_t kStreamCost = 8;
constexpr uint64_t kRecordCost = 3;

// The streams that are to be folded: what stands beside the proposals, then proposals.
std::vector<StreamId> StreamsBeside(const LedgerDirectory& directory) {
  std::vector<StreamId> streams = {StreamId("ledger")};
  for (const auto& session : directory.sessions) streams.emplace_back(absl::StrCat("session/", session.session_id()));
  for (const auto& deputy : directory.deputies) streams.emplace_back(absl::StrCat("deputy/", deputy.deputy_id()));
  for (const auto& unit : directory.units) streams.emplace_back(absl::StrCat("unit/", unit.unit_id()));
  return streams;
}

// nullopt: they are not worth it, or some came from below.
absl::StatusOr<std::optional<std::vector<StreamId>>> StreamsChangedSince(Seq end, const LedgerPicture& now,
                                                                         uint64_t records_max) {
  std::vector<StreamId> streams = StreamsBeside(now.directory());
  uint64_t cost = streams.size() * (kStreamCost + kRecordCost);
  bool is_worth_it = true;
  RETURN_IF_ERROR(now.ForEachProposal([&](const v1::ProposalFacts& facts) {
    is_worth_it = is_worth_it && !facts.has_origin() && cost <= records_max;
    if (!is_worth_it || Seq(facts.last_seq()) < end) return absl::OkStatus();
    streams.emplace_back(absl::StrCat("proposal/", facts.proposal_id()));
    cost += kStreamCost + kRecordCost * (facts.version() + 1);
    return absl::OkStatus();
  }));
  if (!is_worth_it || cost > records_max) return std::nullopt;
  return streams;
}

absl::Status FoldStream(const EventLog& log, const LedgerId& ledger, const StreamId& stream, Seq end,
                        RecordArena& arena, LedgerFold& fold) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadStream(ledger, stream, StreamVersion(0)));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
    if (!stored || stored->seq >= end) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
    RETURN_IF_ERROR(fold.Add(*record));
  }
}

class PastPicture final : public LedgerPicture {
 public:
  // `then`: of the streams that changed since `end`.
  PastPicture(std::unique_ptr<const LedgerPicture> now, std::unique_ptr<const LedgerFold> then, Seq end)
      : now_(std::move(now)), then_(std::move(then)), end_(end) {}

  const LedgerDirectory& directory() const override { return then_->directory(); }

  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override {
    // Proposals come, and never go.
    return now_->ForEachProposalFrom(from, [&](const v1::ProposalFacts& facts) {
      if (Seq(facts.last_seq()) < end_) return on_proposal(facts);
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
  RETURN_IF_ERROR(now->Hold());
  ASSIGN_OR_RETURN(const auto streams, StreamsChangedSince(end, *now, records_max));
  if (!streams.has_value()) return nullptr;
  auto then = std::make_unique<LedgerFold>(ledger);
  RecordArena arena;
  for (const StreamId& stream : *streams) RETURN_IF_ERROR(FoldStream(log, ledger, stream, end, arena, *then));
  then->Know(end);
  return std::make_unique<const PastPicture>(std::move(now), std::move(then), end);
}

}  // namespace huiyin
