// Tells callers what became of their commands, on a thread of its own: meanwhile the writer is at its next batch.
#ifndef HUIYIN_SERVICES_ANSWERER_H_
#define HUIYIN_SERVICES_ANSWERER_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/command_queue.h"

namespace huiyin {

// Batches that may wait to be answered; the writer of one more waits instead.
inline constexpr size_t kBatchesToAnswerMax = 4;

// Thread-safe.
class Answerer {
 public:
  Answerer() : thread_([this] { Run(); }) {}
  // As Finish.
  ~Answerer() { Finish(); }

  // Calls each group's `done`, in order, after those of the batches before. Not after Finish.
  void Answer(std::vector<std::unique_ptr<CommandGroup>> batch) ABSL_LOCKS_EXCLUDED(mu_);

  // Returns when all is answered. Idempotent; by one thread at a time.
  void Finish() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);

  absl::Mutex mu_;
  std::deque<std::vector<std::unique_ptr<CommandGroup>>> batches_ ABSL_GUARDED_BY(mu_);
  bool finishing_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ANSWERER_H_
