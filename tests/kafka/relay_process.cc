#include "tests/kafka/relay_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

namespace huiyin {

RelayProcess::RelayProcess(const std::string& program, const std::vector<std::string>& arguments,
                           const std::string& log_file) {
  std::vector<std::string> words = {program, "relay"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int log = open(log_file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  CHECK_GE(log, 0);
  const pid_t parent = getpid();
  pid_ = fork();
  CHECK_GE(pid_, 0);
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(log);
}

RelayProcess::~RelayProcess() { Kill(); }

void RelayProcess::Kill() {
  if (pid_ < 0) return;
  CHECK_EQ(kill(pid_, SIGKILL), 0);
  AwaitExit();
}

void RelayProcess::Pause() { CHECK_EQ(kill(pid_, SIGSTOP), 0); }

void RelayProcess::Resume() { CHECK_EQ(kill(pid_, SIGCONT), 0); }

int RelayProcess::Terminate() {
  CHECK_EQ(kill(pid_, SIGTERM), 0);
  return AwaitExit();
}

int RelayProcess::AwaitExit() {
  int status = 0;
  CHECK_EQ(waitpid(pid_, &status, 0), pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace huiyin
