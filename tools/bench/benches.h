// What each bench measures; the registry names them.
#ifndef HUIYIN_TOOLS_BENCH_BENCHES_H_
#define HUIYIN_TOOLS_BENCH_BENCHES_H_

#include "absl/status/statusor.h"
#include "tools/bench/options.h"
#include "tools/bench/result.h"

namespace huiyin {

absl::StatusOr<BenchResult> BenchRpcEcho(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchCommands(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchCommandLatency(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchExecute(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchAppend(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchScan(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchVerify(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchRebuild(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchHistory(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchStatistics(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchReports(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchQueries(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchMemory(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchRestart(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchImport(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchKafkaAppend(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchKafkaCommands(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchKafkaTakeOver(const BenchOptions& options);
absl::StatusOr<BenchResult> BenchKafkaCatchUp(const BenchOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_BENCHES_H_
