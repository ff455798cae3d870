#include "tests/kafka/cut_proxy.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/check.h"

namespace huiyin {
namespace {

constexpr int kWaiting = 256;
constexpr size_t kFlowBytes = 64 << 10;

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int ListenAt(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  CHECK_GE(listener, 0);
  const int yes = 1;
  CHECK_EQ(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
  const sockaddr_in address = Loopback(port);
  CHECK_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  CHECK_EQ(listen(listener, kWaiting), 0);
  return listener;
}

// -1: nobody listens there.
int ConnectTo(int port) {
  const int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_GE(out, 0);
  const sockaddr_in address = Loopback(port);
  if (connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return out;
  close(out);
  return -1;
}

// The other side is told by a reset.
void CloseHard(int fd) {
  const linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
}

// One direction of a connection: reads when it holds nothing, writes when it does.
class Flow {
 public:
  Flow(int from, int to) : from_(from), to_(to) {}

  // What must be possible for it to go on.
  pollfd Wanted() const {
    if (!bytes_.empty()) return {to_, POLLOUT, 0};
    return {has_ended_ ? -1 : from_, POLLIN, 0};
  }
  bool has_ended() const { return has_ended_; }

  // False: the connection is broken.
  bool Step() { return bytes_.empty() ? Read() : Write(); }

 private:
  bool Read() {
    bytes_.resize(kFlowBytes);
    const ssize_t got = recv(from_, bytes_.data(), bytes_.size(), MSG_DONTWAIT);
    bytes_.resize(got > 0 ? static_cast<size_t>(got) : 0);
    if (got < 0) return errno == EAGAIN;
    has_ended_ = got == 0;
    if (has_ended_) shutdown(to_, SHUT_WR);
    return true;
  }
  bool Write() {
    const ssize_t sent = send(to_, bytes_.data(), bytes_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    bytes_.erase(0, static_cast<size_t>(sent));
    return true;
  }

  const int from_;
  const int to_;
  std::string bytes_;
  bool has_ended_ = false;
};

}  // namespace

struct CutProxy::Listener {
  int fd = -1;
  int to_port = 0;
};

class CutProxy::Connection {
 public:
  Connection(int client, int server) : client_(client), server_(server), flows_{{client, server}, {server, client}} {}
  ~Connection() {
    for (const int fd : {client_, server_}) {
      if (has_ended()) {
        close(fd);  // What is on its way arrives.
      } else {
        CloseHard(fd);
      }
    }
  }

  Flow& flow(size_t index) { return flows_[index]; }
  bool is_over() const { return is_broken_ || has_ended(); }
  void Step(size_t index) { is_broken_ = !flows_[index].Step() || is_broken_; }

  static constexpr size_t kFlows = 2;

 private:
  // Both sides have said all.
  bool has_ended() const { return flows_[0].has_ended() && flows_[1].has_ended(); }

  const int client_;
  const int server_;
  Flow flows_[kFlows];
  bool is_broken_ = false;
};

CutProxy::CutProxy(const std::vector<Route>& routes) : wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK_GE(wake_fd_, 0);
  for (const Route& route : routes) listeners_.push_back({ListenAt(route.port), route.to_port});
  thread_ = std::thread([this] { Run(); });
}

CutProxy::~CutProxy() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  CHECK_EQ(eventfd_write(wake_fd_, 1), 0);
  thread_.join();
  for (const Listener& listener : listeners_) close(listener.fd);
  close(wake_fd_);
}

void CutProxy::Set(Mode mode, bool resets) {
  absl::MutexLock lock(&mu_);
  mode_ = mode;
  resets_ = resets_ || resets;
  const int mine = ++asked_;
  CHECK_EQ(eventfd_write(wake_fd_, 1), 0);
  const auto in_force = [this, mine]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return obeyed_ >= mine; };
  mu_.Await(absl::Condition(&in_force));
}

void CutProxy::Run() {
  while (Obey()) Pass();
  connections_.clear();
}

bool CutProxy::Obey() {
  eventfd_t ignored;
  eventfd_read(wake_fd_, &ignored);
  absl::MutexLock lock(&mu_);
  if (std::exchange(resets_, false)) connections_.clear();
  in_force_ = mode_;
  obeyed_ = asked_;
  return !stopping_;
}

void CutProxy::Pass() {
  std::vector<pollfd> wanted = {{wake_fd_, POLLIN, 0}};
  if (in_force_ != Mode::kStalled) {
    for (const Listener& listener : listeners_) wanted.push_back({listener.fd, POLLIN, 0});
    for (const auto& connection : connections_) {
      for (size_t i = 0; i < Connection::kFlows; ++i) wanted.push_back(connection->flow(i).Wanted());
    }
  }
  CHECK_GT(poll(wanted.data(), wanted.size(), -1), 0);
  if (in_force_ == Mode::kStalled || wanted[0].revents != 0) return;
  const size_t connected = connections_.size();
  for (size_t i = 0; i < listeners_.size(); ++i) {
    if (wanted[1 + i].revents != 0) Accept(listeners_[i]);
  }
  for (size_t i = 0; i < connected * Connection::kFlows; ++i) {
    if (wanted[1 + listeners_.size() + i].revents == 0) continue;
    connections_[i / Connection::kFlows]->Step(i % Connection::kFlows);
  }
  const auto is_over = [](const auto& connection) { return connection->is_over(); };
  connections_.erase(std::remove_if(connections_.begin(), connections_.end(), is_over), connections_.end());
}

void CutProxy::Accept(const Listener& listener) {
  const int client = accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;  // It has gone already.
  const int server = in_force_ == Mode::kPassing ? ConnectTo(listener.to_port) : -1;
  if (server < 0) return CloseHard(client);
  connections_.push_back(std::make_unique<Connection>(client, server));
}

}  // namespace huiyin
