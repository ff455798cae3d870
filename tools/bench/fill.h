// A generated register in a log.
#ifndef HUIYIN_TOOLS_BENCH_FILL_H_
#define HUIYIN_TOOLS_BENCH_FILL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "tools/bench/generate.h"

namespace huiyin {

// Where a node keeps its log.
std::string LogDirectory(const std::string& data_directory);

// Makes the register in an empty log, as a historical import through a writer a partition, and answers how many events
// it has.
absl::StatusOr<uint64_t> FillLog(const RegisterShape& shape, EventLog& log);

// As FillLog, in `data_directory` (log/ only), unless it is there already. Leaves no thread behind but RocksDB's own.
// kFailedPrecondition (OTHER_REGISTER): the directory holds another one, or one that was not finished.
absl::StatusOr<uint64_t> FillRegister(const RegisterShape& shape, const std::string& data_directory);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_FILL_H_
