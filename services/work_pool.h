// Threads for work that may block for a while: queries, folds, streams. gRPC's own threads never wait.
#ifndef HUIYIN_SERVICES_WORK_POOL_H_
#define HUIYIN_SERVICES_WORK_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace huiyin {

// Thread-safe.
class WorkPool {
 public:
  // At most `waiting_max` calls wait for a thread.
  WorkPool(size_t threads, size_t waiting_max);
  // As Stop.
  ~WorkPool();

  // For a new call. kResourceExhausted (TOO_MANY_QUERIES): too many wait; kUnavailable (SHUTTING_DOWN).
  absl::Status Start(std::function<void()> work);
  // For the next step of what was started before; always taken, also while stopping. Who starts things bounds their
  // number.
  void Continue(std::function<void()> work);

  // Starts no more; ends when all that was taken is done. Idempotent.
  void Stop();

 private:
  void Run();

  const size_t waiting_max_;

  absl::Mutex mu_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WORK_POOL_H_
