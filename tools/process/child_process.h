// A program as a process of its own: to be asked to end, killed, put to sleep. It dies with the thread that started it,
// whatever happens.
#ifndef HUIYIN_TOOLS_PROCESS_CHILD_PROCESS_H_
#define HUIYIN_TOOLS_PROCESS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace huiyin {

// Where a child writes; -1: where this process does. The caller's own, open until the child is started.
struct ChildOutput {
  int stdout_fd = -1;
  int stderr_fd = -1;
};

// Not thread-safe.
class ChildProcess {
 public:
  // `words`: the program, looked for in PATH unless a path, and its arguments. One that is not there exits with 127.
  explicit ChildProcess(std::vector<std::string> words, ChildOutput output = {});
  // As Kill.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // kill -9, whatever it is doing. Nothing when it has ended.
  void Kill();
  // SIGSTOP, SIGCONT.
  void Pause();
  void Resume();
  // SIGTERM; as AwaitExit.
  int Terminate();
  // Waits until it has ended: what it exited with, or 128 + the signal that ended it.
  int AwaitExit();
  // As AwaitExit, no longer than until `deadline`; nullopt: it is still there.
  std::optional<int> ExitBy(absl::Time deadline);

 private:
  // To a child that has not ended.
  void Signal(int number) const;
  // Of a child that has ended, and was waited for.
  int Ended(int status);

  pid_t pid_ = -1;  // -1: it has ended.
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_PROCESS_CHILD_PROCESS_H_
