#include "services/cluster/shard_keeper.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "domain/command_of.h"
#include "grpcpp/server_builder.h"
#include "services/rpc_status.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/temporary_directory.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

using testing::Orders;

// What a router does with a shard: a call goes to whoever is there when it begins.
class Front final : public v1::QueryService::CallbackService {
 public:
  explicit Front(const ShardKeeper& keeper) : keeper_(keeper) {}
  grpc::ServerUnaryReactor* GetProposal(grpc::CallbackServerContext* context, const v1::GetProposalRequest* request,
                                        v1::GetProposalResponse* response) override {
    const std::shared_ptr<PartitionShard> shard = keeper_.caught_up();
    if (shard != nullptr) return shard->query().GetProposal(context, request, response);
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(ToRpc(PartitionMoving(0)));
    return reactor;
  }

 private:
  const ShardKeeper& keeper_;
};

class SubscriptionFront final : public v1::SubscriptionService::CallbackService {
 public:
  explicit SubscriptionFront(const ShardKeeper& keeper) : keeper_(keeper) {}
  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override {
    return keeper_.caught_up()->subscription().Subscribe(context, request);
  }

 private:
  const ShardKeeper& keeper_;
};

class ShardKeeperTest : public ::testing::Test {
 protected:
  ShardKeeperTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&front_);
    builder.RegisterService(&subscriptions_);
    server_ = builder.BuildAndStart();
  }
  ~ShardKeeperTest() override { server_->Shutdown(std::chrono::system_clock::now()); }

  static bool Eventually(const std::function<bool()>& holds) {
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (!holds() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
    return holds();
  }
  void Serve() {
    keeper_.Serve();
    ASSERT_TRUE(Eventually([this] { return keeper_.caught_up() != nullptr; }));
  }
  // The first error, or OK.
  absl::Status Execute(const std::vector<v1::Command>& commands) {
    const std::shared_ptr<PartitionShard> shard = keeper_.shard();
    auto group = std::make_unique<CommandGroup>();
    for (const v1::Command& command : commands) {
      group->commands.push_back({&command, CommandDigest(command), false, nullptr, command.ByteSizeLong()});
    }
    absl::Notification answered;
    absl::Status first;
    group->done = [&](CommandGroup& done) {
      for (const auto& outcome : done.outcomes) first.Update(outcome.status());
      answered.Notify();
    };
    const absl::Status taken = shard->commands()->Submit(0, group);
    if (!taken.ok()) return taken;
    answered.WaitForNotification();
    return first;
  }
  ShardOptions Options() const {
    ShardOptions options;
    options.views_directory = directory_.path() + "/views/0";
    return options;
  }
  // Of a log of one partition.
  static HeadsOfPartition HeadsOf(const EventLog& log) {
    return [&log](uint32_t, const LedgerId& after, size_t limit) { return log.Heads(after, limit); };
  }
  testing::Caller Client() { return testing::Caller(server_->InProcessChannel({})); }

  const testing::TemporaryDirectory directory_;
  ManualClock clock_{testing::Monday()};
  const Orders orders_{"town-a"};
  testing::TestLog log_;
  WorkPool pool_{2, 100};
  const std::unique_ptr<Authenticator> authenticator_ = TrustEveryone("tester");
  const PersonalData personal_;
  const ShardParts parts_{log_,  HeadsOf(log_), testing::TestReferences(), clock_, personal_, *authenticator_, pool_,
                          false, nullptr};
  ShardKeeper keeper_{parts_, 0, Options()};
  Front front_{keeper_};
  SubscriptionFront subscriptions_{keeper_};
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ShardKeeperTest, WhoIsServedHasCommandsAndQueries) {
  EXPECT_EQ(keeper_.shard(), nullptr);
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  ASSERT_OK(Execute({orders_.Submit("p-1")}));
  ASSERT_OK_AND_ASSIGN(const v1::ProposalFacts facts, Client().GetProposal("town-a", "p-1", Orders::kFounding));
  EXPECT_EQ(facts.status(), v1::Proposal::SUBMITTED);
}

TEST_F(ShardKeeperTest, WhoTakesOverKeepsTimeFromThenOn) {
  Serve();
  std::vector<v1::Command> life = orders_.Life("p-1");
  life.resize(4);  // In handling, due on 2025-05-06.
  ASSERT_OK(Execute(orders_.Founding()));
  ASSERT_OK(Execute(life));
  keeper_.Leave();
  clock_.Set(testing::Monday() + absl::Hours(24 * 65));
  const size_t reminded = Orders::kFounding + life.size() + 2;
  for (const char* node : {"/views/a", "/views/b"}) {
    ShardOptions options = Options();
    options.views_directory = directory_.path() + node;
    options.timekeeper = TimekeeperOptions();
    ShardKeeper keeper(parts_, 0, options);
    keeper.Serve();
    EXPECT_TRUE(Eventually([&] {
      return keeper.caught_up() != nullptr && testing::RecordsOf(log_, "town-a").size() == reminded;
    })) << "overdue, and urged; by the first of them";
  }
}

