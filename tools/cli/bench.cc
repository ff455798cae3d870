#include "tools/cli/bench.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "tools/bench/registry.h"
#include "tools/cli/table.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

absl::Status Failed(const std::string& name) {
  return Error(absl::StatusCode::kFailedPrecondition, "BENCH_FAILED", absl::StrCat("bench ", name, " failed"),
               absl::StrCat("性能测试 ", name, " 失败"));
}

// In a process of its own: some benches fork, which a process with threads must not.
absl::Status RunApart(std::string name) {
  std::string program = "/proc/self/exe", bench = "bench";
  char* arguments[] = {program.data(), bench.data(), name.data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0) return Failed(name);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? absl::OkStatus() : Failed(name);
}

}  // namespace

std::string BenchesText() {
  Table table({{"bench"}, {"measures", Table::Align::kLeft, true}, {"测量", Table::Align::kLeft, true}});
  for (const Bench& bench : Benches()) {
    table.Add({std::string(bench.name), std::string(bench.summary), std::string(bench.summary_zh)});
  }
  return table.Render(TerminalWidth());
}

absl::Status RunBenches(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::fputs(BenchesText().c_str(), stdout);
    return absl::OkStatus();
  }
  if (words[0] != "all") return RunBench(words[0], std::vector<std::string>(words.begin() + 1, words.end()), std::cout);
  absl::Status first_failure;
  for (const Bench& bench : Benches()) {
    absl::Status status = RunApart(std::string(bench.name));
    if (first_failure.ok()) first_failure = status;
  }
  return first_failure;
}

}  // namespace huiyin
