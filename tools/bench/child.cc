#include "tools/bench/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

// What the child says once: port, status code, message.
struct Word {
  int32_t port = 0;
  int32_t code = 0;
  char message[1'000] = {};
};

[[noreturn]] void BeChild(const std::function<absl::StatusOr<Served>()>& serve, int say_fd, int stop_fd) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Word word;
  absl::StatusOr<Served> served = serve();
  if (served.ok()) {
    word.port = served->port;
  } else {
    word.code = static_cast<int32_t>(served.status().code());
    absl::string_view(served.status().message()).copy(word.message, sizeof word.message - 1);
  }
  if (write(say_fd, &word, sizeof word) == sizeof word && served.ok()) {
    char unused;
    while (read(stop_fd, &unused, 1) > 0) continue;  // Ends when the parent closes its end.
    served->kept.reset();
  }
  _exit(0);  // Without the parent's exit handlers.
}

}  // namespace

absl::StatusOr<std::unique_ptr<Child>> Child::Start(const std::function<absl::StatusOr<Served>()>& serve) {
  int say[2];
  int stop[2];
  CHECK(pipe(say) == 0 && pipe(stop) == 0);
  const pid_t pid = fork();
  CHECK_GE(pid, 0);
  if (pid == 0) {
    close(say[0]);
    close(stop[1]);
    BeChild(serve, say[1], stop[0]);
  }
  close(say[1]);
  close(stop[0]);
  Word word;
  const bool said = read(say[0], &word, sizeof word) == sizeof word;
  close(say[0]);
  std::unique_ptr<Child> child(new Child(pid, stop[1], word.port));
  if (!said) return absl::InternalError("the child died");
  if (word.code != 0) return absl::Status(static_cast<absl::StatusCode>(word.code), word.message);
  return child;
}

Child::~Child() { Kill(); }

void Child::Stop() {
  if (stop_fd_ < 0) return;
  close(std::exchange(stop_fd_, -1));
  Wait();
}

void Child::Kill() {
  if (stop_fd_ < 0) return;
  kill(pid_, SIGKILL);
  close(std::exchange(stop_fd_, -1));
  Wait();
}

void Child::Wait() {
  int status = 0;
  CHECK_EQ(waitpid(pid_, &status, 0), pid_);
}

absl::Status RunInChild(const std::function<absl::Status()>& work) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> child, Child::Start([&]() -> absl::StatusOr<Served> {
                     RETURN_IF_ERROR(work());
                     return Served{};
                   }));
  child->Stop();
  return absl::OkStatus();
}

}  // namespace huiyin
