// huiyin project beside the nodes of a cluster: it shows what they hold, without ever holding it up.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "services/rpc_status.h"
#include "services/testing/health.h"
#include "tests/kafka/node_processes.h"
#include "tests/kafka/shown_register.h"

namespace huiyin {
namespace {

using testing::Orders;

class ProjectorTest : public NodeProcessesTest {
 protected:
  NodeProcess& StartProjector(const std::vector<std::string>& more_arguments = {}) {
    projectors_.push_back(NodeProcess::Projector(bootstrap_, Topic()));
    projectors_.back()->Start(more_arguments);
    projectors_.back()->AwaitListening();
    return *projectors_.back();
  }

  // Their ids.
  std::vector<std::string> OrderTowns(int count) {
    std::vector<std::string> towns;
    for (int i = 0; i < count; ++i) {
      const Orders orders(towns.emplace_back(absl::StrCat("town-", i)));
      Found(*nodes_[0], towns.back());
      for (const v1::Command& command : orders.Life("p-1")) EXPECT_OK(OrderUntilAnswered(*nodes_[0], command));
    }
    return towns;
  }

  std::vector<std::unique_ptr<NodeProcess>> projectors_;
};

TEST_F(ProjectorTest, ShowsTheWholeRegisterAlsoWhenNoNodeRuns) {
  StartNodes(1);
  const std::vector<std::string> towns = OrderTowns(6);
  NodeProcess& projector = StartProjector();
  ExpectShowsClosedProposals(projector, towns);
  EXPECT_EQ(testing::HealthOf(projector.port(), ""), testing::Health::kServing);
  EXPECT_EQ(nodes_[0]->Terminate(), 0);
  ExpectShowsClosedProposals(projector, towns);
  EXPECT_EQ(projector.Terminate(), 0);
}

// Who asks for what a receipt named does not hear that it is not there.
TEST_F(ProjectorTest, WaitsForTheEventThatIsAskedFor) {
  StartNodes(1);
  Found(*nodes_[0], "town-0");
  const testing::Caller reader = StartProjector().Client(absl::Seconds(30));
  ASSERT_OK(UntilAnswered([&] { return ShownLedgers(reader); }));
  const Orders orders("town-0");
  for (int i = 0; i < 20; ++i) {
    const std::string proposal = absl::StrCat("p-", i);
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, OrderUntilAnswered(*nodes_[0], orders.Submit(proposal)));
    EXPECT_OK(reader.GetProposal("town-0", proposal, receipt.first_seq()));
  }
}

TEST_F(ProjectorTest, BringsEventsAsTheyCome) {
  StartNodes(1);
  Found(*nodes_[0], "town-0");
  const testing::Caller reader = StartProjector().Client(absl::Seconds(60));
  ASSERT_OK(UntilAnswered([&] { return ShownLedgers(reader); }));
  v1::SubscribeRequest request;
  request.mutable_beginning();
  const std::unique_ptr<grpc::ClientContext> context = reader.Context();
  const auto stream = reader.subscriptions().Subscribe(context.get(), request);
  v1::SubscribeResponse response;
  int records = 0;
  while (stream->Read(&response) && !response.has_caught_up()) records += response.records().record_bytes_size();
  EXPECT_EQ(records, Orders::kFounding);
  ASSERT_OK(OrderUntilAnswered(*nodes_[0], Orders("town-0").Submit("p-1")));
  while (records == Orders::kFounding && stream->Read(&response)) records += response.records().record_bytes_size();
  EXPECT_EQ(records, Orders::kFounding + 1);
}

TEST_F(ProjectorTest, TakesNoCommands) {
  StartNodes(1);
  Found(*nodes_[0], "town-0");
  const testing::Caller client = StartProjector().Client();
  const v1::Command command = Orders("town-0").Submit("p-1");
  EXPECT_THAT(client.Order(command), HasReason("NOT_A_WRITER"));
  EXPECT_THAT(client.Order(command), HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(client.Execute({command}).status, HasReason("NOT_A_WRITER"));
}

TEST_F(ProjectorTest, ThoseOfOneGroupShareThePartitionsAndEachShowsAll) {
  StartNodes(1);
  const std::vector<std::string> towns = OrderTowns(6);
  for (int i = 0; i < 2; ++i) StartProjector({"--group", absl::StrCat(Topic(), ".projectors")});
  for (const auto& projector : projectors_) ExpectShowsClosedProposals(*projector, towns);
  projectors_[0]->Kill();
  ExpectShowsClosedProposals(*projectors_[1], towns);
}

}  // namespace
}  // namespace huiyin
