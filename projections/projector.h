// The projector: one thread a partition follows the log and keeps the view store up to it; in large batches while it is
// behind, live in small ones. Under load it lingers between live batches: what a batch costs is shared by more records.
#ifndef HUIYIN_PROJECTIONS_PROJECTOR_H_
#define HUIYIN_PROJECTIONS_PROJECTOR_H_

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/partition_folder.h"
#include "projections/view_store.h"

namespace huiyin {

// Thread-safe.
class Projector {
 public:
  // Blocks until `deadline`, or less when somebody waits for the views.
  using Linger = std::function<void(absl::Time deadline)>;

  // Log and store must outlive this. `on_change` is called from the projector's threads after each batch, and after
  // status() changed; `linger` too, under load.
  Projector(const EventLog& log, ViewStore& store, std::function<void()> on_change, Linger linger);
  // Stops.
  ~Projector();

  // After a damaged record or an unknown event, named: the partition's thread has ended and does not go on.
  absl::Status status() const;
  // All records of the partition before it are in the store.
  Offset folded_to(uint32_t partition) const;

  // Ends the threads after their batch. Idempotent.
  void Stop();

 private:
  void Follow(uint32_t partition);
  absl::Status FollowUntilStopped(uint32_t partition);
  void Wait(uint32_t partition, Offset seen);
  bool IsStopping() const;

  const EventLog& log_;
  ViewStore& store_;
  const std::function<void()> on_change_;
  const Linger linger_;

  mutable absl::Mutex mu_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
  std::vector<Offset> folded_to_ ABSL_GUARDED_BY(mu_);

  absl::Mutex join_mu_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(join_mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PROJECTOR_H_
