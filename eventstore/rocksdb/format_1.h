// The log as it was written before it had trees. Not for serving: for benches of what the trees cost, and for tests of
// what becomes of such a directory.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_FORMAT_1_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_FORMAT_1_H_

#include <memory>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"

namespace huiyin {

// As OpenRocksDbLog, but writes no trees, so that ReadTile finds none. kFailedPrecondition (FORMAT_TOO_NEW): the
// directory has trees.
absl::StatusOr<std::unique_ptr<EventLog>> OpenFormat1Log(const RocksDbLogOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_FORMAT_1_H_
