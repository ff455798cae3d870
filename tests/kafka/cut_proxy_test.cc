#include "tests/kafka/cut_proxy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "tools/kafka_broker/free_port.h"

namespace huiyin {
namespace {

constexpr int kNothingForMs = 50;
constexpr int kSomethingWithinMs = 10'000;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) { CHECK_GE(fd_, 0); }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }
  void Send(absl::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0);
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }
  bool HasNews(int within_ms) const {
    pollfd wanted = {fd_, POLLIN, 0};
    return poll(&wanted, 1, within_ms) == 1;
  }
  // "": the other side has ended, or reset the connection.
  std::string Receive(size_t bytes) const {
    std::string got(bytes, '\0');
    EXPECT_TRUE(HasNews(kSomethingWithinMs));
    const ssize_t count = recv(fd_, got.data(), got.size(), MSG_WAITALL);
    got.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return got;
  }
  bool IsReset() const {
    char byte;
    return HasNews(kSomethingWithinMs) && recv(fd_, &byte, 1, 0) < 0;
  }

 private:
  const int fd_;
};

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// Somebody behind the proxy, at the end of a connection that was made through it.
class CutProxyTest : public ::testing::Test {
 protected:
  CutProxyTest() {
    const sockaddr_in address = Loopback(server_port_);
    CHECK_EQ(bind(listener_.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    CHECK_EQ(listen(listener_.fd(), 8), 0);
  }

  std::unique_ptr<Socket> Connect() const {
    auto client = std::make_unique<Socket>(socket(AF_INET, SOCK_STREAM, 0));
    const sockaddr_in address = Loopback(port_);
    EXPECT_EQ(connect(client->fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return client;
  }
  std::unique_ptr<Socket> Accepted() const {
    EXPECT_TRUE(listener_.HasNews(kSomethingWithinMs));
    return std::make_unique<Socket>(accept(listener_.fd(), nullptr, nullptr));
  }

  const int server_port_ = FreePort();
  const int port_ = FreePort();
  const Socket listener_{socket(AF_INET, SOCK_STREAM, 0)};
  CutProxy proxy_{{{port_, server_port_}}};
};

TEST_F(CutProxyTest, PassesWhatIsSentBothWaysWholeAndInOrder) {
  const auto client = Connect();
  const auto server = Accepted();
  std::string much;
  for (int i = 0; much.size() < (4 << 20); ++i) much += std::to_string(i);
  std::thread sender([&] { client->Send(much); });
  EXPECT_TRUE(server->Receive(much.size()) == much);
  sender.join();
  server->Send("answer");
  EXPECT_EQ(client->Receive(6), "answer");
}

TEST_F(CutProxyTest, AnEndPassesAndTheOtherDirectionGoesOn) {
  const auto client = Connect();
  const auto server = Accepted();
  client->Send("last");
  shutdown(client->fd(), SHUT_WR);
  EXPECT_EQ(server->Receive(4), "last");
  EXPECT_EQ(server->Receive(1), "");
  server->Send("answer");
  EXPECT_EQ(client->Receive(6), "answer");
}

TEST_F(CutProxyTest, StalledNothingPassesUntilItHeals) {
  const auto client = Connect();
  const auto server = Accepted();
  proxy_.Stall();
  client->Send("word");
  server->Send("answer");
  const auto late = Connect();
  EXPECT_FALSE(server->HasNews(kNothingForMs));
  EXPECT_FALSE(client->HasNews(kNothingForMs));
  EXPECT_FALSE(listener_.HasNews(kNothingForMs));
  proxy_.Heal();
  EXPECT_EQ(server->Receive(4), "word");
  EXPECT_EQ(client->Receive(6), "answer");
  late->Send("late");
  EXPECT_EQ(Accepted()->Receive(4), "late");
}

TEST_F(CutProxyTest, RefusingItResetsEveryoneUntilItHeals) {
  const auto client = Connect();
  const auto server = Accepted();
  proxy_.Refuse();
  EXPECT_TRUE(client->IsReset());
  EXPECT_TRUE(server->IsReset());
  EXPECT_TRUE(Connect()->IsReset());
  EXPECT_FALSE(listener_.HasNews(kNothingForMs));
  proxy_.Heal();
  Connect()->Send("word");
  EXPECT_EQ(Accepted()->Receive(4), "word");
}

TEST_F(CutProxyTest, ResetItPassesNewConnections) {
  const auto client = Connect();
  const auto server = Accepted();
  proxy_.Reset();
  EXPECT_TRUE(client->IsReset());
  EXPECT_TRUE(server->IsReset());
  Connect()->Send("word");
  EXPECT_EQ(Accepted()->Receive(4), "word");
}

TEST_F(CutProxyTest, WhereNobodyListensItResets) {
  const int port = FreePort();
  CutProxy nowhere({{port, FreePort()}});
  const Socket client(socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = Loopback(port);
  ASSERT_EQ(connect(client.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(client.IsReset());
}

}  // namespace
}  // namespace huiyin
