// Two logs side by side: ledger by ledger, byte by byte.
#ifndef HUIYIN_TOOLS_MIGRATION_LOG_COMPARISON_H_
#define HUIYIN_TOOLS_MIGRATION_LOG_COMPARISON_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/hash.h"

namespace huiyin {

// A ledger as one log has it.
struct LedgerSide {
  // How many records it has.
  Seq next;
  // Of the Merkle tree (RFC 6962) over the bytes of the records that were read.
  merkle::Hash root;
};

struct LedgerPair {
  LedgerId ledger;
  LedgerSide source;
  LedgerSide target;
};

enum class ReadExtent {
  // Of each ledger only what both have.
  kShared,
  kAll,
};

// Told how many more records were dealt with, now and then.
using CountRecords = std::function<void(uint64_t more)>;

// The same error, its sentences preceded by the side on which it arose.
absl::Status OfSource(const absl::Status& status);
absl::Status OfTarget(const absl::Status& status);

// All ledgers of a log, in byte order.
absl::StatusOr<std::vector<LedgerHead>> AllHeads(const EventLog& log);

// Every ledger that either has, in byte order. kFailedPrecondition (MIGRATION_DIFFERS): a record that both have is not
// the same; names ledger and seq. kDataLoss: one of them is damaged. Memory: a pair a ledger.
absl::StatusOr<std::vector<LedgerPair>> CompareLogs(const EventLog& source, const EventLog& target, ReadExtent extent,
                                                    const CountRecords& count);

// kFailedPrecondition (MIGRATION_DIFFERS): the second has records that the first lacks; names the first of them.
absl::Status CheckTargetIsBeginning(const std::vector<LedgerPair>& pairs);
absl::Status CheckSourceIsBeginning(const std::vector<LedgerPair>& pairs);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_MIGRATION_LOG_COMPARISON_H_
