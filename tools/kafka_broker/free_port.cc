#include "tools/kafka_broker/free_port.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr int kPortMin = 10'000;
constexpr int kPortMax = 30'000;

int NewSocket(int family) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_GE(fd, 0);
  return fd;
}

bool IsUnused(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const int listener = NewSocket(AF_INET);
  const bool is_unused = bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(listener);
  return is_unused;
}

// By an abstract address (unix(7)) that this process keeps, never closed: it goes with the process, and leaves nothing.
bool Reserve(int port) {
  const std::string name = absl::StrCat("huiyin/port/", port);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const int keeper = NewSocket(AF_UNIX);
  if (bind(keeper, reinterpret_cast<sockaddr*>(&address), length) == 0) return true;
  close(keeper);
  return false;
}

}  // namespace

int FreePort() {
  std::random_device random;
  while (true) {
    const int port = std::uniform_int_distribution<int>(kPortMin, kPortMax)(random);
    if (IsUnused(port) && Reserve(port)) return port;
  }
}

}  // namespace huiyin
