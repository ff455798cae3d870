// A courier on a thread of its own: a pass at once, then one every few seconds. A ledger without a new event costs a
// pass nothing.
#ifndef HUIYIN_SERVICES_COURIER_COURIER_LOOP_H_
#define HUIYIN_SERVICES_COURIER_COURIER_LOOP_H_

#include "absl/time/time.h"
#include "services/courier/courier.h"
#include "services/pass_loop.h"

namespace huiyin {

// Thread-safe.
class CourierLoop {
 public:
  explicit CourierLoop(const CourierParts& parts, absl::Duration period = absl::Seconds(5))
      : courier_(parts), loop_({"courier", "上下级传递", period}, [this] { return courier_.Pass(); }) {}
  // As Stop.
  ~CourierLoop() { Stop(); }

  // Ends the pass that is under way, and waits until it has ended; not for the lanes. Idempotent.
  void Stop() {
    courier_.Stop();
    loop_.Stop();
  }

 private:
  Courier courier_;
  PassLoop loop_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COURIER_COURIER_LOOP_H_