TEST_F(ShardKeeperTest, AfterALossTheNextShardKnowsWhatHappenedMeanwhile) {
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  keeper_.Leave();
  EXPECT_EQ(keeper_.shard(), nullptr);
  EXPECT_EQ(keeper_.caught_up(), nullptr);
  EXPECT_THAT(Client().GetProposal("town-a", "p-1", 0), HasReason("PARTITION_MOVING"));
  {
    // Another node owns it.
    const v1::Command submit = orders_.Submit("p-1");
    CommandPipeline other(log_, testing::TestReferences(), clock_, {});
    auto group = std::make_unique<CommandGroup>();
    group->commands.push_back({&submit, CommandDigest(submit), false, nullptr, submit.ByteSizeLong()});
    group->done = [](CommandGroup& done) { EXPECT_OK(done.outcomes.front()); };
    ASSERT_OK(other.Submit(0, group));
  }
  Serve();
  EXPECT_OK(Client().GetProposal("town-a", "p-1", Orders::kFounding));
  EXPECT_OK(Execute({orders_.Register("p-1")}));
}

TEST_F(ShardKeeperTest, AShardThatIsCutAcknowledgesNothing) {
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  const uint64_t appends = log_.appends();
  const std::shared_ptr<PartitionShard> kept = keeper_.shard();
  kept->Cut();
  EXPECT_THAT(Execute({orders_.Submit("p-1")}), HasReason("PARTITION_MOVING"));
  EXPECT_EQ(log_.appends(), appends);
}

TEST_F(ShardKeeperTest, SubscriptionsEndWithALossAndSayWhy) {
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  const testing::Caller client = Client();
  const std::unique_ptr<grpc::ClientContext> context = client.Context();
  v1::SubscribeRequest request;
  request.mutable_beginning();
  const auto stream = client.subscriptions().Subscribe(context.get(), request);
  v1::SubscribeResponse response;
  while (stream->Read(&response) && !response.has_caught_up()) {
  }
  ASSERT_TRUE(response.has_caught_up());
  keeper_.Leave();
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(FromRpc(stream->Finish()), HasReason("PARTITION_MOVING"));
  Serve();
}

// Its view could not be opened again as long as the call holds it.
TEST_F(ShardKeeperTest, AClientThatTakesNothingDoesNotHoldUpTheNextShard) {
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  std::vector<v1::Command> many;
  for (int i = 0; i < 2'000; ++i) many.push_back(orders_.Submit(absl::StrCat("p-", i)));
  for (v1::Command& command : many) command.mutable_submit()->set_body(std::string(1'000, 'x'));
  ASSERT_OK(Execute(many));
  const testing::Caller client = Client();
  const std::unique_ptr<grpc::ClientContext> context = client.Context();
  v1::SubscribeRequest request;
  request.mutable_beginning();
  const auto stream = client.subscriptions().Subscribe(context.get(), request);
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  keeper_.Leave();
  Serve();
  context->TryCancel();
  stream->Finish();
}

TEST_F(ShardKeeperTest, ViewsOfAnotherLogAreFoldedAnew) {
  Serve();
  ASSERT_OK(Execute(orders_.Founding()));
  ASSERT_OK(Execute({orders_.Submit("p-1")}));
  ASSERT_OK(Client().GetProposal("town-a", "p-1", Orders::kFounding));
  keeper_.Stop();
  testing::TestLog another;
  const ShardParts parts{another, HeadsOf(another), testing::TestReferences(), clock_, personal_, *authenticator_,
                         pool_};
  ShardKeeper keeper(parts, 0, Options());
  keeper.Serve();
  ASSERT_TRUE(Eventually([&] { return keeper.caught_up() != nullptr; }));
  EXPECT_OK(keeper.status());
}

TEST_F(ShardKeeperTest, WhyThereIsNoShardIsTold) {
  ShardKeeper second(parts_, 0, Options());
  Serve();
  second.Serve();
  EXPECT_TRUE(Eventually([&] { return ReasonOf(second.status()) == "VIEWS_LOCKED"; }));
  EXPECT_EQ(second.shard(), nullptr);
  keeper_.Leave();
  EXPECT_TRUE(Eventually([&] { return second.caught_up() != nullptr; })) << "it tries again";
  EXPECT_OK(second.status());
}

}  // namespace
}  // namespace huiyin
