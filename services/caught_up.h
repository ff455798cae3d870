// Waiting for views, without end but for a stop.
#ifndef HUIYIN_SERVICES_CAUGHT_UP_H_
#define HUIYIN_SERVICES_CAUGHT_UP_H_

#include <atomic>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
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

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CAUGHT_UP_H_
