// The flags of a bench: `--name value` or `--name=value`.
#ifndef HUIYIN_TOOLS_BENCH_OPTIONS_H_
#define HUIYIN_TOOLS_BENCH_OPTIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace huiyin {

struct BenchOptions {
  // --proposals: in all ledgers together, about ten events each.
  uint64_t proposals = 0;
  // --ledgers
  uint64_t ledgers = 0;
  // --calls: how often something is asked or sent.
  uint64_t calls = 0;
  // --in-flight: calls under way at once.
  uint64_t in_flight = 0;
  // --batch: records a commit.
  uint64_t batch = 0;
  // --rounds: the measurement is repeated so often; the best round counts.
  uint64_t rounds = 0;
  // --seed: of the register that the generator makes.
  uint64_t seed = 1;
  // --data: a directory for the register, kept and used again; a temporary one when empty.
  std::string data = {};
};

// `defaults` with what the flags say. kInvalidArgument (BENCH_FLAG_UNKNOWN, BENCH_FLAG_MALFORMED).
absl::StatusOr<BenchOptions> ParseBenchOptions(absl::Span<const std::string> flags, const BenchOptions& defaults);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_OPTIONS_H_
