// A broker that stood alone loses the end of what it had acknowledged: whoever knows that must refuse to go on. Of
// three nothing is lost: fault_test.
#include "tests/kafka/lost_tail.h"

#include <gtest/gtest.h>

#include "base/test_matchers.h"
#include "tests/contract/ledger_writer.h"
#include "tests/faults/chances.h"
#include "tests/kafka/log_on_broker.h"

namespace huiyin {
namespace {

using ::testing::AnyOf;

constexpr size_t kBatchesMax = 8;

auto SaysThatRecordsAreLost() { return AnyOf(HasReason("REPLICA_AHEAD"), HasReason("REPLICA_NOT_OF_TOPIC")); }

class LostTailTest : public KafkaTest {
 protected:
  Chances chances_;
};

TEST_F(LostTailTest, WhoHasWhatTheBrokerLostRefusesToGoOn) {
  KafkaCluster cluster;
  for (uint64_t round = 0; round < Chances::Rounds(2); ++round) {
    const KafkaLogOptions options{
        .properties = cluster.properties(), .topic = absl::StrCat(Topic(), "-", round), .partitions = 1};
    Node owner(options), follower(options), fresh(options);
    owner.OpenAsOwner();
    LedgerWriter town("town-a");
    for (int i = 0; i < 20; ++i) ASSERT_OK(owner.log().Append({town.Batch(1 + chances_.Below(5))}));
    const std::vector<ReadRecord> before = PartitionOf(owner.log());
    const Offset end = owner.log().PartitionEnd(0).value();
    follower.OpenAsFollower(end);
    KafkaBroker& broker = cluster.broker(0);
    broker.Kill();
    LoseTail(SegmentOf(broker, options.topic, 0), end.value() - 1, kBatchesMax, chances_);
    ASSERT_OK(broker.Start());
    ASSERT_OK(broker.AwaitReady());

    // The owner did not even notice that the broker was away.
    const LedgerBatch next = town.Batch(1);
    const absl::Time deadline = Soon();
    absl::Status answer = owner.log().Append({next});
    while (absl::IsUnavailable(answer) && absl::Now() < deadline) answer = owner.log().Append({next});
    EXPECT_THAT(answer, SaysThatRecordsAreLost());
    for (Node* node : {&owner, &follower}) {
      ASSERT_OK(node->TryOpen());
      node->log().Own(0);
      EXPECT_THAT(node->log().Await(0, PartitionState::kServing, Soon()), SaysThatRecordsAreLost());
    }
    // Deleting the replica says that the topic is right.
    fresh.OpenAsOwner();
    const std::vector<ReadRecord> left = PartitionOf(fresh.log());
    ASSERT_LT(left.size(), before.size());
    EXPECT_TRUE(std::equal(left.begin(), left.end(), before.begin()));
  }
}

}  // namespace
}  // namespace huiyin
