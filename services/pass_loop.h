// Passes on a thread of their own: one at once, then one a period. What they did, and what kept them from it, is told
// on stderr. They take at most a twentieth of the time, however much there is to look into.
#ifndef HUIYIN_SERVICES_PASS_LOOP_H_
#define HUIYIN_SERVICES_PASS_LOOP_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/pass_report.h"

namespace huiyin {

struct PassLoopOptions {
  // What stands on stderr before its lines, in English and Chinese.
  absl::string_view name;
  absl::string_view name_zh;
  absl::Duration period;
};

// Thread-safe.
class PassLoop {
 public:
  PassLoop(const PassLoopOptions& options, std::function<absl::StatusOr<PassReport>()> pass);
  // As Stop.
  ~PassLoop();

  // Waits until the pass that is under way has ended; whoever calls has seen to that. Idempotent.
  void Stop();

 private:
  void Run();
  // The same error is told once, until a pass went well.
  void Tell(const absl::StatusOr<PassReport>& report);

  const PassLoopOptions options_;
  const std::function<absl::StatusOr<PassReport>()> pass_;
  std::string told_error_;  // The thread's.

  absl::Mutex mu_;
  bool is_stopping_ ABSL_GUARDED_BY(mu_) = false;
  absl::Mutex join_mu_;
  std::thread thread_ ABSL_GUARDED_BY(join_mu_);  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PASS_LOOP_H_
