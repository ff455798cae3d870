// The embedded log: EventLog on one RocksDB directory, for one process.
//
//   durable   One WriteBatch with sync for each Append: when it returns OK, the write-ahead log is on the disk.
//   replica   Keep does not sync. A process that dies loses nothing; a replica that was open when the machine stopped
//             is not whole().
//   memory    Write buffers and block cache together take at most `memory_bytes` (index and filter blocks included).
//   restart   The write-ahead log is bounded by `wal_bytes_max`, so that opening takes no longer when the log grows.
//   close     The destructor writes the buffers out, so that a clean start finds an empty write-ahead log.
//
// Keys and values: docs/log_format.md and keys.h.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_ROCKSDB_LOG_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_ROCKSDB_LOG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "eventstore/replica_log.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace huiyin {

struct RocksDbLogOptions {
  // Made when absent (its parent must be there).
  std::string directory;
  size_t memory_bytes = 96 << 20;
  size_t wal_bytes_max = 64 << 20;
  // A directory of format 1 is brought up to date when it is opened: the trees of its ledgers are made, a second for
  // each million records. Hears now and then how many are done. May be null.
  std::function<void(uint64_t done, uint64_t total)> on_upgrade = nullptr;
  // Not owned. nullptr: the machine's own. Tests put a failing one here.
  rocksdb::Env* env = nullptr;
  // Another after each start of the machine. Empty: the kernel's boot id. Tests put their own here.
  std::string boot = "";
};

// kUnavailable (DATA_DIRECTORY_IN_USE): another process has it open.
// kFailedPrecondition (NOT_A_LOG): the directory holds something else. (FORMAT_TOO_NEW): a newer program wrote it.
// kDataLoss (LOG_DAMAGED): what was written is damaged. A last append cut short by a crash is no damage: it was never
// answered.
// (REPLICA_OF_ANOTHER): it is a replica, and its records are another log's.
absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksDbLog(const RocksDbLogOptions& options);

// As ReplicaOpener and OpenRocksDbLog. Append is not for a replica.
absl::StatusOr<std::unique_ptr<ReplicaLog>> OpenRocksDbReplica(const RocksDbLogOptions& options, const std::string& of);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_ROCKSDB_LOG_H_
