// Two nodes in one process: the router of one, and the PeerService of the other on a real port, over logs in memory.
#include "services/cluster/command_router.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "domain/command_of.h"
#include "eventstore/partition_slice.h"
#include "services/cluster/peer_service.h"
#include "services/command_pipeline.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

using testing::Orders;

constexpr char kToken[] = "a-token-of-the-peers";

// What a node believes about the one partition; a test says it.
class Belief final : public CommandOwners {
 public:
  void IsHere(std::shared_ptr<CommandLanes> here) {
    absl::MutexLock lock(&mu_);
    here_ = std::move(here);
    elsewhere_.clear();
  }
  void IsAt(const std::string& address) {
    absl::MutexLock lock(&mu_);
    here_ = nullptr;
    elsewhere_ = address;
  }

  uint32_t partitions() const override { return 1; }
  uint32_t PartitionOf(const LedgerId&) const override { return 0; }
  std::shared_ptr<CommandLanes> Here(uint32_t) const override {
    absl::MutexLock lock(&mu_);
    return here_;
  }
  absl::StatusOr<std::string> Elsewhere(uint32_t partition) const override {
    absl::MutexLock lock(&mu_);
    if (elsewhere_.empty()) return PartitionMoving(partition);
    return elsewhere_;
  }

 private:
  mutable absl::Mutex mu_;
  std::shared_ptr<CommandLanes> here_ ABSL_GUARDED_BY(mu_);
  std::string elsewhere_ ABSL_GUARDED_BY(mu_);
};

// A group that keeps its commands, and what became of it.
struct Sent {
  explicit Sent(std::vector<v1::Command> sent) : commands(std::move(sent)) {}

  std::unique_ptr<CommandGroup> Group() {
    auto group = std::make_unique<CommandGroup>();
    for (const v1::Command& command : commands) {
      group->commands.push_back({&command, CommandDigest(command), historical, entered_by, command.ByteSizeLong()});
    }
    group->broken = broken;
    group->deadline = deadline;
    group->done = [this](CommandGroup& done) {
      outcomes = std::move(done.outcomes);
      answered.Notify();
    };
    return group;
  }
  const absl::StatusOr<CommandReceipt>& Outcome() {
    answered.WaitForNotification();
    return outcomes.front();
  }

  const std::vector<v1::Command> commands;
  bool historical = false;
  const v1::Actor* entered_by = nullptr;
  std::shared_ptr<std::atomic<bool>> broken;
  absl::Time deadline = absl::InfiniteFuture();
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;
  absl::Notification answered;
};

class CommandRouterTest : public ::testing::Test {
 protected:
  // Not owned by the pointer: the last one may be let go on the writer's own thread.
  std::shared_ptr<CommandPipeline> Writer(EventLog& log) {
    writers_.push_back(
        std::make_unique<CommandPipeline>(log, testing::TestReferences(), clock_, CommandPipelineOptions{}));
    return std::shared_ptr<CommandPipeline>(writers_.back().get(), [](CommandPipeline*) {});
  }
  static absl::Status Submit(CommandRouter& router, Sent& sent) {
    std::unique_ptr<CommandGroup> group = sent.Group();
    return router.Submit(0, group);
  }
  std::string Peer() const { return absl::StrCat("127.0.0.1:", peer_server_.port()); }

  const ManualClock clock_{testing::Monday()};
  const Orders orders_{"town-a"};
  PeerChannels channels_{grpc::InsecureChannelCredentials()};
  // The node that is asked.
  testing::TestLog own_log_;
  Belief own_belief_;
  // The other one.
  testing::TestLog peer_log_;
  Belief peer_belief_;
  std::vector<std::unique_ptr<CommandPipeline>> writers_;
  PeerService peer_{peer_belief_, kToken};
  testing::RpcServer peer_server_{peer_};
  CommandRouterOptions options_{.peer_token = kToken};
};

TEST_F(CommandRouterTest, WhatIsOursIsExecutedHere) {
  CommandRouter router(own_belief_, channels_, options_);
  own_belief_.IsHere(Writer(own_log_));
  Sent founding(orders_.Founding());
  ASSERT_OK(Submit(router, founding));
  EXPECT_OK(founding.Outcome());
  EXPECT_EQ(testing::RecordsOf(own_log_, "town-a").size(), Orders::kFounding);
}

