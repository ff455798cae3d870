#include "tests/faults/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr char kServing[] = "on 127.0.0.1:";

}  // namespace

ServerProcess::ServerProcess(const std::string& program, const std::string& data_directory,
                             const std::vector<std::string>& more_arguments, const std::string& subcommand) {
  int ends[2];
  CHECK_EQ(pipe2(ends, O_CLOEXEC), 0);
  stderr_ = ends[0];
  std::vector<std::string> words = {program, subcommand, "--data", data_directory, "--insecure"};
  if (std::find(more_arguments.begin(), more_arguments.end(), "--listen") == more_arguments.end()) {
    words.insert(words.end(), {"--listen", "127.0.0.1:0"});
  }
  words.insert(words.end(), more_arguments.begin(), more_arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  CHECK_EQ(posix_spawn_file_actions_init(&actions), 0);
  CHECK_EQ(posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO), 0);
  CHECK_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
}

ServerProcess::~ServerProcess() {
  Kill();
  close(stderr_);
}

absl::StatusOr<int> ServerProcess::Port() {
  char buffer[4'096];
  while (true) {
    const size_t found = said_.find(kServing);
    const size_t end = found == std::string::npos ? found : said_.find(';', found);
    if (end != std::string::npos) {
      const size_t begin = found + sizeof(kServing) - 1;
      int port = 0;
      CHECK(absl::SimpleAtoi(said_.substr(begin, end - begin), &port));
      return port;
    }
    const ssize_t got = read(stderr_, buffer, sizeof(buffer));
    if (got <= 0) return absl::UnavailableError(absl::StrCat("the server ended: ", said_));
    said_.append(buffer, static_cast<size_t>(got));
  }
}

int ServerProcess::Reap() {
  if (pid_ < 0) return -1;
  int status = 0;
  CHECK_EQ(waitpid(pid_, &status, 0), pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void ServerProcess::Kill() {
  if (pid_ < 0) return;
  CHECK_EQ(kill(pid_, SIGKILL), 0);
  Reap();
}

int ServerProcess::Terminate() {
  CHECK_EQ(kill(pid_, SIGTERM), 0);
  return Reap();
}

void ServerProcess::Pause() { CHECK_EQ(kill(pid_, SIGSTOP), 0); }

void ServerProcess::Resume() { CHECK_EQ(kill(pid_, SIGCONT), 0); }

int ServerProcess::AwaitExit() { return Reap(); }

std::string ServerProcess::Said() {
  char buffer[4'096];
  while (true) {
    const ssize_t got = read(stderr_, buffer, sizeof(buffer));
    if (got <= 0) return said_;
    said_.append(buffer, static_cast<size_t>(got));
  }
}

}  // namespace huiyin
