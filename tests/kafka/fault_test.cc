// Brokers that die, cables that are cut and owners that change, under load; the history is checked afterwards.
#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "base/test_matchers.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/partition_ownership.h"
#include "eventstore/kafka/topic.h"
#include "eventstore/record_codec.h"
#include "tests/faults/chances.h"
#include "tests/kafka/clerk.h"
#include "tests/kafka/log_on_broker.h"
#include "tests/kafka/lost_tail.h"

namespace huiyin {
namespace {

constexpr uint64_t kAnyOffset = std::numeric_limits<uint64_t>::max();
constexpr size_t kBatchesMax = 8;

std::vector<v1::Record> RecordsOf(const EventLog& log, const std::string& ledger) {
  const std::vector<ReadRecord> stored = ReadAll(log.ReadLedger(LedgerId(ledger), Seq(0))).value();
  std::vector<v1::Record> records(stored.size());
  for (size_t i = 0; i < stored.size(); ++i) {
    EXPECT_OK(DecodeAt(LedgerId(ledger), Seq(i), stored[i].bytes, records[i]));
  }
  return records;
}

class KafkaFaultTest : public KafkaTest {
 protected:
  // Kills and restarts brokers while two ledgers are written to. One of several may come back without its end.
  void KillBrokers(int brokers, uint64_t rounds) {
    KafkaCluster cluster(brokers);
    const KafkaLogOptions options{.properties = cluster.properties(), .topic = Topic(), .partitions = 1};
    Node node(options), fresh(options);
    node.OpenAsOwner();
    ASSERT_FALSE(HasFatalFailure());
    Clerk a(node.log(), "town-a", "a"), b(node.log(), "town-b", "b");
    ASSERT_NO_FATAL_FAILURE(AwaitProgress(node, a));
    for (uint64_t round = 0; round < rounds; ++round) {
      absl::SleepFor(chances_.Moment(absl::Milliseconds(1'500)));
      KafkaBroker& victim = cluster.broker(chances_.Below(brokers));
      victim.Kill();
      // The others have it.
      if (brokers > 1 && chances_.Toss() && IsReplaced(victim, cluster.properties(), Topic(), 0, Soon())) {
        LoseTail(SegmentOf(victim, Topic(), 0), kAnyOffset, kBatchesMax, chances_);
      }
      absl::SleepFor(chances_.Moment(absl::Milliseconds(500)));
      ASSERT_OK(victim.Start());
      ASSERT_OK(victim.AwaitReady());
      ASSERT_NO_FATAL_FAILURE(AwaitProgress(node, a));
      ASSERT_NO_FATAL_FAILURE(AwaitProgress(node, b));
    }
    a.Stop();
    b.Stop();
    ASSERT_OK(node.log().Await(0, PartitionState::kServing, Soon()));
    fresh.OpenAsOwner();
    a.Check(RecordsOf(fresh.log(), "town-a"));
    b.Check(RecordsOf(fresh.log(), "town-b"));
    EXPECT_EQ(fresh.log().StatusOf(0).dropped, 0u);
    node.OwnAll();
    EXPECT_EQ(PartitionOf(node.log()), PartitionOf(fresh.log()));
  }

  template <typename Condition>
  static void Await(Condition is_so) {
    const absl::Time deadline = Soon();
    while (!is_so() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_TRUE(is_so());
  }

  // The log heals by itself. Kafka's own limits add up: a dead broker is missed after 9 seconds, a transaction that it
  // coordinated ends after a minute.
  void AwaitProgress(Node& node, const Clerk& clerk) {
    const size_t before = clerk.answered();
    const absl::Time deadline = absl::Now() + absl::Minutes(3);
    while (clerk.answered() == before && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
    const PartitionStatus status = node.log().StatusOf(0);
    ASSERT_GT(clerk.answered(), before) << "state " << static_cast<int>(status.state) << ": " << status.error;
  }

  // Until a command at `node` is answered. Who was told to own the partition earlier, and was not waited for, may fence
  // it even after it began to serve: it takes the partition back, as PartitionOwnership does.
  void AwaitOwner(Node& node, const Clerk& clerk) {
    const size_t before = clerk.answered();
    const absl::Time deadline = absl::Now() + absl::Minutes(2);
    while (clerk.answered() == before) {
      const PartitionStatus status = node.log().StatusOf(0);
      ASSERT_LT(absl::Now(), deadline) << "state " << static_cast<int>(status.state) << ": " << status.error;
      if (status.state == PartitionState::kLost) node.log().Own(0);
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  Chances chances_;
};

// One of a group, by a cable of its own; works in a ledger all the time.
class Member {
 public:
  Member(KafkaCluster& cluster, size_t cable, const std::string& topic)
      : cable_(cluster.cable(cable)),
        properties_({{"bootstrap.servers", cluster.BootstrapBy(cable)}}),
        node_({.properties = properties_, .topic = topic, .partitions = 1}) {
    EXPECT_OK(node_.TryOpen());
    ownership_ =
        JoinOwners(node_.log(),
                   {.properties = properties_, .topic = topic, .group = topic, .session_timeout = absl::Seconds(2)})
            .value();
    clerk_ = std::make_unique<Clerk>(node_.log(), "town-a", absl::StrCat("clerk-", cable));
  }

  bool is_serving() { return node_.log().StatusOf(0).state == PartitionState::kServing; }
  CutProxy& cable() { return cable_; }
  Node& node() { return node_; }
  Clerk& clerk() { return *clerk_; }
  // Leaves the group.
  void Stop() {
    clerk_->Stop();
    ownership_ = nullptr;
  }

 private:
  CutProxy& cable_;
  const std::vector<std::pair<std::string, std::string>> properties_;
  Node node_;
  std::unique_ptr<PartitionOwnership> ownership_;
  std::unique_ptr<Clerk> clerk_;
};

// Somebody else serves before it knows, and it must never answer OK again by its old right.
TEST_F(KafkaFaultTest, AnOwnerThatIsCutOffIsReplacedAndFenced) {
  KafkaCluster cluster(/*brokers=*/1, /*cables=*/2);
  Member a(cluster, 0, Topic()), b(cluster, 1, Topic());
  for (uint64_t round = 0; round < Chances::Rounds(3); ++round) {
    Await([&] { return a.is_serving() || b.is_serving(); });
    Member& owner = a.is_serving() ? a : b;
    Member& other = a.is_serving() ? b : a;
    ASSERT_NO_FATAL_FAILURE(AwaitProgress(owner.node(), owner.clerk()));
    if (chances_.Toss()) {
      owner.cable().Stall();
    } else {
      owner.cable().Refuse();
    }
    Await([&] { return other.is_serving(); });
    ASSERT_NO_FATAL_FAILURE(AwaitProgress(other.node(), other.clerk()));
    absl::SleepFor(chances_.Moment(absl::Seconds(2)));
    owner.cable().Heal();
    Await([&] { return !owner.is_serving() || !other.is_serving(); });
  }
  a.Stop();
  b.Stop();
  Node fresh({.properties = cluster.properties(), .topic = Topic(), .partitions = 1});
  fresh.OpenAsOwner();
  const std::vector<v1::Record> records = RecordsOf(fresh.log(), "town-a");
  a.clerk().Check(records);
  b.clerk().Check(records);
  EXPECT_EQ(fresh.log().StatusOf(0).dropped, 0u);
  for (Member* member : {&a, &b}) {
    member->node().OwnAll();
    EXPECT_EQ(PartitionOf(member->node().log()), PartitionOf(fresh.log()));
  }
}

TEST_F(KafkaFaultTest, ABrokerIsKilledAndRestarted) { KillBrokers(1, Chances::Rounds(3)); }

TEST_F(KafkaFaultTest, OneOfThreeBrokersIsKilledAndRestarted) { KillBrokers(3, Chances::Rounds(3)); }

// Whoever led before is back, and leads no longer: it must not be asked for ever.
TEST_F(KafkaFaultTest, APartitionIsTakenOverAfterItsLeaderHasChanged) {
  constexpr size_t kBrokers = 3;
  KafkaCluster cluster(kBrokers);
  Node node({.properties = cluster.properties(), .topic = Topic(), .partitions = 1});
  node.OpenAsOwner();
  ASSERT_FALSE(HasFatalFailure());
  Clerk clerk(node.log(), "town-a", "a");
  for (size_t i = 0; i < kBrokers; ++i) {
    ASSERT_NO_FATAL_FAILURE(AwaitProgress(node, clerk));
    cluster.broker(i).Kill();
    ASSERT_NO_FATAL_FAILURE(AwaitProgress(node, clerk));
    ASSERT_OK(cluster.broker(i).Start());
    ASSERT_OK(cluster.broker(i).AwaitReady());
    node.log().Release(0);
    node.log().Own(0);
    ASSERT_OK(node.log().Await(0, PartitionState::kServing, Soon())) << "broker " << i;
  }
}

// Else it would stay weaker than its cluster, and lose the register with one broker.
TEST_F(KafkaFaultTest, ATopicThatIsMadeWhileABrokerIsDownIsAsStrongAsAny) {
  KafkaCluster cluster(/*brokers=*/3);
  const kafka::Handle client = kafka::NewAdminClient(cluster.properties()).value();
  cluster.broker(2).Kill();
  Await([&] {
    const absl::StatusOr<kafka::ClusterShape> shape = kafka::DescribeCluster(client.get(), Soon());
    return shape.ok() && shape->brokers.size() == 2;
  });
  Node node({.properties = cluster.properties(), .topic = Topic(), .partitions = 1});
  // Kafka makes it so, or wants the broker first.
  const absl::Status opened = node.TryOpen(absl::Seconds(5));
  EXPECT_TRUE(opened.ok() || absl::IsUnavailable(opened)) << opened;
  ASSERT_OK(cluster.broker(2).Start());
  node.OpenAsOwner();
  for (const std::string& topic : {Topic(), kafka::OwnersTopic(Topic()), kafka::MovedTopic(Topic())}) {
    EXPECT_EQ(kafka::DescribeTopic(client.get(), topic, Soon()).value()->replication, 3) << topic;
  }
  EXPECT_FALSE(node.log().strength().IsWeakerThanItsCluster());
  Node weak({.properties = cluster.properties(), .topic = Topic() + "-weak", .partitions = 1, .replication = 1});
  ASSERT_OK(weak.TryOpen());
  EXPECT_TRUE(weak.log().strength().IsWeakerThanItsCluster()) << weak.log().strength().brokers;
  EXPECT_EQ(weak.log().strength().replicas, 1);
  EXPECT_EQ(weak.log().strength().weakest, Topic() + "-weak");
}

TEST_F(KafkaFaultTest, OwnersTakeThePartitionFromEachOther) {
  Node a(Options()), b(Options()), fresh(Options());
  a.OpenAsOwner();
  ASSERT_OK(b.TryOpen());
  b.log().Follow(0);
  {
    Clerk at_a(a.log(), "town-a", "a"), at_b(b.log(), "town-a", "b");
    for (uint64_t round = 0; round < Chances::Rounds(20); ++round) {
      Node& next = round % 2 == 0 ? b : a;
      next.log().Release(0);  // It may not know yet that it was fenced.
      next.log().Own(0);
      absl::SleepFor(chances_.Moment(absl::Milliseconds(200)));
      if (chances_.Toss()) continue;  // Taken away before it served, perhaps.
      ASSERT_NO_FATAL_FAILURE(AwaitOwner(next, &next == &a ? at_a : at_b));
    }
    at_a.Stop();
    at_b.Stop();
    // Neither is still on its way to take it.
    a.log().Release(0);
    b.log().Release(0);
    fresh.OpenAsOwner();
    const std::vector<v1::Record> records = RecordsOf(fresh.log(), "town-a");
    at_a.Check(records);
    at_b.Check(records);
    EXPECT_GT(at_a.answered() + at_b.answered(), 20u);
  }
  EXPECT_EQ(fresh.log().StatusOf(0).dropped, 0u);
}

}  // namespace
}  // namespace huiyin
