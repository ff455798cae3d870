#include "projections/picture_at.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "base/status_macros.h"
#include "projections/past_picture.h"

namespace huiyin {
namespace {

absl::StatusOr<bool> IsKnownAt(const EventLog& log, const LedgerId& ledger, Seq seq, absl::Time known_at) {
  ASSIGN_OR_RETURN(const HistoryPoint after, PointAfter(log, ledger, seq));
  return after.moment.known_at <= known_at;
}

// Where what is known at the point ends. recorded_at never goes back within a ledger (decision A14).
absl::StatusOr<Seq> EndAt(const EventLog& log, const LedgerId& ledger, const HistoryPoint& point) {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log.Head(ledger));
  if (!head.has_value()) return Seq(0);
  uint64_t known = 0, unknown = head->next.value();
  if (point.last.has_value()) unknown = std::min(unknown, point.last->value() + 1);
  // The last one first: most often all is known.
  for (uint64_t look = unknown - 1; known < unknown; look = known + (unknown - known) / 2) {
    ASSIGN_OR_RETURN(const bool is_known, IsKnownAt(log, ledger, Seq(look), point.moment.known_at));
    if (is_known) {
      known = look + 1;
    } else {
      unknown = look;
    }
  }
  return Seq(known);
}

// nullptr: the view does not say it, or a fold is as quick.
absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureFromView(const EventLog& log, const ViewStore& live,
                                                                     const LedgerId& ledger, const HistoryPoint& point,
                                                                     bool is_read_often) {
  if (point.moment.as_of != absl::InfiniteFuture()) return nullptr;
  ASSIGN_OR_RETURN(std::unique_ptr<LedgerPicture> now, live.Picture(ledger));
  if (now == nullptr) return nullptr;
  ASSIGN_OR_RETURN(const Seq end, EndAt(log, ledger, point));
  const Seq viewed(now->directory().ledger.known_events());
  if (end == Seq(0) || viewed < end) return nullptr;
  if (end < viewed) return PastPictureOf(log, ledger, std::move(now), end, end.value());
  if (is_read_often) RETURN_IF_ERROR(now->Hold());
  return now;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureAt(const EventLog& log, const ViewStore* live,
                                                               const LedgerId& ledger, const HistoryPoint& point,
                                                               bool is_read_often) {
  if (live != nullptr) {
    // Whatever is wrong with the view, or with records that came later: a fold has the answer, or says why not.
    auto picture = PictureFromView(log, *live, ledger, point, is_read_often);
    if (picture.ok() && *picture != nullptr) return picture;
  }
  return FoldHistoryAt(log, ledger, point);
}

}  // namespace huiyin
