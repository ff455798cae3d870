// A log's checkpoints, and the witnesses that they are submitted to.
#ifndef HUIYIN_SERVICES_WITNESS_WITNESSED_CHECKPOINTS_H_
#define HUIYIN_SERVICES_WITNESS_WITNESSED_CHECKPOINTS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "services/checkpoints.h"
#include "services/witness/witness_client.h"

namespace huiyin {

// Of the log; not started.
using WitnessClients = std::vector<std::unique_ptr<WitnessClient>>;

// Thread-safe.
class WitnessedCheckpoints {
 public:
  // As Checkpoints::Open, whose on_signed is taken.
  static absl::StatusOr<std::unique_ptr<WitnessedCheckpoints>> Open(const EventLog& log, CheckpointsOptions options,
                                                                    WitnessClients witnesses);
  // As Stop.
  ~WitnessedCheckpoints() { Stop(); }

  Checkpoints& checkpoints() const { return *checkpoints_; }
  // Signs and submits no more. Idempotent.
  void Stop();

 private:
  explicit WitnessedCheckpoints(WitnessClients witnesses) : witnesses_(std::move(witnesses)) {}

  const WitnessClients witnesses_;
  std::unique_ptr<Checkpoints> checkpoints_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WITNESS_WITNESSED_CHECKPOINTS_H_
