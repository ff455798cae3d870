// What a directory holds, judged by the names of its files. Opens and changes nothing.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_DIRECTORY_CHECK_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_DIRECTORY_CHECK_H_

#include "absl/status/statusor.h"
#include "eventstore/rocksdb/rocksdb_log.h"

namespace huiyin {

// Whether options.directory holds a database. False: it is absent, empty, or holds what a process left that died while
// it made one. kDataLoss (LOG_DAMAGED): there was one, and a file without which it cannot be read is gone.
// kFailedPrecondition (NOT_A_LOG): it holds something else. kUnavailable (LOG_UNAVAILABLE): it cannot be listed.
absl::StatusOr<bool> HoldsDatabase(const RocksDbLogOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_DIRECTORY_CHECK_H_
