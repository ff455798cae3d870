// A small HTTP/1.1 server for few and simple answers, behind which cpp-httplib is hidden. Plain: whoever wants TLS puts
// a proxy before it.
//
// One request takes kRequestTimeMax at most, a head kHeadBytesMax; ranges, encodings, forms and cookies are not
// understood, so they cannot do harm. A connection that brought a body ends with its answer.
#ifndef HUIYIN_SERVICES_HTTP_HTTP_SERVER_H_
#define HUIYIN_SERVICES_HTTP_HTTP_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/host_port.h"
#include "services/http/http_message.h"

namespace huiyin {

inline constexpr size_t kHeadBytesMax = 8'192;
inline constexpr size_t kPathBytesMax = 1'024;
inline constexpr size_t kRequestsPerConnectionMax = 256;
inline constexpr absl::Duration kRequestTimeMax = absl::Seconds(15);
// A connection that asks nothing for so long is closed.
inline constexpr absl::Duration kIdleTimeMax = absl::Seconds(5);

struct HttpServerOptions {
  // Port 0 takes a free one.
  HostPort address;
  // Of a POST. 0: only GET and HEAD are answered.
  size_t body_bytes_max = 0;
  // Each answers one connection; so many more wait for one, the rest in the kernel's queue.
  size_t threads = 4;
  size_t waiting_max = 64;
};

// Thread-safe.
class HttpServer {
 public:
  // On the server's threads, several at once.
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  // It listens when it is there. kUnavailable (CANNOT_LISTEN).
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options, Handler handler);
  // As Stop.
  virtual ~HttpServer() = default;

  virtual int port() const = 0;
  // Answers what was asked, and ends. Idempotent.
  virtual void Stop() = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HTTP_HTTP_SERVER_H_
