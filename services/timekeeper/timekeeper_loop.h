// A timekeeper on a thread of its own: a pass at once, then one a minute, so that no local midnight and no event waits
// for longer. What it did, and what kept it from it, is told on stderr.
//
// A ledger without a new day or a new event costs a pass nothing.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_
#define HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_

#include "absl/time/time.h"
#include "services/pass_loop.h"
#include "services/timekeeper/timekeeper.h"

namespace huiyin {

// Thread-safe.
class TimekeeperLoop {
 public:
  TimekeeperLoop(const TimekeeperParts& parts, const TimekeeperOptions& options,
                 absl::Duration period = absl::Minutes(1))
      : timekeeper_(parts, options), loop_({"timekeeper", "定时督办", period}, [this] { return timekeeper_.Pass(); }) {}
  // As Stop.
  ~TimekeeperLoop() { Stop(); }

  // Ends the pass that is under way, and waits until it has ended: the lanes must still answer. Idempotent.
  void Stop() {
    timekeeper_.Stop();
    loop_.Stop();
  }

 private:
  Timekeeper timekeeper_;
  PassLoop loop_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_TIMEKEEPER_LOOP_H_
