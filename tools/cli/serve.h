// huiyin serve: a node on a TCP port, until the program is told to end (Ctrl-C, SIGTERM).
#ifndef HUIYIN_TOOLS_CLI_SERVE_H_
#define HUIYIN_TOOLS_CLI_SERVE_H_

#include <csignal>

#include "absl/status/status.h"
#include "services/server/node.h"

namespace huiyin {

// Keeps SIGINT and SIGTERM from ending the process at once, in this thread and those it starts later: make it before
// the node.
class StopSignal {
 public:
  StopSignal();
  // Until one of them comes. Another one then ends the process at once.
  void Wait();

 private:
  sigset_t signals_;
};

absl::Status Serve(const NodeOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_SERVE_H_