TEST_F(CommandRouterTest, WhatIsAnothersGoesThereWithAllThatIsKnownOfIt) {
  CommandRouter router(own_belief_, channels_, options_);
  own_belief_.IsAt(Peer());
  peer_belief_.IsHere(Writer(peer_log_));
  v1::Actor clerk;
  clerk.set_id("clerk-1");
  clerk.set_role(v1::Actor::ADMINISTRATOR);
  Sent founding(orders_.Founding());
  founding.historical = true;
  founding.entered_by = &clerk;
  ASSERT_OK(Submit(router, founding));
  ASSERT_OK(founding.Outcome());
  EXPECT_EQ(founding.outcomes.back()->first, Seq(Orders::kFounding - 1));
  Sent refused({orders_.Register("p-1")}), again({orders_.Founding().front()});
  ASSERT_OK(Submit(router, refused));
  ASSERT_OK(Submit(router, again));
  EXPECT_THAT(refused.Outcome(), HasReason("PROPOSAL_UNKNOWN"));
  ASSERT_OK(again.Outcome());
  EXPECT_TRUE(again.outcomes.front()->repeated);
  const std::vector<v1::Record> records = testing::RecordsOf(peer_log_, "town-a");
  ASSERT_EQ(records.size(), Orders::kFounding);
  EXPECT_TRUE(records[0].historical());
  EXPECT_EQ(records[0].entered_by().id(), "clerk-1");
  EXPECT_EQ(own_log_.appends(), 0u);
}

