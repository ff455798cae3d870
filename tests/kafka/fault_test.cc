// Brokers that die and owners that change, under load; the history is checked afterwards. HUIYIN_SEED=N runs one seed,
// HUIYIN_ROUNDS=N so many rounds.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "absl/strings/numbers.h"
#include "base/test_matchers.h"
#include "eventstore/record_codec.h"
#include "tests/kafka/clerk.h"
#include "tests/kafka/log_on_broker.h"

namespace huiyin {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

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
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }
  absl::Duration Moment(int milliseconds_max) { return absl::Milliseconds(1 + Below(milliseconds_max)); }

  // Kills and restarts brokers while two ledgers are written to.
  void KillBrokers(int brokers, uint64_t rounds) {
    KafkaCluster cluster(brokers);
    const KafkaLogOptions options{.properties = cluster.properties(), .topic = Topic(), .partitions = 1};
    Node node(options), fresh(options);
    node.OpenAsOwner();
    ASSERT_FALSE(HasFatalFailure());
    Clerk a(node.log(), "town-a", "a"), b(node.log(), "town-b", "b");
    for (uint64_t round = 0; round < rounds; ++round) {
      absl::SleepFor(Moment(1'500));
      KafkaBroker& victim = cluster.broker(Below(brokers));
      victim.Kill();
      absl::SleepFor(Moment(500));
      ASSERT_OK(victim.Start());
      ASSERT_OK(victim.AwaitReady());
      AwaitProgress(a);
      AwaitProgress(b);
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

  // The log heals by itself.
  void AwaitProgress(const Clerk& clerk) {
    const size_t before = clerk.answered();
    const absl::Time deadline = Soon();
    while (clerk.answered() == before && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_GT(clerk.answered(), before);
  }

  // Who was told to own the partition earlier, and was not waited for, may fence it after: it takes the partition back,
  // as PartitionOwnership does.
  void AwaitServing(Node& node) {
    const absl::Time deadline = Soon();
    while (!node.log().Await(0, PartitionState::kServing, absl::Now() + absl::Seconds(1)).ok()) {
      const PartitionStatus status = node.log().StatusOf(0);
      ASSERT_LT(absl::Now(), deadline) << status.error;
      if (status.state == PartitionState::kLost) node.log().Own(0);
    }
  }

  const uint64_t seed_ = FromEnvironment("HUIYIN_SEED", std::random_device()());
  std::mt19937_64 random_{seed_};
  ::testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("HUIYIN_SEED=", seed_)};
};

TEST_F(KafkaFaultTest, ABrokerIsKilledAndRestarted) { KillBrokers(1, FromEnvironment("HUIYIN_ROUNDS", 3)); }

TEST_F(KafkaFaultTest, OneOfThreeBrokersIsKilledAndRestarted) { KillBrokers(3, FromEnvironment("HUIYIN_ROUNDS", 3)); }

TEST_F(KafkaFaultTest, OwnersTakeThePartitionFromEachOther) {
  Node a(Options()), b(Options()), fresh(Options());
  a.OpenAsOwner();
  ASSERT_OK(b.TryOpen());
  b.log().Follow(0);
  {
    Clerk at_a(a.log(), "town-a", "a"), at_b(b.log(), "town-a", "b");
    for (uint64_t round = 0; round < FromEnvironment("HUIYIN_ROUNDS", 20); ++round) {
      Node& next = round % 2 == 0 ? b : a;
      next.log().Release(0);  // It may not know yet that it was fenced.
      next.log().Own(0);
      absl::SleepFor(Moment(200));
      if (Below(2) == 0) continue;  // Taken away before it served, perhaps.
      ASSERT_NO_FATAL_FAILURE(AwaitServing(next));
      AwaitProgress(&next == &a ? at_a : at_b);
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
