// How long the program repeats what a server could not do just now: a partition that is moving, a queue that is full, a
// server that is about to stop; or that is gone, when it was there before or others are named beside it. Nothing is
// repeated that a server refused.
#ifndef HUIYIN_TOOLS_CLI_PATIENCE_H_
#define HUIYIN_TOOLS_CLI_PATIENCE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/cli/connection.h"

namespace huiyin {

inline constexpr int kRetrySecondsDefault = 30;

// "--retry-for SECONDS"; 0: not at all.
void AddRetryOption(CLI::App& app, int& seconds);

// Not thread-safe.
class Patience {
 public:
  // In all, since it was made or Answered. `connection` must outlive it.
  Patience(absl::Duration patience, Connection& connection) : patience_(patience), connection_(connection) {}

  // True: it has waited a moment, and the same may be asked again, of another server where this one does not answer.
  // False: `status` is the answer. Says on stderr, once, why it waits.
  bool Again(const absl::Status& status);
  // A server has answered.
  void Answered();

 private:
  bool MayMend(const absl::Status& status) const;

  const absl::Duration patience_;
  Connection& connection_;
  bool was_answered_ = false;
  // When it ends; InfiniteFuture: nothing has failed yet.
  absl::Time ends_ = absl::InfiniteFuture();
  absl::Duration next_wait_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PATIENCE_H_
