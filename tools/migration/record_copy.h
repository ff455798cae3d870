// Copies what a log has, and another lacks, into the other: the records' own bytes, in the order of the log, in bounded
// batches.
#ifndef HUIYIN_TOOLS_MIGRATION_RECORD_COPY_H_
#define HUIYIN_TOOLS_MIGRATION_RECORD_COPY_H_

#include <cstddef>

#include "absl/status/status.h"
#include "eventstore/event_log.h"
#include "tools/migration/log_comparison.h"

namespace huiyin {

struct CopyLimits {
  // Of one append to one partition of the target.
  size_t append_records = 16'384;
  size_t append_bytes = 16 << 20;
  // Of all that waits to be appended.
  size_t waiting_records = 65'536;
  size_t waiting_bytes = 64 << 20;
};

// The target's ledgers are beginnings of the source's (CompareLogs has said so), and it is marked as moved; nobody else
// appends to either. Each record is decoded, and must be its ledger's next; the target checks stream versions and
// command ids. When it fails or the process dies, whole appends are there and nothing else: call it again.
//
// kDataLoss: the source is damaged; names the record. Other errors are the logs' own.
absl::Status CopyRecords(const EventLog& source, EventLog& target, const CopyLimits& limits, const CountRecords& count);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_MIGRATION_RECORD_COPY_H_
