// huiyin serve: a node on a TCP port, until the program is told to end (Ctrl-C, SIGTERM).
#ifndef HUIYIN_TOOLS_CLI_SERVE_H_
#define HUIYIN_TOOLS_CLI_SERVE_H_

#include "absl/status/status.h"
#include "services/server/node.h"

namespace huiyin {

absl::Status Serve(const NodeOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_SERVE_H_
