// The benches of `huiyin bench`: each measures one line of design §12 and prints one line of JSON.
//
// A bench uses loopback and a temporary directory under TMPDIR (or --data DIR, which it keeps), is bounded in counts
// and time, and ends by itself. Run each in a process that has no other threads: some fork before they measure.
#ifndef HUIYIN_TOOLS_BENCH_REGISTRY_H_
#define HUIYIN_TOOLS_BENCH_REGISTRY_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/bench/options.h"
#include "tools/bench/result.h"

namespace huiyin {

struct Bench {
  absl::string_view name;
  absl::string_view summary;
  absl::string_view summary_zh;
  // What it takes when its flags say nothing; a flag that is 0 here does not concern it.
  BenchOptions defaults;
  absl::StatusOr<BenchResult> (*run)(const BenchOptions& options);
};

// All of them, in the order in which they are shown.
absl::Span<const Bench> Benches();

// Runs one with its flags (options.h) and writes its one line of JSON (result.h). kNotFound (NO_SUCH_BENCH),
// kInvalidArgument (BENCH_FLAG_UNKNOWN, BENCH_FLAG_MALFORMED), or why it could not be measured.
absl::Status RunBench(absl::string_view name, absl::Span<const std::string> flags, std::ostream& out);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_REGISTRY_H_
