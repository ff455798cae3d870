// The network between clients and servers on loopback, for a test to cut: what connects to a port of it is passed on to
// a port of theirs.
#ifndef HUIYIN_TESTS_KAFKA_CUT_PROXY_H_
#define HUIYIN_TESTS_KAFKA_CUT_PROXY_H_

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace huiyin {

// Thread-safe. What is asked of it is in force when the call returns.
class CutProxy {
 public:
  struct Route {
    int port = 0;
    int to_port = 0;
  };

  // All passes.
  explicit CutProxy(const std::vector<Route>& routes);
  // Resets what is connected.
  ~CutProxy();
  CutProxy(const CutProxy&) = delete;
  CutProxy& operator=(const CutProxy&) = delete;

  // A cable is cut: no byte passes, and nobody is told. What was sent, and who connects, waits.
  void Stall() { Set(Mode::kStalled, /*resets=*/false); }
  // A router says no: connections are reset, and so is everyone who connects.
  void Refuse() { Set(Mode::kRefusing, /*resets=*/true); }
  // A router starts anew: connections are reset, and new ones pass.
  void Reset() { Set(Mode::kPassing, /*resets=*/true); }
  // All passes, also what waited.
  void Heal() { Set(Mode::kPassing, /*resets=*/false); }

 private:
  enum class Mode { kPassing, kStalled, kRefusing };
  struct Listener;
  class Connection;

  void Set(Mode mode, bool resets);
  void Run();
  // Takes over what was asked for; false: to stop.
  bool Obey();
  // Waits until something can be done, and does it.
  void Pass();
  void Accept(const Listener& listener);

  std::vector<Listener> listeners_;
  int wake_fd_ = -1;

  absl::Mutex mu_;
  Mode mode_ ABSL_GUARDED_BY(mu_) = Mode::kPassing;
  bool resets_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  // Calls of Set, and how many of them are in force.
  int asked_ ABSL_GUARDED_BY(mu_) = 0;
  int obeyed_ ABSL_GUARDED_BY(mu_) = 0;

  // The thread's own.
  Mode in_force_ = Mode::kPassing;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_CUT_PROXY_H_
