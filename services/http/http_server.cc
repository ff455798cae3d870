#include "services/http/http_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <deque>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "services/http/bounded_stream.h"
#include "services/http/cancellation.h"

namespace huiyin {
namespace {

// Who was answered before all was read may still be sending: so much of it is taken, so that the answer arrives.
constexpr size_t kDrainedBytesMax = 1 << 20;
constexpr absl::Duration kDrainTimeMax = absl::Seconds(1);

// Connections that the kernel holds until there is room.
constexpr int kBacklog = 128;

// The library's own has no limit of what waits.
class BoundedTasks final : public httplib::TaskQueue {
 public:
  BoundedTasks(size_t threads, size_t waiting_max) : waiting_max_(waiting_max) {
    for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
  }

  // Waits for room: then no more connections are accepted.
  void enqueue(std::function<void()> task) override {
    absl::MutexLock lock(&mu_);
    const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return waiting_.size() < waiting_max_; };
    mu_.Await(absl::Condition(&has_room));
    waiting_.push_back(std::move(task));
  }

  void shutdown() override {
    {
      absl::MutexLock lock(&mu_);
      ended_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Run() {
    while (true) {
      std::function<void()> task;
      {
        absl::MutexLock lock(&mu_);
        const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return ended_ || !waiting_.empty(); };
        mu_.Await(absl::Condition(&has_work));
        if (waiting_.empty()) return;
        task = std::move(waiting_.front());
        waiting_.pop_front();
      }
      task();
    }
  }

  const size_t waiting_max_;
  absl::Mutex mu_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mu_);
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

void Fill(const HttpAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  response.set_content(answer.body, answer.content_type);
  response.set_header("Cache-Control", answer.cache_control);
}

HttpAnswer Refused(int status, absl::string_view why) { return {.status = status, .body = absl::StrCat(why, "\n")}; }

bool HasBody(const httplib::Request& request) {
  return request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
}

// What is left of a request: how it is framed. No range, form or encoding reaches the library's code for them.
void Narrow(httplib::Request& request) {
  httplib::Headers kept;
  for (const auto& [name, value] : request.headers) {
    const absl::string_view known[] = {"Connection", "Content-Length", "Expect", "Transfer-Encoding"};
    for (const absl::string_view one : known) {
      if (absl::EqualsIgnoreCase(name, one)) kept.emplace(name, value);
    }
  }
  request.headers = std::move(kept);
  request.ranges.clear();
}

void CloseGently(int socket, const Cancellation& cancellation) {
  shutdown(socket, SHUT_WR);
  std::array<char, 16'384> dropped;
  const absl::Time until = absl::Now() + kDrainTimeMax;
  for (size_t bytes = 0; bytes < kDrainedBytesMax && cancellation.AwaitSocket(socket, POLLIN, until);) {
    const ssize_t got = recv(socket, dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (got <= 0) break;
    bytes += static_cast<size_t>(got);
  }
  close(socket);
}

class Listener final : public HttpServer, private httplib::Server {
 public:
  Listener(const HttpServerOptions& options, HttpServer::Handler handler)
      : options_(options), handler_(std::move(handler)) {
    set_payload_max_length(options.body_bytes_max);
    // Not the library's choice, by which a second program could take half of the connections.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
      fcntl(socket, F_SETFD, FD_CLOEXEC);
    });
    set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) { return Answer(request, response); });
    httplib::Server::Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                                       const httplib::ContentReader& read) { AnswerPost(request, response, read); });
    new_task_queue = [this] {
      listens_.Notify();
      return new BoundedTasks(options_.threads, options_.waiting_max);
    };
  }
  ~Listener() override { Stop(); }

  absl::Status Listen() {
    const std::string host = BareHost(options_.address);
    port_ = options_.address.port;
    if (port_ == 0) {
      port_ = bind_to_any_port(host);
    } else if (!bind_to_port(host, port_)) {
      port_ = -1;
    }
    const std::string where = absl::StrCat(options_.address.host, ":", options_.address.port);
    if (port_ < 0) {
      return Error(absl::StatusCode::kUnavailable, "CANNOT_LISTEN", absl::StrCat("cannot listen on ", where),
                   absl::StrCat("无法监听 ", where));
    }
    // The library's queue is of five.
    ::listen(svr_sock_, kBacklog);
    thread_ = std::thread([this] { listen_after_bind(); });
    listens_.WaitForNotification();
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  void Stop() override {
    absl::MutexLock lock(&stop_mu_);
    if (!thread_.joinable()) return;
    cancellation_.Cancel();
    // Its accept() fails then. The library's stop() also closes the number, which could be another's when it is read.
    shutdown(svr_sock_, SHUT_RDWR);
    thread_.join();
  }

 private:
  // One connection, from accept() to its end.
  bool process_and_close_socket(socket_t socket) override {
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    BoundedStream stream(socket, cancellation_);
    bool ended = false;
    for (size_t left = kRequestsPerConnectionMax; left > 0 && !ended; --left) {
      if (!stream.AwaitReadable(absl::Now() + kIdleTimeMax)) break;
      const absl::Time until = absl::Now() + kRequestTimeMax;
      stream.Allow(kHeadBytesMax, until);
      bool is_last = false, was_understood = false, has_body = false;
      const bool answered = process_request(stream, left == 1, is_last, [&](httplib::Request& request) {
        Narrow(request);
        was_understood = true;
        has_body = HasBody(request) || (request.method != "GET" && request.method != "HEAD");
        if (!has_body) return;
        request.set_header("Connection", "close");
        // Besides the body, how it is cut into chunks.
        stream.Allow(options_.body_bytes_max + kHeadBytesMax, until);
      });
      ended = !answered || is_last || !was_understood || has_body;
    }
    CloseGently(socket, cancellation_);
    return true;
  }

  HandlerResponse Answer(const httplib::Request& request, httplib::Response& response) const {
    if (request.path.size() > kPathBytesMax) {
      Fill(Refused(414, "the path is too long"), response);
    } else if (request.method == "POST" && options_.body_bytes_max > 0) {
      return HandlerResponse::Unhandled;
    } else if (request.method == "GET" || request.method == "HEAD") {
      Fill(handler_({"GET", request.path, ""}), response);
    } else {
      Fill(Refused(405, "no such method here"), response);
    }
    return HandlerResponse::Handled;
  }

  void AnswerPost(const httplib::Request& request, httplib::Response& response,
                  const httplib::ContentReader& read) const {
    const size_t bytes_max = options_.body_bytes_max;
    HttpRequest asked{"POST", request.path, ""};
    uint64_t declared = 0;
    const std::string length = request.get_header_value("Content-Length");
    if (!length.empty() && !absl::SimpleAtoi(length, &declared)) {
      return Fill(Refused(400, "the length is no number"), response);
    }
    bool is_too_large = declared > bytes_max;
    const bool is_whole = !is_too_large && read([&](const char* bytes, size_t size) {
      is_too_large = asked.body.size() + size > bytes_max;
      if (!is_too_large) asked.body.append(bytes, size);
      return !is_too_large;
    });
    if (is_too_large) return Fill(Refused(413, absl::StrCat("at most ", bytes_max, " bytes")), response);
    if (!is_whole) return Fill(Refused(400, "the body did not come"), response);
    Fill(handler_(asked), response);
  }

  const HttpServerOptions options_;
  const HttpServer::Handler handler_;
  int port_ = -1;
  Cancellation cancellation_;
  absl::Notification listens_;
  absl::Mutex stop_mu_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options, Handler handler) {
  auto listener = std::make_unique<Listener>(options, std::move(handler));
  const absl::Status status = listener->Listen();
  if (!status.ok()) return status;
  return listener;
}

}  // namespace huiyin
