// A log that tells its checkpoints which ledgers have grown.
#ifndef HUIYIN_SERVICES_CHECKPOINTED_LOG_H_
#define HUIYIN_SERVICES_CHECKPOINTED_LOG_H_

#include "absl/status/status.h"
#include "eventstore/event_log.h"
#include "eventstore/forwarding_log.h"
#include "services/checkpoints.h"

namespace huiyin {

// Thread-safe. Both must outlive it; all but Append is the inner log's.
class CheckpointedLog final : public ForwardingLog {
 public:
  CheckpointedLog(EventLog& log, Checkpoints& checkpoints) : ForwardingLog(log), checkpoints_(checkpoints) {}

  absl::Status Append(absl::Span<const LedgerBatch> batches) override {
    absl::Status status = ForwardingLog::Append(batches);
    if (!status.ok()) return status;
    for (const LedgerBatch& batch : batches) {
      if (!batch.records.empty()) checkpoints_.Grew(batch.ledger);
    }
    return status;
  }

 private:
  Checkpoints& checkpoints_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CHECKPOINTED_LOG_H_
