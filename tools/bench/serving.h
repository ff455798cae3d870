// What a bench forks to measure against: a Huiyin node, or a server that does nothing.
#ifndef HUIYIN_TOOLS_BENCH_SERVING_H_
#define HUIYIN_TOOLS_BENCH_SERVING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/child.h"

namespace huiyin {

// A node on a free port of loopback, as `huiyin serve --insecure`; ready once its views have caught up, if it serves
// them.
absl::StatusOr<std::unique_ptr<Child>> StartNode(const std::string& data_directory, bool serve_views);

// gRPC alone: every command of ProposalService is answered at once with a receipt. The ceiling of any server.
absl::StatusOr<std::unique_ptr<Child>> StartEcho();

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_SERVING_H_
