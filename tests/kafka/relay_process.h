// `huiyin relay` as a process of its own, to be killed. It dies with the thread that started it.
#ifndef HUIYIN_TESTS_KAFKA_RELAY_PROCESS_H_
#define HUIYIN_TESTS_KAFKA_RELAY_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace huiyin {

// Not thread-safe.
class RelayProcess {
 public:
  // `program`: the path of huiyin. What it says is appended to `log_file`.
  RelayProcess(const std::string& program, const std::vector<std::string>& arguments, const std::string& log_file);
  // As Kill.
  ~RelayProcess();
  RelayProcess(const RelayProcess&) = delete;
  RelayProcess& operator=(const RelayProcess&) = delete;

  // kill -9, whatever it is doing.
  void Kill();
  // SIGSTOP, SIGCONT.
  void Pause();
  void Resume();
  // SIGTERM; as AwaitExit.
  int Terminate();
  // What it exits with, or 128 + the signal that ended it.
  int AwaitExit();

 private:
  pid_t pid_ = -1;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_RELAY_PROCESS_H_
