// A partition read ledger by ledger instead of in the order of the log. There the ledgers lie mixed, so that whoever
// folds it touches a row again for nearly every event; here a row of a ledger of the usual size is touched once.
#ifndef HUIYIN_PROJECTIONS_LEDGER_BY_LEDGER_H_
#define HUIYIN_PROJECTIONS_LEDGER_BY_LEDGER_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Exactly the partition's records before `end` (at most the partition's end), those of a ledger in order of seq, the
// ledgers in byte order of their ids; their offsets say nothing. Looks at all records from `end` on first, and holds an
// id and a number a ledger. Errors: those of the log's cursors.
absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedgerByLedger(const EventLog& log, uint32_t partition, Offset end);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_LEDGER_BY_LEDGER_H_
