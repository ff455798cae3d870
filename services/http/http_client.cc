#include "services/http/http_client.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "services/http/bounded_stream.h"

namespace huiyin {
namespace {

constexpr absl::string_view kScheme = "http://";
constexpr uint16_t kPort = 80;

// A connected socket, or -1.
int ConnectTo(const addrinfo& address, absl::Time until, const Cancellation& cancellation) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int error = connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS && cancellation.AwaitSocket(fd, POLLOUT, until)) {
    socklen_t size = sizeof(error);
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  }
  if (error == 0) return fd;
  close(fd);
  return -1;
}

int ConnectTo(const HostPort& server, absl::Time until, const Cancellation& cancellation) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string host = BareHost(server), port = absl::StrCat(server.port);
  if (getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) return -1;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int fd = ConnectTo(*address, until, cancellation);
    if (fd >= 0) return fd;
  }
  return -1;
}

// The library's own connects by select(), which sockets of high numbers cannot be used with, and reads without limits.
class BoundedClient final : public httplib::ClientImpl {
 public:
  BoundedClient(const HttpCall& call, const Cancellation& cancellation)
      : httplib::ClientImpl(call.url.server.host, call.url.server.port),
        call_(call),
        cancellation_(cancellation),
        until_(absl::Now() + call.time_max) {
    // What is limited are the bytes that come, so none may become many.
    set_decompress(false);
  }

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    socket.sock = ConnectTo(call_.url.server, until_, cancellation_);
    if (socket.is_open()) return true;
    error = httplib::Error::Connection;
    return false;
  }

  bool process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> talk) override {
    BoundedStream stream(socket.sock, cancellation_);
    stream.Allow(kReplyHeadBytesMax + call_.reply_bytes_max, until_);
    return talk(stream);
  }

  const HttpCall& call_;
  const Cancellation& cancellation_;
  const absl::Time until_;
};

bool IsPlainPath(absl::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("/-._~%", absl::string_view(&c, 1));
  });
}

}  // namespace

absl::StatusOr<HttpUrl> ParseHttpUrl(absl::string_view text) {
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, kScheme)) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const absl::string_view server = rest.substr(0, slash), path = absl::StripSuffix(rest.substr(slash), "/");
    std::optional<HostPort> address = ParseHostPort(server);
    if (!address.has_value()) address = ParseHostPort(absl::StrCat(server, ":", kPort));
    if (address.has_value() && address->port != 0 && IsPlainPath(path)) return HttpUrl{*address, std::string(path)};
  }
  return Error(absl::StatusCode::kInvalidArgument, "URL_MALFORMED",
               "not http://HOST[:PORT][/PATH]; https is spoken by a proxy before it, not here",
               "不是“http://主机[:端口][/路径]”；https 请由代理提供");
}

std::string FormatHttpUrl(const HttpUrl& url) {
  return absl::StrCat(kScheme, url.server.host, ":", url.server.port, url.path);
}

absl::StatusOr<HttpReply> CallHttp(const HttpCall& call, const Cancellation& cancellation) {
  BoundedClient client(call, cancellation);
  httplib::Request request;
  request.method = call.method;
  request.path = call.url.path.empty() ? "/" : call.url.path;
  request.body = call.body;
  request.headers = {{"User-Agent", "huiyin"}};
  if (call.method == "POST") request.headers.emplace("Content-Type", "text/plain; charset=utf-8");
  const httplib::Result result = client.send(request);
  if (!result || result->body.size() > call.reply_bytes_max) {
    const std::string url = FormatHttpUrl(call.url);
    return Error(absl::StatusCode::kUnavailable, "HTTP_UNREACHABLE", absl::StrCat("no answer from ", url),
                 absl::StrCat(url, " 没有回应"));
  }
  return HttpReply{result->status, result->body, result->get_header_value("Content-Type"),
                   result->get_header_value("Cache-Control")};
}

}  // namespace huiyin
