// A timekeeper on a thread of its own: a pass at once, then one a minute, so that no local midnight and no event waits
// for longer. What it did, and what kept it from it, is told on stderr.
//
// A ledger without a new day or a new event costs a pass nothing; and passes take at most a twentieth of the time,
// however many of the ledgers change.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_
#define HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/timekeeper/timekeeper.h"

namespace huiyin {

// Thread-safe.
class TimekeeperLoop {
 public:
  TimekeeperLoop(const TimekeeperParts& parts, const TimekeeperOptions& options,
                 absl::Duration period = absl::Minutes(1));
  // As Stop.
  ~TimekeeperLoop();

  // Ends the pass that is under way, and waits until it has ended: the lanes must still answer. Idempotent.
  void Stop();

 private:
  void Run();
  // The same error is told once, until a pass went well.
  void Tell(const absl::StatusOr<PassReport>& report);

  const absl::Duration period_;
  Timekeeper timekeeper_;
  std::string told_error_;  // The thread's.

  absl::Mutex mu_;
  bool is_stopping_ ABSL_GUARDED_BY(mu_) = false;
  absl::Mutex join_mu_;
  std::thread thread_ ABSL_GUARDED_BY(join_mu_);  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_
