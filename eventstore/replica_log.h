// ReplicaLog: the local copy of one partition of a log that lives elsewhere. It is an EventLog of one partition whose
// offsets are those of the original, gaps and all: the same on every node, and whenever the copy was made anew.
//
// Keeping is in two steps around the moment when the records get their places in the original: Stage, then Keep or
// Drop. One thread at a time stages; all others may read. Records and offsets are kept in one atomic write, so that
// PartitionEnd() is always where reading the original must go on. Keep returns before the write is on the disk: a
// replica outlives its process, and its machine when it was closed before; else it is made anew.
#ifndef HUIYIN_EVENTSTORE_REPLICA_LOG_H_
#define HUIYIN_EVENTSTORE_REPLICA_LOG_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"

namespace huiyin {

class ReplicaLog : public EventLog {
 public:
  // False: the machine stopped while it was open, and parts of it may be missing. It is good for PartitionEnd() only,
  // which says how far the original reached once; then delete it, and it is made anew.
  virtual bool whole() const = 0;

  // Checks the batches as Append does, with its errors, and makes ready to keep them. When OK, Keep or Drop must
  // follow, and the batches must live until then.
  virtual absl::Status Stage(absl::Span<const LedgerBatch> batches) = 0;
  // The staged records lie at `offsets`: one for each, in the order of the batches; growing within a batch; none below
  // PartitionEnd() as it was.
  virtual absl::Status Keep(absl::Span<const Offset> offsets) = 0;
  virtual void Drop() = 0;
};

// Opens the replica in `directory`, which is made when absent. `of` names the original; it is written into a new
// replica. kFailedPrecondition (REPLICA_OF_ANOTHER): the directory holds a replica of something else. kDataLoss: it is
// damaged; delete it, and it is made anew.
using ReplicaOpener =
    std::function<absl::StatusOr<std::unique_ptr<ReplicaLog>>(const std::string& directory, const std::string& of)>;

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_REPLICA_LOG_H_
