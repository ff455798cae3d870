// How long the program repeats what a server could not do just now: a partition that is moving, a queue that is full, a
// server that is about to stop. Nothing is repeated that a server refused, or when none answered.
#ifndef HUIYIN_TOOLS_CLI_PATIENCE_H_
#define HUIYIN_TOOLS_CLI_PATIENCE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace CLI {
class App;
}  // namespace CLI

namespace huiyin {

inline constexpr int kRetrySecondsDefault = 30;

// "--retry-for SECONDS"; 0: not at all.
void AddRetryOption(CLI::App& app, int& seconds);

// Not thread-safe.
class Patience {
 public:
  // In all, since it was made or Renew.
  explicit Patience(absl::Duration patience) : patience_(patience) {}

  // True: it has waited a moment, and the same may be asked again. False: `status` is the answer. Says on stderr, once,
  // why it waits.
  bool Again(const absl::Status& status);
  // There was progress.
  void Renew();

 private:
  const absl::Duration patience_;
  // When it ends; InfiniteFuture: nothing has failed yet.
  absl::Time ends_ = absl::InfiniteFuture();
  absl::Duration next_wait_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PATIENCE_H_
