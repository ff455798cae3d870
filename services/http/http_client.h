// Asks one thing of an HTTP server, behind which cpp-httplib is hidden. Plain HTTP; no redirects, no proxies, nothing
// kept between two calls.
#ifndef HUIYIN_SERVICES_HTTP_HTTP_CLIENT_H_
#define HUIYIN_SERVICES_HTTP_HTTP_CLIENT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/host_port.h"
#include "services/http/cancellation.h"

namespace huiyin {

struct HttpUrl {
  HostPort server;
  // "/a/b", or empty: without a last "/".
  std::string path;
};

// "http://HOST[:PORT][/PATH]". kInvalidArgument (URL_MALFORMED): anything else, https among it.
absl::StatusOr<HttpUrl> ParseHttpUrl(absl::string_view text);
std::string FormatHttpUrl(const HttpUrl& url);

struct HttpCall {
  std::string method = "GET";
  HttpUrl url;
  // Of a POST.
  std::string body;
  absl::Duration time_max = absl::Seconds(10);
  // Besides a head of kReplyHeadBytesMax.
  size_t reply_bytes_max = 1 << 20;
};
inline constexpr size_t kReplyHeadBytesMax = 16'384;

struct HttpReply {
  int status = 0;
  std::string body;
  std::string content_type;
  std::string cache_control;
};

// kUnavailable (HTTP_UNREACHABLE): not reached, not answered in time or within the limits, or cancelled. The name of a
// host is looked up for as long as the system does.
absl::StatusOr<HttpReply> CallHttp(const HttpCall& call, const Cancellation& cancellation);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HTTP_HTTP_CLIENT_H_
