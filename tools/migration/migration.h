// Moves a register from one log to another, of any engine; and back in the same way.
//
//   1  compare   The source is still this process's when the target is open: the two are not one log under two names.
//                What the target has is the beginning of what the source has. Else it is refused, and nothing changed.
//   2  mark      The target: "the register is at SOURCE". A part of a register takes no commands.
//   3  copy      The records that the target lacks.
//   4  verify    The target is opened anew, and every byte of both is read and compared.
//   5  mark      The source: "the register is at TARGET".
//   6  lift      The target's mark. It takes commands now.
//
// Of two logs never both take commands: before 5 the source does, between 5 and 6 neither, after 6 the target. Whatever
// ends the process, the next call with the same two addresses goes on: before 5 from what the target has by then,
// since it is a beginning again, plus what the source may have taken meanwhile; after 5 with what is left of 6. A log
// of several partitions is marked one partition after the other, and counts as marked when all are.
#ifndef HUIYIN_TOOLS_MIGRATION_MIGRATION_H_
#define HUIYIN_TOOLS_MIGRATION_MIGRATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "tools/migration/log_comparison.h"
#include "tools/migration/record_copy.h"

namespace huiyin {

struct MigrationSide {
  // What the mark on the other side says; the same text in every call. At most kMovedToBytesMax.
  std::string address;
  // Opens the log for this process alone: until it is closed, nobody else appends to it. The target is opened a second
  // time, to be read back: then nothing of what was written may be taken from memory or a copy.
  std::function<absl::StatusOr<std::unique_ptr<EventLog>>()> open;
};

enum class MigrationStep { kComparing, kCopying, kVerifying };

struct MigrationOptions {
  CopyLimits limits;
  // Told how many records of `total` a step has dealt with. May be null.
  std::function<void(MigrationStep step, uint64_t done, uint64_t total)> progress = nullptr;
};

struct MigrationResult {
  // Both sides, as they were read at the end, by ledger.
  std::vector<LedgerPair> ledgers;
  // Records that this call copied.
  uint64_t copied = 0;
};

// kFailedPrecondition: MIGRATION_DIFFERS; LOG_MOVED: the register is not at the source, or was moved on from the target
// since it arrived there. kInvalidArgument: MIGRATION_TO_ITSELF, LOG_ADDRESS_MALFORMED. kDataLoss: a damaged record,
// named. Else the errors of the logs; kUnavailable: call it again.
absl::StatusOr<MigrationResult> Migrate(const MigrationSide& from, const MigrationSide& to,
                                        const MigrationOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_MIGRATION_MIGRATION_H_
