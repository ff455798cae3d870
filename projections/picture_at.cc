#include "projections/picture_at.h"

#include <optional>

#include "absl/time/time.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

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
                                                               const LedgerId& ledger, const HistoryPoint& point,
                                                               bool is_read_often) {
  if (live != nullptr) {
    ASSIGN_OR_RETURN(std::unique_ptr<LedgerPicture> now, live->Picture(ledger));
    const uint64_t known = now == nullptr ? 0 : now->directory().ledger.known_events();
    ASSIGN_OR_RETURN(const bool is_this, IsAllKnownAt(log, ledger, known, point));
    if (is_this) {
      if (is_read_often) RETURN_IF_ERROR(now->Hold());
      return now;
    }
  }
  return FoldHistoryAt(log, ledger, point);
}

}  // namespace huiyin
