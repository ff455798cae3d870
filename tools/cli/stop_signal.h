// Ctrl-C and SIGTERM, for programs that run until they are told to end.
#ifndef HUIYIN_TOOLS_CLI_STOP_SIGNAL_H_
#define HUIYIN_TOOLS_CLI_STOP_SIGNAL_H_

#include <csignal>

#include "absl/time/time.h"

namespace huiyin {

// Keeps SIGINT and SIGTERM from ending the process at once, in this thread and those it starts later: make it before
// what it shall end.
class StopSignal {
 public:
  StopSignal();
  // Until one of them comes. Another one then ends the process at once.
  void Wait();
  // Whether one came, in `duration` at most; as Wait when it did.
  bool WaitFor(absl::Duration duration);
  // As if one had come. Thread-safe.
  static void Raise();

 private:
  sigset_t signals_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_STOP_SIGNAL_H_
