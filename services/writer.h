// The writer: the only place where deciding meets I/O. For each command: sift out repeats, decide, evolve in memory.
// What was decided is one commit, appended and answered by whoever takes it; meanwhile the next is decided on.
#ifndef HUIYIN_SERVICES_WRITER_H_
#define HUIYIN_SERVICES_WRITER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/references.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"
#include "services/command_queue.h"
#include "services/group_commit.h"
#include "services/state_cache.h"

namespace huiyin {

// What its commits answer OK is durable, and what they refuse was refused on states that the log confirmed to be the
// latest: a writer that was replaced without knowing it answers neither.
//
// Not thread-safe, and no other writes to the ledgers it is given.
class Writer {
 public:
  Writer(EventLog& log, const References& references, const Clock& clock, size_t state_cache_bytes)
      : log_(log), references_(references), clock_(clock), states_(log, state_cache_bytes) {}

  // Decides the groups' commands, in order, after all that was decided before, appended or not.
  void DecideGroups(std::vector<std::unique_ptr<CommandGroup>> groups);

  // Decided, and not closed.
  const GroupCommit& open() const { return *open_; }

  // What was decided since the last Close: to be appended, then answered. The commit closed before was appended; if
  // that failed, what was decided on it is decided anew first.
  std::shared_ptr<GroupCommit> Close();

 private:
  absl::StatusOr<CommandReceipt> ExecuteOne(const PreparedCommand& command, absl::Time now);
  // `proposal`, `other`: nullptr when the command is about none, or the ledger does not exist.
  absl::StatusOr<CommandReceipt> DecideOn(LedgerState& ledger, ProposalState* proposal, const ProposalState* other,
                                          const PreparedCommand& command, absl::Time now);
  // The answer to an earlier command of that id; kAlreadyExists when it said something else; nullopt: it is new.
  absl::StatusOr<std::optional<CommandReceipt>> EarlierAnswer(const PreparedCommand& command) const;

  EventLog& log_;
  const References references_;
  const Clock& clock_;
  StateCache states_;
  v1::Record record_;  // Of the command under way; kept for its memory.
  std::unique_ptr<GroupCommit> open_ = std::make_unique<GroupCommit>();
  // Closed last, and perhaps not in the log yet.
  std::shared_ptr<const GroupCommit> before_ = std::make_shared<GroupCommit>();
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WRITER_H_
