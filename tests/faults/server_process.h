// `huiyin serve` (or `huiyin project`) as a process of its own, to be killed.
#ifndef HUIYIN_TESTS_FAULTS_SERVER_PROCESS_H_
#define HUIYIN_TESTS_FAULTS_SERVER_PROCESS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/process/child_process.h"

namespace huiyin {

// Not thread-safe.
class ServerProcess {
 public:
  // Starts it on the data directory, trusting everyone, and on a free port unless `more_arguments` name one with
  // --listen. `program`: the path of huiyin.
  ServerProcess(const std::string& program, const std::string& data_directory,
                const std::vector<std::string>& more_arguments = {}, const std::string& subcommand = "serve");
  // Kills it. The test fails when a sanitizer found something in it: the report would be lost.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Waits until it serves. An error: it ended instead; what it said.
  absl::StatusOr<int> Port();

  ChildProcess& process() { return *process_; }
  // What it has said on stderr, after it has ended.
  std::string Said();

 private:
  std::optional<ChildProcess> process_;
  int stderr_ = -1;
  std::string said_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_SERVER_PROCESS_H_
