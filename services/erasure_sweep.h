// Makes good what a crash, or a backup put back, left undone: once the views hold what the log held, every key of
// somebody whom the log says erased is destroyed. On a thread of its own, once.
#ifndef HUIYIN_SERVICES_ERASURE_SWEEP_H_
#define HUIYIN_SERVICES_ERASURE_SWEEP_H_

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "projections/views.h"
#include "services/personal/personal_data.h"

namespace huiyin {

class ErasureSweep {
 public:
  // Both must outlive it. A failure is told in one line on stderr; the next start tries again.
  ErasureSweep(const Views& views, const PersonalData& personal);
  // As Stop, and waits for its end.
  ~ErasureSweep();
  ErasureSweep(const ErasureSweep&) = delete;
  ErasureSweep& operator=(const ErasureSweep&) = delete;

  // Until it is done, or ended, no longer than `deadline`.
  void Wait(absl::Time deadline) const { done_.WaitForNotificationWithDeadline(deadline); }
  // It ends soon, done or not. Idempotent.
  void Stop() { stopping_ = true; }

 private:
  void Run();

  const Views& views_;
  const PersonalData& personal_;
  std::atomic<bool> stopping_ = false;
  absl::Notification done_;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ERASURE_SWEEP_H_
