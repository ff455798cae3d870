// The server against our client, and against sockets that do what no client should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/http/cancellation.h"
#include "services/http/http_client.h"
#include "services/http/http_server.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr size_t kBodyBytesMax = 1'000;

HttpAnswer Echo(const HttpRequest& request) {
  if (request.path == "/absent") return {.status = 404, .body = "absent\n"};
  return {.body = absl::StrCat(request.method, " ", request.path, " ", request.body),
          .content_type = "application/octet-stream",
          .cache_control = "max-age=60"};
}

// A connection on which anything can be sent.
class RawSocket {
 public:
  explicit RawSocket(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~RawSocket() { close(socket_); }

  void Send(const std::string& bytes) { send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // What comes until the other side ends.
  std::string Rest() {
    std::string all;
    char bytes[4'096];
    while (true) {
      const ssize_t got = recv(socket_, bytes, sizeof(bytes), 0);
      if (got <= 0) return all;
      all.append(bytes, static_cast<size_t>(got));
    }
  }

 private:
  const int socket_;
};

class HttpTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(Echo); }

  void Start(HttpServer::Handler handler, size_t body_bytes_max = kBodyBytesMax) {
    server_ = nullptr;
    HttpServerOptions options{.address = {"127.0.0.1", 0}, .body_bytes_max = body_bytes_max};
    ASSERT_OK_AND_ASSIGN(server_, HttpServer::Start(options, std::move(handler)));
  }
  HttpCall Call(const std::string& method, const std::string& path, const std::string& body = "") const {
    return {.method = method,
            .url = {{"127.0.0.1", static_cast<uint16_t>(server_->port())}, path},
            .body = body,
            .time_max = absl::Seconds(20)};
  }
  std::string Answer(const std::string& bytes) const {
    RawSocket socket(server_->port());
    socket.Send(bytes);
    return socket.Rest();
  }

  const Cancellation never_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpTest, WhatIsAskedIsAnswered) {
  ASSERT_OK_AND_ASSIGN(const HttpReply got, CallHttp(Call("GET", "/town-a/checkpoint"), never_));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "GET /town-a/checkpoint ");
  EXPECT_EQ(got.content_type, "application/octet-stream");
  EXPECT_EQ(got.cache_control, "max-age=60");
  const std::string body(kBodyBytesMax, 'b');
  ASSERT_OK_AND_ASSIGN(const HttpReply posted, CallHttp(Call("POST", "/p", body), never_));
  EXPECT_EQ(posted.body, "POST /p " + body);
  ASSERT_OK_AND_ASSIGN(const HttpReply absent, CallHttp(Call("GET", "/absent"), never_));
  EXPECT_EQ(absent.status, 404);
}

