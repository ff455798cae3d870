// The writer: the only place where deciding meets I/O. For each command: sift out repeats, decide, evolve in memory;
// then one durable Append for the whole batch (group commit); then the answers.
#ifndef HUIYIN_SERVICES_WRITER_H_
#define HUIYIN_SERVICES_WRITER_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/references.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"
#include "services/command_queue.h"
#include "services/state_cache.h"

namespace huiyin {

// Not thread-safe: one thread owns it, and no other writes to the ledgers it is given.
class Writer {
 public:
  Writer(EventLog& log, const References& references, const Clock& clock, size_t state_cache_bytes)
      : log_(log), references_(references), clock_(clock), states_(log, state_cache_bytes) {}

  // Executes the groups' commands in order and fills in their outcomes. When it returns, all that is answered OK is
  // durable, and all that is refused was refused on states that the log confirmed to be the latest: a writer that was
  // replaced without knowing it answers neither. After a failed Append every command of the batch is answered with the
  // log's error, refused ones too, since what they were refused on may not be in the log: its fate is unknown, and
  // repeating it with the same command_id finds out.
  void Execute(std::vector<std::unique_ptr<CommandGroup>>& groups);

 private:
  class Batch;

  absl::StatusOr<CommandReceipt> ExecuteOne(const PreparedCommand& command, absl::Time now, Batch& batch);
  // `proposal`, `other`: nullptr when the command is about none, or the ledger does not exist.
  absl::StatusOr<CommandReceipt> DecideOn(LedgerState& ledger, ProposalState* proposal, const ProposalState* other,
                                          const PreparedCommand& command, absl::Time now, Batch& batch);
  // The answer to an earlier command of that id; kAlreadyExists when it said something else; nullopt: it is new.
  absl::StatusOr<std::optional<CommandReceipt>> EarlierAnswer(const PreparedCommand& command, const Batch& batch) const;

  EventLog& log_;
  const References references_;
  const Clock& clock_;
  StateCache states_;
  v1::Record record_;  // Of the command under way; kept for its memory.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WRITER_H_
