// The records of a generated register, ready to be appended to another log.
#ifndef HUIYIN_TOOLS_BENCH_RECORDS_H_
#define HUIYIN_TOOLS_BENCH_RECORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "tools/bench/generate.h"

namespace huiyin {

// For each ledger a batch with all of its records, in memory. The register is made in `directory` (fill.h).
absl::StatusOr<std::vector<LedgerBatch>> MakeRecords(const RegisterShape& shape, const std::string& directory);

// On average, of the first few thousand of each partition.
absl::StatusOr<uint64_t> BytesARecord(const EventLog& log);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_RECORDS_H_
