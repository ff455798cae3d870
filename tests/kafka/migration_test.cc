// Migrations from and to a topic of a real broker: what tests/migration cannot show without partitions and fencing.
#include "tools/migration/migration.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"
#include "tests/kafka/log_on_broker.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;

class KafkaMigrationTest : public KafkaTest {
 protected:
  static constexpr uint32_t kPartitions = 4;

  MigrationSide Memory() {
    return {"memory",
            [this]() -> absl::StatusOr<std::unique_ptr<EventLog>> { return std::make_unique<ForwardingLog>(memory_); }};
  }
  // Each opening is a new process with an empty disk.
  MigrationSide Kafka(const std::string& name = "topic") {
    return {name, [this]() -> absl::StatusOr<std::unique_ptr<EventLog>> {
              nodes_.push_back(std::make_unique<Node>(Options(kPartitions)));
              RETURN_IF_ERROR(nodes_.back()->TryOpen());
              nodes_.back()->OwnAll();
              return std::make_unique<ForwardingLog>(nodes_.back()->log());
            }};
  }
  void Write(EventLog& log, int rounds) {
    for (int round = 0; round < rounds; ++round) {
      for (LedgerWriter& writer : writers_) ASSERT_OK(log.Append({writer.Batch(1 + round % 3)}));
    }
  }
  // As a node that heard of the fence, and is given its partitions again.
  static void TakeBack(Node& node) {
    for (uint32_t i = 0; i < kPartitions; ++i) node.log().Release(i);
    node.OwnAll();
  }
  void ExpectSameLedgers(const EventLog& log) {
    for (const LedgerWriter& writer : writers_) {
      const LedgerId ledger(writer.ledger());
      EXPECT_THAT(ReadAll(log.ReadLedger(ledger, Seq(0))).value(),
                  ElementsAreArray(ReadAll(memory_.ReadLedger(ledger, Seq(0))).value()));
    }
  }

  MemoryLog memory_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<LedgerWriter> writers_ = [] {
    std::vector<LedgerWriter> writers;
    for (int i = 0; i < 12; ++i) writers.emplace_back(absl::StrCat("town-", i));
    return writers;
  }();
};

TEST_F(KafkaMigrationTest, IntoATopicOfSeveralPartitionsAndBack) {
  Write(memory_, 6);
  ASSERT_OK_AND_ASSIGN(const MigrationResult there, Migrate(Memory(), Kafka(), {}));
  EXPECT_EQ(there.ledgers.size(), writers_.size());
  EXPECT_THAT(memory_.Append({writers_[0].Batch(0)}), HasReason("LOG_MOVED"));
  Node owner(Options());
  owner.options().partitions = kPartitions;
  owner.OpenAsOwner();
  ExpectSameLedgers(owner.log());
  Write(owner.log(), 2);
  ASSERT_OK_AND_ASSIGN(const MigrationResult back, Migrate(Kafka(), Memory(), {}));
  EXPECT_GT(back.copied, 0u);
  TakeBack(owner);
  ExpectSameLedgers(owner.log());
  // Every partition, also for who takes it over now.
  for (LedgerWriter& writer : writers_) EXPECT_THAT(owner.log().Append({writer.Batch(0)}), HasReason("LOG_MOVED"));
  Write(memory_, 1);
}

TEST_F(KafkaMigrationTest, AnOwnerIsFencedAndLearnsThatTheRegisterMoved) {
  Node owner(Options(kPartitions));
  owner.OpenAsOwner();
  Write(owner.log(), 2);
  LedgerWriter stale = writers_[0], late = writers_[0];
  ASSERT_OK(Migrate(Kafka(), Memory(), {}));
  EXPECT_THAT(owner.log().Append({stale.Batch(1)}), HasCode(absl::StatusCode::kUnavailable));
  TakeBack(owner);
  EXPECT_THAT(owner.log().Append({late.Batch(1)}), HasReason("LOG_MOVED"));
  EXPECT_TRUE(owner.log().FindCommand(LedgerId("town-0"), CommandId("c-0")).value().has_value());
  ExpectSameLedgers(owner.log());
}

// Brokers in another order, or an alias of theirs.
TEST_F(KafkaMigrationTest, ATopicUnderTwoNamesIsNotMovedIntoItself) {
  Node owner(Options(kPartitions));
  owner.OpenAsOwner();
  Write(owner.log(), 2);
  EXPECT_THAT(Migrate(Kafka("topic"), Kafka("alias"), {}), HasCode(absl::StatusCode::kUnavailable));
  TakeBack(owner);
  Write(owner.log(), 1);
}

// Nobody stopped the nodes, and one of them takes its partitions back while they are copied.
TEST_F(KafkaMigrationTest, ASourceThatIsTakenBackKeepsTheRegister) {
  Node owner(Options(kPartitions));
  owner.OpenAsOwner();
  Write(owner.log(), 2);
  bool was_taken_back = false;
  MigrationOptions options;
  options.progress = [&](MigrationStep step, uint64_t, uint64_t) {
    if (step != MigrationStep::kVerifying || was_taken_back) return;
    was_taken_back = true;
    TakeBack(owner);
    Write(owner.log(), 1);
  };
  EXPECT_THAT(Migrate(Kafka(), Memory(), options), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(was_taken_back);
  Write(owner.log(), 1);
  EXPECT_THAT(memory_.MovedTo(0), IsOkAndHolds("topic"));
  ASSERT_OK(Migrate(Kafka(), Memory(), {}));
  TakeBack(owner);
  ExpectSameLedgers(owner.log());
  Write(memory_, 1);
}

}  // namespace
}  // namespace huiyin
