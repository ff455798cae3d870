#include "services/http/cancellation.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

#include "absl/time/clock.h"
#include "base/check.h"

namespace huiyin {
namespace {

// What poll waits; at least once without waiting.
int Milliseconds(absl::Duration left) {
  const int64_t whole = absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)));
  return static_cast<int>(std::clamp<int64_t>(whole, 0, std::numeric_limits<int>::max()));
}

}  // namespace

Cancellation::Cancellation() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { CHECK_GE(event_, 0); }

Cancellation::~Cancellation() { close(event_); }

void Cancellation::Cancel() {
  const uint64_t one = 1;
  CHECK_EQ(write(event_, &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
}

bool Cancellation::AwaitSocket(int socket, short events, absl::Time until) const {
  std::array<pollfd, 2> waited{{{socket, events, 0}, {event_, POLLIN, 0}}};
  while (true) {
    const int ready = poll(waited.data(), waited.size(), Milliseconds(until - absl::Now()));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0 && waited[1].revents == 0;
  }
}

}  // namespace huiyin
