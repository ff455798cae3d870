// Nodes that die, sleep, are cut off, come and go, and brokers that die, while commands come to all of them; the
// history, the replicas and the views are checked afterwards.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "projections/history.h"
#include "services/rpc_status.h"
#include "tests/faults/chances.h"
#include "tests/kafka/lost_tail.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

constexpr int kLedgers = 3;
constexpr int kPetitionersPerLedger = 2;
constexpr size_t kNodes = 2;
constexpr uint64_t kRounds = 2;
constexpr uint64_t kAnyOffset = std::numeric_limits<uint64_t>::max();
constexpr size_t kBatchesMax = 8;

class ClusterFaultTest : public NodeProcessesTest {
 protected:
  // One broker, and a cable to it for each node.
  static KafkaCluster& OneBroker() {
    static KafkaCluster* const one = new KafkaCluster(/*brokers=*/1, /*cables=*/kNodes);
    return *one;
  }

  // Each node by a cable of its own.
  void StartNodesByCables(KafkaCluster& cluster) {
    bootstrap_ = cluster.bootstrap();
    for (size_t i = 0; i < kNodes; ++i) {
      nodes_.push_back(std::make_unique<NodeProcess>(cluster.BootstrapBy(i), Topic()));
      nodes_.back()->Start();
    }
    for (const auto& node : nodes_) node->AwaitListening();
  }

  static uint32_t HomeOf(const std::string& ledger) {
    return static_cast<uint32_t>(StableHash(ledger) % kNodePartitions);
  }
  std::string AnyLedger() { return absl::StrCat("town-", chances_.Below(kLedgers)); }
  size_t IndexOf(const NodeProcess& node) const {
    size_t index = 0;
    while (nodes_[index].get() != &node) ++index;
    return index;
  }
  // Until the ledger is somebody else's.
  void AwaitReplaced(const NodeProcess& node, const std::string& ledger) {
    ASSERT_OK_AND_ASSIGN(const auto owners, OpenOwnerDirectory(LogOptions().properties, Topic()));
    const absl::Time deadline = Soon();
    const auto is_replaced = [&] {
      const std::string owner = owners->OwnerOf(HomeOf(ledger));
      return !owner.empty() && owner != node.address();
    };
    while (!is_replaced() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(20));
    ASSERT_TRUE(is_replaced());
  }

  void StartPetitioners() {
    for (int i = 0; i < kLedgers; ++i) {
      const std::string ledger = absl::StrCat("town-", i);
      Found(*nodes_[0], ledger);
      for (int j = 0; j < kPetitionersPerLedger; ++j) {
        petitioners_.push_back(std::make_unique<Petitioner>(nodes_, ledger, absl::StrCat("p", j)));
      }
    }
  }

  // Rounds of `fault` under load, each followed by progress in every ledger; then everything is checked.
  void Run(const std::function<void()>& fault) {
    StartPetitioners();
    for (uint64_t round = 0; round < Chances::Rounds(kRounds); ++round) {
      AwaitProgressOfAll();
      if (HasFatalFailure()) break;
      absl::SleepFor(chances_.Moment(absl::Milliseconds(500)));
      fault();
    }
    AwaitProgressOfAll();
    for (const auto& petitioner : petitioners_) petitioner->Stop();
    const std::vector<Shown> shown = ReadViews();
    for (const auto& node : nodes_) EXPECT_EQ(node->Terminate(), 0);
    OpenHistory();
    CheckHistory(petitioners_);
    CheckReplicas();
    for (const Shown& one : shown) EXPECT_EQ(one.proposals, FoldedAnew(one.ledger)) << one.ledger << " at " << one.at;
  }
  void AwaitProgressOfAll() {
    for (const auto& petitioner : petitioners_) AwaitProgress(*petitioner);
  }

