#include "tests/faults/server_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr char kServing[] = "on 127.0.0.1:";
constexpr int kSaidBytesMax = 1 << 20;

}  // namespace

ServerProcess::ServerProcess(const std::string& program, const std::string& data_directory,
                             const std::vector<std::string>& more_arguments, const std::string& subcommand) {
  int ends[2];
  CHECK_EQ(pipe2(ends, O_CLOEXEC), 0);
  stderr_ = ends[0];
  // Room for all that it says while nobody reads.
  CHECK_GE(fcntl(stderr_, F_SETPIPE_SZ, kSaidBytesMax), kSaidBytesMax);
  std::vector<std::string> words = {program, subcommand, "--data", data_directory, "--insecure"};
  if (std::find(more_arguments.begin(), more_arguments.end(), "--listen") == more_arguments.end()) {
    words.insert(words.end(), {"--listen", "127.0.0.1:0"});
  }
  words.insert(words.end(), more_arguments.begin(), more_arguments.end());
  process_.emplace(std::move(words), ChildOutput{.stderr_fd = ends[1]});
  close(ends[1]);
}

ServerProcess::~ServerProcess() {
  process_.reset();
  const std::string said = Said();
  if (absl::StrContains(said, "Sanitizer") || absl::StrContains(said, "runtime error:")) ADD_FAILURE() << said;
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

std::string ServerProcess::Said() {
  char buffer[4'096];
  while (true) {
    const ssize_t got = read(stderr_, buffer, sizeof(buffer));
    if (got <= 0) return said_;
    said_.append(buffer, static_cast<size_t>(got));
  }
}

}  // namespace huiyin
