// Checks a log's directory through and through: each record against its place, its stream, the record before it and the
// tree; every index against the records; and back. It names what is wrong and goes on.
//
// What it cannot find: a log that was replaced as a whole by another that is right in itself. Against that there are
// checkpoints (`signed_head`), kept where the log is not.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_LOG_CHECK_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_LOG_CHECK_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/ledger_faults.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/record_chain.h"
#include "eventstore/rocksdb/rocksdb_log.h"

namespace huiyin {

// All but `on_fault` may be null.
struct LogCheckHooks {
  OnLogFault on_fault;
  CheckRecordHook check_record;
  // What was signed for the ledger: its tree must have had that root at that size. nullopt: nothing.
  std::function<std::optional<TreeHead>(const LedgerId&)> signed_head;
  // Called now and then.
  std::function<void(uint64_t records_done, uint64_t records_total)> on_progress;
};

struct LogCheckResult {
  uint64_t ledgers = 0;
  uint64_t records = 0;
  uint64_t faults = 0;
  // False: it is of format 1, and was checked without.
  bool has_trees = true;
};

// Takes memory for the names of one ledger's streams, some 100 bytes each. Nobody else may have the directory open. A
// directory of format 1 has no trees, and is checked without; it stays as it is. Errors of OpenRocksDbLog: there is
// nothing that could be checked.
absl::StatusOr<LogCheckResult> CheckLog(const RocksDbLogOptions& options, const LogCheckHooks& hooks);

// Opens and closes it, with CheckLog's errors. Of some damage RocksDB makes an end of the process (it parses a table's
// properties before it looks at their checksum): whoever wants to live lets a child try.
absl::Status TryOpening(const RocksDbLogOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_LOG_CHECK_H_
