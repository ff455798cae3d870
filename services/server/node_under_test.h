// A real node over TCP, on a data directory that outlives it.
#ifndef HUIYIN_SERVICES_SERVER_NODE_UNDER_TEST_H_
#define HUIYIN_SERVICES_SERVER_NODE_UNDER_TEST_H_

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/server/node.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"

namespace huiyin::testing {

inline bool Eventually(const std::function<bool()>& holds) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!holds()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

class NodeUnderTest : public ::testing::Test {
 protected:
  NodeUnderTest() {
    options_.data_directory = directory_.path() + "/data";
    options_.listen_address = "127.0.0.1:0";
    options_.insecure = true;
  }

  // With options_, after the test changed them.
  void Start() {
    node_ = nullptr;
    absl::StatusOr<std::unique_ptr<Node>> node = Node::Start(options_);
    ASSERT_OK(node);
    node_ = *std::move(node);
    ASSERT_NE(node_->port(), 0);
  }
  void StartFounded() {
    Start();
    ASSERT_OK(Client().OrderAll(orders_.Founding()));
  }
  // Callers are then known by these tokens.
  void TrustTokens(const std::string& lines) {
    options_.insecure = false;
    options_.token_file = directory_.path() + "/tokens";
    std::ofstream(options_.token_file) << lines;
  }

  // Over a connection of its own.
  Caller Client(const std::string& token = "") const { return Caller(ChannelTo(node_->port()), token); }

  const TemporaryDirectory directory_;
  NodeOptions options_;
  const Orders orders_{"town-a"};
  std::unique_ptr<Node> node_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_SERVER_NODE_UNDER_TEST_H_
