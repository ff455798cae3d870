// A part of work that one thread at a time does, on one thing after another. A thread that goes through several of them
// enters the next before it leaves the one it is in: so things leave the last in the order in which they entered the
// first, and different threads work on different things meanwhile.
#ifndef HUIYIN_SERVICES_PIPELINE_STAGE_H_
#define HUIYIN_SERVICES_PIPELINE_STAGE_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace huiyin {

// Thread-safe.
class PipelineStage {
 public:
  // Waits until nobody is in it.
  void Enter() {
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(
        +[](bool* entered) { return !*entered; }, &entered_));
    entered_ = true;
  }

  // False: somebody is in it.
  bool TryEnter() {
    absl::MutexLock lock(&mu_);
    if (entered_) return false;
    return entered_ = true;
  }

  void Leave() {
    absl::MutexLock lock(&mu_);
    entered_ = false;
  }

 private:
  absl::Mutex mu_;
  bool entered_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PIPELINE_STAGE_H_