TEST_F(HttpTest, OneConnectionAsksManyThings) {
  const std::string answers =
      Answer("GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answers, HasSubstr("GET /1 "));
  EXPECT_THAT(answers, ::testing::Not(HasSubstr("GET /2 "))) << "a HEAD has no body";
  EXPECT_THAT(answers, HasSubstr("GET /3 "));
}

TEST_F(HttpTest, ABodyThatIsTooLargeIsNotTaken) {
  ASSERT_OK_AND_ASSIGN(const HttpReply declared,
                       CallHttp(Call("POST", "/p", std::string(kBodyBytesMax + 1, 'b')), never_));
  EXPECT_EQ(declared.status, 413);
  const std::string chunked = "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(Answer(chunked + "2\r\nab\r\n0\r\n\r\n"), HasSubstr("POST /p ab"));
  EXPECT_THAT(Answer(absl::StrCat(chunked, "1000\r\n", std::string(4'096, 'b'), "\r\n0\r\n\r\n")),
              StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(Answer("POST /p HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  Start(Echo, 0);
  EXPECT_THAT(Answer("POST /p HTTP/1.1\r\nContent-Length: 1\r\n\r\nb"), StartsWith("HTTP/1.1 405"));
}

TEST_F(HttpTest, WhatIsNoRequestIsRefusedAndEndsTheConnection) {
  const absl::Time before = absl::Now();
  EXPECT_THAT(Answer("what is this\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_LT(absl::Now() - before, kIdleTimeMax);
  EXPECT_THAT(Answer("DELETE /p HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(Answer(absl::StrCat("GET /", std::string(kPathBytesMax, 'p'), " HTTP/1.1\r\nConnection: close\r\n\r\n")),
              StartsWith("HTTP/1.1 414"));
}

TEST_F(HttpTest, HeadersWithoutEndAreNotRead) {
  std::string head = "GET /p HTTP/1.1\r\n";
  while (head.size() < 100 * kHeadBytesMax) absl::StrAppend(&head, "X-", head.size(), ": x\r\n");
  const absl::Time before = absl::Now();
  EXPECT_THAT(Answer(head), StartsWith("HTTP/1.1 400"));
  EXPECT_LT(absl::Now() - before, kRequestTimeMax) << "it waited for more";
}

// The library answers many overlapping ranges of one content, each in full, and inflates bodies.
TEST_F(HttpTest, RangesAndEncodingsAreNotUnderstood) {
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 1'000; ++i) ranges += ",0-";
  const std::string answer =
      Answer(absl::StrCat("GET /p HTTP/1.1\r\nRange: ", ranges, "\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_LT(answer.size(), 500u);
  EXPECT_THAT(Answer("POST /p HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"),
              HasSubstr("POST /p ab"));
  EXPECT_THAT(
      Answer("POST /p HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 2\r\n\r\nab"),
      HasSubstr("POST /p ab"));
}

TEST_F(HttpTest, StoppingEndsConnectionsThatAreSilent) {
  RawSocket silent(server_->port()), half(server_->port());
  half.Send("GET /p HT");
  const absl::Time before = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - before, kIdleTimeMax);
  EXPECT_EQ(silent.Rest(), "");
}

TEST_F(HttpTest, MoreConnectionsThanThreadsAreAllAnswered) {
  std::vector<std::thread> callers;
  for (int i = 0; i < 32; ++i) {
    callers.emplace_back([this, i] {
      const absl::StatusOr<HttpReply> reply = CallHttp(Call("POST", "/p", absl::StrCat(i)), never_);
      ASSERT_OK(reply);
      EXPECT_EQ(reply->body, absl::StrCat("POST /p ", i));
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_F(HttpTest, ACallThatIsNotAnsweredEnds) {
  absl::Notification asked, answer;
  Start([&](const HttpRequest&) {
    asked.Notify();
    answer.WaitForNotification();
    return HttpAnswer{};
  });
  Cancellation cancellation;
  std::thread canceller([&] {
    asked.WaitForNotification();
    cancellation.Cancel();
  });
  EXPECT_THAT(CallHttp(Call("GET", "/p"), cancellation), HasReason("HTTP_UNREACHABLE"));
  canceller.join();
  answer.Notify();
  server_->Stop();
  EXPECT_THAT(CallHttp(Call("GET", "/p"), never_), HasReason("HTTP_UNREACHABLE")) << "nobody listens";
}

TEST_F(HttpTest, AnAnswerThatIsTooLargeIsNotTaken) {
  Start([](const HttpRequest&) { return HttpAnswer{.body = std::string(100'000, 'b')}; });
  HttpCall call = Call("GET", "/p");
  call.reply_bytes_max = 100'000;
  EXPECT_OK(CallHttp(call, never_));
  call.reply_bytes_max = 1'000;
  EXPECT_THAT(CallHttp(call, never_), HasReason("HTTP_UNREACHABLE"));
}

TEST_F(HttpTest, APortThatIsTakenIsNotShared) {
  HttpServerOptions options{.address = {"127.0.0.1", static_cast<uint16_t>(server_->port())}};
  EXPECT_THAT(HttpServer::Start(options, Echo), HasReason("CANNOT_LISTEN"));
}

TEST(HttpUrlTest, OnlyPlainUrlsAreTaken) {
  EXPECT_EQ(FormatHttpUrl(*ParseHttpUrl("http://witness.example/a/")), "http://witness.example:80/a");
  EXPECT_EQ(FormatHttpUrl(*ParseHttpUrl("http://[::1]:7700")), "http://[::1]:7700");
  for (const char* bad : {"", "https://witness.example", "http://", "http://a:b", "http://a:0", "http://a/ b",
                          "http://a/\r\nX: y", "http://a/?q", "http://user@a"}) {
    EXPECT_THAT(ParseHttpUrl(bad), HasReason("URL_MALFORMED")) << bad;
  }
}

}  // namespace
}  // namespace huiyin
