// Rings when the log has grown: for many streams that wait, one thread a partition.
#ifndef HUIYIN_SERVICES_LOG_BELL_H_
#define HUIYIN_SERVICES_LOG_BELL_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Thread-safe.
class LogBell {
 public:
  // Of no log: it rings when it is told to.
  LogBell() = default;
  // `log` must outlive it.
  explicit LogBell(EventLog& log);
  // As Stop.
  ~LogBell();

  // How often it rang. Read it before reading the log to its end, then wait for it to differ: nothing is missed in
  // between.
  uint64_t rings() const;

  // Calls `wake` once, on some thread, as soon as rings() != `seen`: at once, if it does already; or when the bell
  // stops. `wake` must not block. The result cancels it.
  uint64_t Wait(uint64_t seen, std::function<void()> wake);
  // True: `wake` was not called and never will be.
  bool Cancel(uint64_t ticket);

  // Wakes all who wait now: there is something new besides the log.
  void Ring();

  // Wakes all who wait. Interrupts the log's own waiting. Idempotent.
  void Stop();

 private:
  void Follow(uint32_t partition);

  EventLog* const log_ = nullptr;
  std::atomic<bool> stopping_ = false;

  mutable absl::Mutex mu_;
  uint64_t rings_ ABSL_GUARDED_BY(mu_) = 1;
  uint64_t last_ticket_ ABSL_GUARDED_BY(mu_) = 0;
  std::unordered_map<uint64_t, std::function<void()>> waiting_ ABSL_GUARDED_BY(mu_);
  std::vector<std::thread> threads_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_LOG_BELL_H_
