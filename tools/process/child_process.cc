#include "tools/process/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "absl/time/clock.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(2);

[[noreturn]] void BeChild(pid_t parent, char** arguments, const ChildOutput& output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // It died before the line above.
  if (output.stdout_fd >= 0) dup2(output.stdout_fd, STDOUT_FILENO);
  if (output.stderr_fd >= 0) dup2(output.stderr_fd, STDERR_FILENO);
  execvp(arguments[0], arguments);
  perror(arguments[0]);
  _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> words, ChildOutput output) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int begun[2];
  CHECK_EQ(pipe2(begun, O_CLOEXEC), 0);
  const pid_t parent = getpid();
  pid_ = fork();
  CHECK_GE(pid_, 0);
  if (pid_ == 0) BeChild(parent, arguments.data(), output);
  // Until it has become the program, and so is sure to die with this thread.
  close(begun[1]);
  char nothing;
  CHECK_EQ(read(begun[0], &nothing, 1), 0);
  close(begun[0]);
}

ChildProcess::~ChildProcess() { Kill(); }

void ChildProcess::Kill() {
  if (pid_ < 0) return;
  CHECK_EQ(kill(pid_, SIGKILL), 0);
  AwaitExit();
}

void ChildProcess::Signal(int number) const {
  CHECK_GT(pid_, 0);  // Kill of -1 would go to everybody.
  CHECK_EQ(kill(pid_, number), 0);
}

void ChildProcess::Pause() { Signal(SIGSTOP); }

void ChildProcess::Resume() { Signal(SIGCONT); }

int ChildProcess::Terminate() {
  Signal(SIGTERM);
  return AwaitExit();
}

int ChildProcess::AwaitExit() {
  int status = 0;
  CHECK_EQ(waitpid(pid_, &status, 0), pid_);
  return Ended(status);
}

std::optional<int> ChildProcess::ExitBy(absl::Time deadline) {
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (absl::Now() >= deadline) return std::nullopt;
    absl::SleepFor(kLookEvery);
  }
  return Ended(status);
}

int ChildProcess::Ended(int status) {
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace huiyin
