// huiyin serve: a node on a TCP port, until the program is told to end (Ctrl-C, SIGTERM).
#ifndef HUIYIN_TOOLS_CLI_SERVE_H_
#define HUIYIN_TOOLS_CLI_SERVE_H_

#include "absl/status/status.h"
#include "services/server/cluster_node.h"
#include "services/server/node.h"

namespace huiyin {

// A register of this machine.
absl::Status Serve(const NodeOptions& options);
// A node of a cluster. Also ends, with the reason, when the first partitions it is given cannot be held for a reason
// that people must decide on.
absl::Status Serve(ClusterOptions options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_SERVE_H_
