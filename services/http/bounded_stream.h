// A socket as cpp-httplib reads and writes it, with what the library leaves unbounded bounded: how many bytes are read
// for one message (so also how many headers), and how long all of it takes.
#ifndef HUIYIN_SERVICES_HTTP_BOUNDED_STREAM_H_
#define HUIYIN_SERVICES_HTTP_BOUNDED_STREAM_H_

#include <httplib.h>

#include <array>
#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "services/http/cancellation.h"

namespace huiyin {

class BoundedStream final : public httplib::Stream {
 public:
  // Neither is owned. Cancelled, it reads no more; what is being written is written.
  BoundedStream(int socket, const Cancellation& cancellation) : socket_(socket), cancellation_(cancellation) {}

  // For what follows: so many bytes are read at most, and nothing after `until`.
  void Allow(size_t bytes, absl::Time until);
  // Whether a byte comes (or the end, or an error) until then.
  bool AwaitReadable(absl::Time until) const;

  bool is_readable() const override { return AwaitReadable(until_); }
  bool is_writable() const override;
  ssize_t read(char* bytes, size_t size) override;
  ssize_t write(const char* bytes, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  // None: the library would compare it with the limit of select(), which is not used here.
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  const int socket_;
  const Cancellation& cancellation_;
  size_t allowed_ = 0;
  absl::Time until_ = absl::InfinitePast();
  // Read from the socket and not yet by the library, which reads heads byte by byte.
  std::array<char, 4'096> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HTTP_BOUNDED_STREAM_H_
