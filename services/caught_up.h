// Going over all that views hold, once they have caught up with the log: without end but for a stop.
#ifndef HUIYIN_SERVICES_CAUGHT_UP_H_
#define HUIYIN_SERVICES_CAUGHT_UP_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/views.h"

namespace huiyin {

// How soon the wait notices that it is to end.
inline constexpr absl::Duration kStopWithin = absl::Milliseconds(250);

// Until the views hold what the log held when this was called. kCancelled: stopped. Errors of the views.
inline absl::Status WaitForViews(const Views& views, const std::atomic<bool>& is_stopped) {
  while (!is_stopped) {
    const absl::Status caught_up = views.WaitUntilCaughtUp(absl::Now() + kStopWithin);
    if (ReasonOf(caught_up) != "VIEW_BEHIND") return caught_up;
  }
  return absl::CancelledError("stopped");
}

// Each ledger of the views, after WaitForViews, in byte order of the ids. Ends with the first error of `on_ledger`.
template <typename OnLedger>
absl::Status ForEachLedger(const Views& views, const std::atomic<bool>& is_stopped, OnLedger on_ledger) {
  constexpr uint32_t kLedgersPage = 1'000;
  RETURN_IF_ERROR(WaitForViews(views, is_stopped));
  v1::ListLedgersRequest request;
  request.set_page_size(kLedgersPage);
  do {
    ASSIGN_OR_RETURN(const v1::ListLedgersResponse page, views.store()->ListLedgers(request));
    for (const v1::LedgerFacts& ledger : page.ledgers()) {
      if (is_stopped) return absl::CancelledError("stopped");
      RETURN_IF_ERROR(on_ledger(ledger));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return is_stopped ? absl::CancelledError("stopped") : absl::OkStatus();
}

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CAUGHT_UP_H_
