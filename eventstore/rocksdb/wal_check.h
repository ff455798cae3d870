// Tells a torn write-ahead log from a damaged one.
//
// RocksDB takes bytes that it cannot read at the end of a log file for a write that a crash cut short, and drops them.
// A damaged length anywhere in the last 32 KiB looks the same to it, and would take every later Append with it. But an
// Append is synced before the next one begins: where something unreadable is followed by the beginning of another
// write, it is damage.
//
// The manifest, which says what files the database is made of, is written in the same way, and each change to it is
// synced before the next. Cut off at a damaged length it would be that of an earlier day, perhaps of an empty database,
// and RocksDB would delete the tables that it does not name.
//
// What no reader can tell apart is the very last Append damaged from the very last Append torn. A log closed cleanly
// has none to lose.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_WAL_CHECK_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_WAL_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "rocksdb/env.h"

namespace huiyin::rocksdb_log {

// Reads the log files of a database that nobody has open. kDataLoss (LOG_DAMAGED) naming file and place.
absl::Status CheckWriteAheadLogs(rocksdb::Env& env, const std::string& directory);
// The same of the manifest that CURRENT names.
absl::Status CheckManifest(rocksdb::Env& env, const std::string& directory);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_WAL_CHECK_H_