TEST_F(CommandRouterTest, APeerThatDoesNotOwnItSaysSoAndPassesNothingOn) {
  CommandRouter router(own_belief_, channels_, options_);
  own_belief_.IsAt(Peer());
  peer_belief_.IsAt(Peer());  // It would go round for ever.
  Sent founding(orders_.Founding());
  ASSERT_OK(Submit(router, founding));
  EXPECT_THAT(founding.Outcome(), HasReason("PARTITION_NOT_OWNED"));
  EXPECT_THAT(founding.Outcome(), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(CommandRouterTest, WhileThePartitionMovesNothingWaits) {
  CommandRouter router(own_belief_, channels_, options_);
  Sent founding(orders_.Founding());
  ASSERT_OK(Submit(router, founding));
  EXPECT_THAT(founding.Outcome(), HasReason("PARTITION_MOVING"));
}

TEST_F(CommandRouterTest, TheFateIsUnknownWhereTheOwnerDoesNotAnswer) {
  CommandRouter router(own_belief_, channels_, options_);
  own_belief_.IsAt(Peer());
  peer_server_.Shutdown();
  Sent founding(orders_.Founding());
  ASSERT_OK(Submit(router, founding));
  EXPECT_THAT(founding.Outcome(), HasReason("FATE_UNKNOWN"));
  EXPECT_THAT(founding.Outcome(), HasCode(absl::StatusCode::kUnavailable));
}

// The owner sleeps, and somebody else has replaced it meanwhile.
TEST_F(CommandRouterTest, AnOwnerThatWasReplacedIsNotWaitedFor) {
  CommandRouter router(own_belief_, channels_, options_);
  absl::Notification asleep, awake;
  peer_log_.BeforeAppend([&] {
    if (!asleep.HasBeenNotified()) asleep.Notify();
    awake.WaitForNotification();
  });
  const auto peer_writer = Writer(peer_log_);
  peer_belief_.IsHere(peer_writer);
  own_belief_.IsAt(Peer());
  Sent founding(orders_.Founding());
  ASSERT_OK(Submit(router, founding));
  asleep.WaitForNotification();
  own_belief_.IsHere(Writer(own_log_));
  EXPECT_THAT(founding.Outcome(), HasReason("FATE_UNKNOWN"));
  awake.Notify();
  peer_writer->Stop();
}

TEST_F(CommandRouterTest, PeersKnowEachOtherByTheirToken) {
  peer_belief_.IsHere(Writer(peer_log_));
  own_belief_.IsAt(Peer());
  for (const char* token : {"", "another-token-of-16", "a-token-of-the-peer"}) {
    options_.peer_token = token;
    CommandRouter router(own_belief_, channels_, options_);
    Sent founding(orders_.Founding());
    ASSERT_OK(Submit(router, founding));
    EXPECT_THAT(founding.Outcome(), HasReason("PEER_TOKEN_UNKNOWN")) << token;
  }
  EXPECT_EQ(peer_log_.appends(), 0u);
}

TEST_F(CommandRouterTest, WhatWaitsForAnotherNodeIsBounded) {
  options_.queue_commands_max = 2;
  CommandRouter router(own_belief_, channels_, options_);
  absl::Notification appending, go_on;
  peer_log_.BeforeAppend([&] {
    if (!appending.HasBeenNotified()) appending.Notify();
    go_on.WaitForNotification();
  });
  peer_belief_.IsHere(Writer(peer_log_));
  own_belief_.IsAt(Peer());
  Sent founding(orders_.Founding()), one({orders_.Submit("p-1")}), two({orders_.Submit("p-2")}),
      three({orders_.Submit("p-3")});
  ASSERT_OK(Submit(router, founding));
  appending.WaitForNotification();
  ASSERT_OK(Submit(router, one));
  ASSERT_OK(Submit(router, two));
  EXPECT_THAT(Submit(router, three), HasReason("QUEUE_FULL"));
  go_on.Notify();
  EXPECT_OK(one.Outcome());
  EXPECT_OK(two.Outcome());
}

// A partition moves while its commands are under way: what was sent later is not executed earlier.
TEST_F(CommandRouterTest, ALaterGroupDoesNotOvertakeWhenThePartitionMoves) {
  CommandRouter router(own_belief_, channels_, options_);
  absl::Notification appending, go_on;
  own_log_.BeforeAppend([&] {
    if (!appending.HasBeenNotified()) appending.Notify();
    go_on.WaitForNotification();
  });
  own_belief_.IsHere(Writer(own_log_));
  peer_belief_.IsHere(Writer(peer_log_));
  Sent first(orders_.Founding()), second(orders_.Founding());
  ASSERT_OK(Submit(router, first));
  appending.WaitForNotification();
  const std::shared_ptr<CommandLanes> still = own_belief_.Here(0);
  own_belief_.IsAt(Peer());
  ASSERT_OK(Submit(router, second));
  EXPECT_FALSE(second.answered.WaitForNotificationWithTimeout(absl::Milliseconds(50)));
  EXPECT_EQ(peer_log_.appends(), 0u);
  go_on.Notify();
  EXPECT_OK(first.Outcome());
  EXPECT_OK(second.Outcome());
  EXPECT_EQ(testing::RecordsOf(peer_log_, "town-a").size(), Orders::kFounding);
}

TEST_F(CommandRouterTest, WhatNobodyWantsAnyMoreIsNotSent) {
  peer_belief_.IsHere(Writer(peer_log_));
  own_belief_.IsAt(Peer());
  CommandRouter router(own_belief_, channels_, options_);
  Sent late(orders_.Founding()), overtaken(orders_.Founding());
  late.deadline = absl::InfinitePast();
  overtaken.broken = std::make_shared<std::atomic<bool>>(true);
  ASSERT_OK(Submit(router, late));
  ASSERT_OK(Submit(router, overtaken));
  EXPECT_THAT(late.Outcome(), HasReason("DEADLINE_PASSED"));
  EXPECT_THAT(overtaken.Outcome(), HasReason("ORDER_BROKEN"));
  EXPECT_EQ(peer_log_.appends(), 0u);
}

TEST_F(CommandRouterTest, StoppingAnswersAllThatWasTaken) {
  CommandRouter router(own_belief_, channels_, options_);
  peer_belief_.IsHere(Writer(peer_log_));
  own_belief_.IsAt(Peer());
  Sent founding(orders_.Founding()), later({orders_.Submit("p-1")});
  ASSERT_OK(Submit(router, founding));
  router.Stop();
  EXPECT_TRUE(founding.answered.HasBeenNotified());
  EXPECT_OK(founding.Outcome());
  EXPECT_THAT(Submit(router, later), HasReason("SHUTTING_DOWN"));
}

TEST(PeerTokenTest, IsOneVisibleLine) {
  EXPECT_THAT(ParsePeerToken(" 0f6c1a2b3c4d5e6f\n"), IsOkAndHolds("0f6c1a2b3c4d5e6f"));
  for (const char* text :
       {"", "short", "0f6c1a2b 3c4d5e6f", "0f6c1a2b3c4d5e6f\n0f6c1a2b3c4d5e6f", "令牌令牌令牌令牌"}) {
    EXPECT_THAT(ParsePeerToken(text), HasReason("PEER_TOKEN_MALFORMED")) << text;
  }
}

}  // namespace
}  // namespace huiyin
