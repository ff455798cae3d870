#include "services/http/bounded_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace huiyin {

void BoundedStream::Allow(size_t bytes, absl::Time until) {
  allowed_ = bytes;
  until_ = until;
}

bool BoundedStream::AwaitReadable(absl::Time until) const {
  return begin_ < end_ || cancellation_.AwaitSocket(socket_, POLLIN, until);
}

bool BoundedStream::is_writable() const {
  // Of its own: what was begun is written though others are told to end.
  static const Cancellation& never = *new Cancellation;
  return never.AwaitSocket(socket_, POLLOUT, until_);
}

ssize_t BoundedStream::read(char* bytes, size_t size) {
  if (allowed_ == 0) return -1;
  while (begin_ == end_) {
    if (!AwaitReadable(until_)) return -1;
    const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got == 0) return 0;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return -1;
    begin_ = 0;
    end_ = got < 0 ? 0 : static_cast<size_t>(got);
  }
  const size_t taken = std::min({size, end_ - begin_, allowed_});
  std::memcpy(bytes, buffer_.data() + begin_, taken);
  begin_ += taken;
  allowed_ -= taken;
  return static_cast<ssize_t>(taken);
}

ssize_t BoundedStream::write(const char* bytes, size_t size) {
  while (is_writable()) {
    const ssize_t sent = send(socket_, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno != EAGAIN && errno != EINTR) return -1;
  }
  return -1;
}

// Nobody asks for them.
void BoundedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void BoundedStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace huiyin
