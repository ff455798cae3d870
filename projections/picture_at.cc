#include "projections/picture_at.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

// A picture read once, since a report goes over it again and again.
class HeldPicture final : public LedgerPicture {
 public:
  static absl::StatusOr<std::unique_ptr<const LedgerPicture>> Of(const LedgerPicture& picture) {
    auto held = std::make_unique<HeldPicture>();
    held->directory_ = picture.directory();
    RETURN_IF_ERROR(picture.ForEachProposal([&held](const v1::ProposalFacts& facts) {
      auto* const copy = google::protobuf::Arena::CreateMessage<v1::ProposalFacts>(&held->arena_);
      *copy = facts;
      held->proposals_.push_back(copy);
      return absl::OkStatus();
    }));
    return held;
  }

  const LedgerDirectory& directory() const override { return directory_; }

  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override {
    const auto comes_before = [](const v1::ProposalFacts* facts, absl::string_view id) {
      return facts->proposal_id() < id;
    };
    auto next = std::lower_bound(proposals_.begin(), proposals_.end(), from, comes_before);
    for (; next != proposals_.end(); ++next) RETURN_IF_ERROR(on_proposal(**next));
    return absl::OkStatus();
  }

 private:
  google::protobuf::Arena arena_;
  LedgerDirectory directory_;
  // By id; on arena_.
  std::vector<const v1::ProposalFacts*> proposals_;
};

// Whether all of the ledger's records, `known` of them, are known and effective at the point.
absl::StatusOr<bool> IsAllKnownAt(const EventLog& log, const LedgerId& ledger, uint64_t known,
                                  const HistoryPoint& point) {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log.Head(ledger));
  if (known == 0 || !head.has_value() || head->next != Seq(known)) return false;
  const Seq last(known - 1);
  if (point.moment.as_of != absl::InfiniteFuture() || point.last.value_or(last) < last) return false;
  ASSIGN_OR_RETURN(const HistoryPoint after_last, PointAfter(log, ledger, last));
  return after_last.moment.known_at <= point.moment.known_at;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureAt(const EventLog& log, const ViewStore* live,
                                                               const LedgerId& ledger, const HistoryPoint& point) {
  if (live != nullptr) {
    ASSIGN_OR_RETURN(const std::unique_ptr<const LedgerPicture> now, live->Picture(ledger));
    const uint64_t known = now == nullptr ? 0 : now->directory().ledger.known_events();
    ASSIGN_OR_RETURN(const bool is_this, IsAllKnownAt(log, ledger, known, point));
    if (is_this) return HeldPicture::Of(*now);
  }
  return FoldHistoryAt(log, ledger, point);
}

}  // namespace huiyin
