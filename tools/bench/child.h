// A forked child that serves until it is told to stop, or killed. Fork before this process starts threads (gRPC,
// RocksDB).
#ifndef HUIYIN_TOOLS_BENCH_CHILD_H_
#define HUIYIN_TOOLS_BENCH_CHILD_H_

#include <sys/types.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace huiyin {

// What runs in the child: kept until the child stops, then destroyed.
struct Served {
  int port = 0;
  std::shared_ptr<void> kept;
};

class Child {
 public:
  // Runs `serve` in a child and answers once it has. An error of `serve` is the error of Start. The child dies with
  // this process.
  static absl::StatusOr<std::unique_ptr<Child>> Start(const std::function<absl::StatusOr<Served>()>& serve);
  // As Kill, unless stopped.
  ~Child();

  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  // Lets it close in good order, and waits for that.
  void Stop();
  // kill -9.
  void Kill();

 private:
  Child(pid_t pid, int stop_fd, int port) : pid_(pid), stop_fd_(stop_fd), port_(port) {}
  void Wait();

  const pid_t pid_;
  int stop_fd_;  // -1: the child has ended.
  const int port_;
};

// Runs `work` in a child, so that none of its threads and memory stay here.
absl::Status RunInChild(const std::function<absl::Status()>& work);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_CHILD_H_
