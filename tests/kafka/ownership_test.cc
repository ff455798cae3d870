// Nodes that share a topic's partitions through a consumer group, and tell each other who owns what.
#include <gtest/gtest.h>

#include <set>

#include "base/test_matchers.h"
#include "eventstore/kafka/owner_directory.h"
#include "eventstore/kafka/partition_ownership.h"
#include "tests/contract/ledger_writer.h"
#include "tests/kafka/log_on_broker.h"

namespace huiyin {
namespace {

using ::testing::SizeIs;

constexpr uint32_t kPartitions = 4;

class OwnershipTest : public KafkaTest {
 protected:
  KafkaLogOptions OptionsAt(const std::string& address) const {
    KafkaLogOptions options = Options(kPartitions);
    options.address = address;
    return options;
  }
  std::unique_ptr<PartitionOwnership> Join(Node& node, bool own = true) {
    auto joined = JoinOwners(node.log(), {.properties = KafkaCluster::Shared().properties(),
                                          .topic = Topic(),
                                          .group = Topic() + (own ? "" : ".projectors"),
                                          .session_timeout = absl::Seconds(2),
                                          .own = own});
    EXPECT_OK(joined);
    return *std::move(joined);
  }
  // Until `node` has `count` partitions, and each of them is in `state`.
  void AwaitHeld(Node& node, const PartitionOwnership& ownership, size_t count, PartitionState state) {
    const absl::Time deadline = Soon();
    auto is_so = [&] {
      const std::vector<uint32_t> assigned = ownership.assigned();
      return assigned.size() == count && std::all_of(assigned.begin(), assigned.end(), [&](uint32_t partition) {
               return node.log().StatusOf(partition).state == state;
             });
    };
    while (!is_so() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(10));
    ASSERT_TRUE(is_so());
  }
  static void AwaitOwner(const OwnerDirectory& directory, uint32_t partition, const std::string& owner) {
    const absl::Time deadline = Soon();
    while (directory.OwnerOf(partition) != owner && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(10));
    EXPECT_EQ(directory.OwnerOf(partition), owner) << partition;
  }
};

TEST_F(OwnershipTest, PartitionsAreSharedAndGoToWhoIsLeft) {
  Node a(OptionsAt("node-a:1")), b(OptionsAt("node-b:2"));
  ASSERT_OK(a.TryOpen());
  ASSERT_OK(b.TryOpen());
  ASSERT_OK_AND_ASSIGN(const auto directory, OpenOwnerDirectory(a.options().properties, Topic()));
  const auto at_a = Join(a);
  AwaitHeld(a, *at_a, kPartitions, PartitionState::kServing);
  for (uint32_t i = 0; i < kPartitions; ++i) AwaitOwner(*directory, i, "node-a:1");
  LedgerWriter town("town-a");
  const uint32_t home = a.log().PartitionOf(LedgerId("town-a"));
  ASSERT_OK(a.log().Append({town.Batch(3)}));

  auto at_b = Join(b);
  AwaitHeld(b, *at_b, kPartitions / 2, PartitionState::kServing);
  AwaitHeld(a, *at_a, kPartitions / 2, PartitionState::kServing);
  std::set<uint32_t> all;
  for (uint32_t partition : at_a->assigned()) all.insert(partition), AwaitOwner(*directory, partition, "node-a:1");
  for (uint32_t partition : at_b->assigned()) all.insert(partition), AwaitOwner(*directory, partition, "node-b:2");
  EXPECT_THAT(all, SizeIs(kPartitions));
  Node& owner = directory->OwnerOf(home) == "node-a:1" ? a : b;
  Node& other = &owner == &a ? b : a;
  EXPECT_THAT(other.log().Append({LedgerWriter(town).Batch(1)}), HasCode(absl::StatusCode::kUnavailable));
  ASSERT_OK(owner.log().Append({town.Batch(2)}));

  at_b.reset();
  AwaitHeld(a, *at_a, kPartitions, PartitionState::kServing);
  for (uint32_t i = 0; i < kPartitions; ++i) AwaitOwner(*directory, i, "node-a:1");
  EXPECT_EQ(PartitionOf(a.log(), home).size(), 5u);
  EXPECT_OK(a.log().Append({town.Batch(1)}));
  EXPECT_EQ(b.log().StatusOf(home).state, PartitionState::kIdle);
}

TEST_F(OwnershipTest, ProjectorsShareTheReading) {
  Node writer(OptionsAt("")), reader(OptionsAt(""));
  writer.OpenAsOwner();
  ASSERT_OK(reader.TryOpen());
  const auto readers = Join(reader, /*own=*/false);
  AwaitHeld(reader, *readers, kPartitions, PartitionState::kFollowing);
  LedgerWriter town("town-a");
  ASSERT_OK(writer.log().Append({town.Batch(3)}));
  const uint32_t home = writer.log().PartitionOf(LedgerId("town-a"));
  EXPECT_TRUE(reader.log().WaitForMore(home, Offset(0), Soon()));
  EXPECT_EQ(PartitionOf(reader.log(), home), PartitionOf(writer.log(), home));
  EXPECT_EQ(writer.log().StatusOf(home).state, PartitionState::kServing);
}

TEST_F(OwnershipTest, WhatAFenceTookAlthoughTheGroupSaysOtherwiseIsTakenBack) {
  Node a(OptionsAt("node-a:1")), intruder(OptionsAt("node-x:9"));
  ASSERT_OK(a.TryOpen());
  const auto at_a = Join(a);
  AwaitHeld(a, *at_a, kPartitions, PartitionState::kServing);
  intruder.OpenAsOwner();
  LedgerWriter town("town-a");
  EXPECT_THAT(a.log().Append({LedgerWriter(town).Batch(1)}), HasCode(absl::StatusCode::kUnavailable));
  ASSERT_OK(intruder.log().Append({town.Batch(2)}));
  AwaitHeld(a, *at_a, kPartitions, PartitionState::kServing);
  EXPECT_OK(a.log().Append({town.Batch(1)}));
  EXPECT_EQ(PartitionOf(a.log(), a.log().PartitionOf(LedgerId("town-a"))).size(), 3u);
}

}  // namespace
}  // namespace huiyin