  // A ledger's proposals, as a node shows them once its views hold all that was acknowledged.
  struct Shown {
    std::string ledger;
    std::string at;
    std::vector<std::string> proposals;
  };
  std::vector<Shown> ReadViews() const {
    std::map<std::string, uint64_t> last_seq;
    for (const auto& petitioner : petitioners_) {
      for (const Acknowledged& one : petitioner->acknowledged()) {
        last_seq[petitioner->ledger()] = std::max(last_seq[petitioner->ledger()], one.seq);
      }
    }
    std::vector<Shown> shown;
    for (const auto& node : nodes_) {
      for (const auto& [ledger, seq] : last_seq)
        shown.push_back({ledger, node->address(), Proposals(*node, ledger, seq)});
    }
    return shown;
  }
  static std::vector<std::string> Proposals(const NodeProcess& node, const std::string& ledger, uint64_t seq) {
    const testing::Caller client = node.Client();
    std::vector<std::string> proposals;
    v1::ListProposalsRequest request;
    request.set_ledger_id(ledger);
    request.set_page_size(500);
    request.set_at_least_seq(seq);
    do {
      const auto page = UntilAnswered([&]() -> absl::StatusOr<v1::ListProposalsResponse> {
        const std::unique_ptr<grpc::ClientContext> context = client.Context();
        v1::ListProposalsResponse response;
        RETURN_IF_ERROR(FromRpc(client.queries().ListProposals(context.get(), request, &response)));
        return response;
      });
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::ProposalFacts& facts : page->proposals()) proposals.push_back(facts.ShortDebugString());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return proposals;
  }
  // By the same folds, from the topic.
  std::vector<std::string> FoldedAnew(const std::string& ledger) const {
    std::vector<std::string> proposals;
    const auto picture = FoldHistory(history_->log(), LedgerId(ledger), {});
    EXPECT_OK(picture);
    EXPECT_OK((*picture)->ForEachProposal([&](const v1::ProposalFacts& facts) {
      proposals.push_back(facts.ShortDebugString());
      return absl::OkStatus();
    }));
    return proposals;
  }

  Chances chances_;
  std::vector<std::unique_ptr<Petitioner>> petitioners_;
};

TEST_F(ClusterFaultTest, OwnersAreKilledAndComeBack) {
  StartNodes(kNodes, OneBroker().bootstrap());
  Run([this] {
    NodeProcess& victim = OwnerOf(AnyLedger());
    victim.Kill();
    absl::SleepFor(chances_.Moment(absl::Seconds(3)));
    victim.Start();
    victim.AwaitListening();
  });
}

// It wakes up believing that it owns what it owned, with commands that were sent to it while it slept.
TEST_F(ClusterFaultTest, OwnersSleepUntilTheyAreReplaced) {
  StartNodes(kNodes, OneBroker().bootstrap());
  Run([this] {
    const std::string ledger = AnyLedger();
    NodeProcess& sleeper = OwnerOf(ledger);
    sleeper.process().Pause();
    AwaitReplaced(sleeper, ledger);
    absl::SleepFor(chances_.Moment(absl::Seconds(1)));
    sleeper.process().Resume();
  });
}

TEST_F(ClusterFaultTest, OwnersAreCutOffUntilTheyAreReplaced) {
  KafkaCluster& cluster = OneBroker();
  StartNodesByCables(cluster);
  Run([&] {
    const std::string ledger = AnyLedger();
    const NodeProcess& owner = OwnerOf(ledger);
    CutProxy& cable = cluster.cable(IndexOf(owner));
    if (chances_.Toss()) {
      cable.Stall();
    } else {
      cable.Refuse();
    }
    AwaitReplaced(owner, ledger);
    absl::SleepFor(chances_.Moment(absl::Seconds(1)));
    cable.Heal();
  });
}

