#include "tools/cli/stop_signal.h"

#include <pthread.h>
#include <unistd.h>

namespace huiyin {

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::Wait() {
  int signal = 0;
  sigwait(&signals_, &signal);
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

bool StopSignal::WaitFor(absl::Duration duration) {
  const timespec time = absl::ToTimespec(duration);
  if (sigtimedwait(&signals_, nullptr, &time) < 0) return false;
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  return true;
}

void StopSignal::Raise() { kill(getpid(), SIGTERM); }

}  // namespace huiyin
