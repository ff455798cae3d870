// The register that a bench measures with: generated on disk, in a temporary directory or in --data.
#ifndef HUIYIN_TOOLS_BENCH_REGISTER_H_
#define HUIYIN_TOOLS_BENCH_REGISTER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/generate.h"
#include "tools/bench/options.h"
#include "tools/bench/result.h"
#include "tools/bench/scratch.h"

namespace huiyin {

RegisterShape ShapeOf(const BenchOptions& options);

struct Register {
  // In a child, so that this process has no threads yet.
  static absl::StatusOr<Register> Make(const BenchOptions& options);

  BenchResult::Numbers Conditions() const;

  // nullptr: the directory is kept.
  std::unique_ptr<Scratch> scratch;
  // A node's data directory.
  std::string directory;
  RegisterShape shape;
  uint64_t events = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_REGISTER_H_