TEST_F(ClusterFaultTest, NodesComeAndGo) {
  StartNodes(kNodes, OneBroker().bootstrap());
  NodeProcess third(bootstrap_, Topic());
  Run([&] {
    third.Start();
    third.AwaitListening();
    absl::SleepFor(chances_.Moment(absl::Seconds(3)));
    if (chances_.Toss()) {
      third.Kill();
    } else {
      EXPECT_EQ(third.Terminate(), 0);
    }
  });
}

TEST_F(ClusterFaultTest, TheBrokerIsKilledSleepsOrBreaksConnections) {
  KafkaCluster& cluster = OneBroker();
  StartNodesByCables(cluster);
  Run([&] {
    KafkaBroker& broker = cluster.broker(0);
    switch (chances_.Below(3)) {
      case 0:
        broker.Pause();
        absl::SleepFor(chances_.Moment(absl::Seconds(3)));
        return broker.Resume();
      case 1:
        return cluster.cable(chances_.Below(kNodes)).Reset();
      default:
        broker.Kill();
        absl::SleepFor(chances_.Moment(absl::Seconds(1)));
        ASSERT_OK(broker.Start());
        ASSERT_OK(broker.AwaitReady());
    }
  });
}

// It comes back without the end of what it had acknowledged, perhaps; the other two have it.
TEST_F(ClusterFaultTest, OneOfThreeBrokersIsKilledAndLosesItsTail) {
  KafkaCluster cluster(/*brokers=*/3);
  StartNodes(kNodes, cluster.bootstrap());
  Run([&] {
    KafkaBroker& broker = cluster.broker(chances_.Below(3));
    broker.Kill();
    const uint32_t partition = HomeOf(AnyLedger());
    if (chances_.Toss() && IsReplaced(broker, cluster.properties(), Topic(), partition, Soon())) {
      LoseTail(SegmentOf(broker, Topic(), partition), kAnyOffset, kBatchesMax, chances_);
    }
    absl::SleepFor(chances_.Moment(absl::Seconds(1)));
    ASSERT_OK(broker.Start());
    ASSERT_OK(broker.AwaitReady());
  });
}

// A broker that stood alone has lost what it had acknowledged. Who knows that says so, and does not start again.
TEST_F(ClusterFaultTest, NodesRefuseToGoOnWithoutWhatTheBrokerLost) {
  KafkaBroker& broker = OneBroker().broker(0);
  StartNodes(/*count=*/1, OneBroker().bootstrap());
  StartPetitioners();
  for (const auto& petitioner : petitioners_) AwaitProgress(*petitioner, 10);
  for (const auto& petitioner : petitioners_) petitioner->Stop();
  broker.Kill();
  const std::string segment = SegmentOf(broker, Topic(), HomeOf("town-0"));
  // The last but one is a batch of records, the last one its marker.
  const std::vector<Batch> batches = BatchesIn(segment);
  LoseTail(segment, batches[batches.size() - 2].base_offset, kBatchesMax, chances_);
  ASSERT_OK(broker.Start());
  ASSERT_OK(broker.AwaitReady());

  const auto says_what_is_lost = ::testing::AnyOf(HasReason("REPLICA_AHEAD"), HasReason("REPLICA_NOT_OF_TOPIC"));
  const testing::Caller client = nodes_[0]->Client();
  const absl::Time deadline = Soon();
  absl::StatusOr<v1::Receipt> answer = absl::UnavailableError("not asked yet");
  while (!::testing::Value(answer, says_what_is_lost) && absl::Now() < deadline) {
    answer = client.Order(testing::Orders("town-0").Submit("late"));
    ASSERT_FALSE(answer.ok());
  }
  EXPECT_THAT(answer, says_what_is_lost);
  EXPECT_EQ(nodes_[0]->Terminate(), 0);
  nodes_[0]->Start();
  EXPECT_EQ(nodes_[0]->process().AwaitExit(), 1);
  EXPECT_THAT(nodes_[0]->Said(), ::testing::ContainsRegex("REPLICA_(AHEAD|NOT_OF_TOPIC)"));
}

}  // namespace
}  // namespace huiyin
