// What an Append's batches show to be wrong by themselves, whatever the log holds. Part of the port: every engine asks
// it first.
#ifndef HUIYIN_EVENTSTORE_APPEND_CHECKS_H_
#define HUIYIN_EVENTSTORE_APPEND_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Bytes of a ledger id, stream id or command id.
inline constexpr size_t kLogIdBytesMax = 255;

// Neighbouring records of one command.
struct CommandRun {
  size_t begin = 0;  // Index of its first record in the batch.
  uint32_t count = 0;
};

// kInvalidArgument (APPEND_INVALID): over a limit; a ledger twice; seqs not consecutive from `expected`; versions of a
// stream not consecutive within the batch; an id empty or over kLogIdBytesMax; a digest not of 32 bytes. kAlreadyExists
// (COMMAND_ID_REUSED): a batch has a command id in two places, or with two digests.
absl::Status CheckBatches(absl::Span<const LedgerBatch> batches);

// The batch's commands, in order. It has passed CheckBatches.
std::vector<CommandRun> CommandRuns(absl::Span<const EncodedRecord> records);

// The errors of the port, with the same words in every engine.
absl::Status ExpectedSeqConflict(const LedgerId& ledger, Seq expected, Seq next);
absl::Status CommandIdReused(const LedgerId& ledger, absl::string_view command);
absl::Status StreamVersionNotNext(const LedgerId& ledger, absl::string_view stream, StreamVersion version);
absl::Status LogMoved(absl::string_view where);
absl::Status LogNotMoved();
absl::Status RecordDamaged(const LedgerId& ledger, Seq seq, absl::string_view english, absl::string_view chinese);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_APPEND_CHECKS_H_
