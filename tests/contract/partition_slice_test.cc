#include "eventstore/partition_slice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/sample_records.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Of every sample record.
const StreamId kStream(Sample().stream);

// Two partitions: ledgers whose id begins with "b" lie in the second.
class TwoPartitions final : public ForwardingLog {
 public:
  TwoPartitions() : ForwardingLog(first_) {}

  uint32_t partitions() const override { return 2; }
  uint32_t PartitionOf(const LedgerId& ledger) const override { return absl::StartsWith(ledger.value(), "b") ? 1 : 0; }
  absl::Status Append(absl::Span<const LedgerBatch> batches) override { return Of(batches[0].ledger).Append(batches); }
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override { return Of(batches[0].ledger).Fill(batches); }
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override {
    return At(partition).MarkMoved(0, where);
  }
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override { return At(partition).MovedTo(0); }
  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override {
    return Of(ledger).Head(ledger);
  }
  absl::StatusOr<std::vector<LedgerHead>> HeadsOf(uint32_t partition, const LedgerId& after, size_t limit) const {
    return At(partition).Heads(after, limit);
  }
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override {
    return Of(ledger).FindCommand(ledger, command);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return Of(ledger).ReadLedger(ledger, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    return Of(ledger).ReadStream(ledger, stream, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return At(partition).ReadPartition(0, from);
  }
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override { return At(partition).PartitionEnd(0); }
  absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const override {
    return Of(ledger).ReadTile(ledger, tile);
  }
  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override {
    return At(partition).WaitForMore(0, seen, deadline);
  }
  void Interrupt() override {
    first_.Interrupt();
    second_.Interrupt();
  }

 private:
  MemoryLog& At(uint32_t partition) const { return partition == 0 ? first_ : second_; }
  MemoryLog& Of(const LedgerId& ledger) const { return At(PartitionOf(ledger)); }

  mutable MemoryLog first_, second_;
};

LedgerBatch BatchOf(const std::string& ledger, uint64_t seq) {
  const Sample sample{.ledger = ledger, .seq = seq, .version = seq, .command = absl::StrCat("c-", seq)};
  return {LedgerId(ledger), Seq(seq), {SampleEncoded(sample)}};
}

std::vector<std::string> LedgersIn(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) {
  EXPECT_OK(cursor);
  std::vector<std::string> ledgers;
  while (true) {
    const auto record = (*cursor)->Next();
    EXPECT_OK(record);
    if (!record.ok() || !record->has_value()) return ledgers;
    ledgers.push_back((*record)->ledger.value());
  }
}

class PartitionSliceTest : public ::testing::Test {
 protected:
  PartitionSliceTest() {
    for (const char* ledger : {"a-1", "b-1", "a-2"}) EXPECT_OK(log_.Append({BatchOf(ledger, 0)}));
    EXPECT_OK(slice_.Append({BatchOf("b-1", 1)}));
  }

  HeadsOfPartition heads_of_ = [this](uint32_t partition, const LedgerId& after, size_t limit) {
    return log_.HeadsOf(partition, after, limit);
  };
  TwoPartitions log_;
  PartitionSlice slice_{log_, heads_of_, 1};
};

TEST_F(PartitionSliceTest, ShowsItsPartitionAsTheOnlyOne) {
  EXPECT_EQ(slice_.partitions(), 1u);
  EXPECT_EQ(slice_.PartitionOf(LedgerId("b-1")), 0u);
  EXPECT_THAT(LedgersIn(slice_.ReadPartition(0, Offset(0))), ElementsAre("b-1", "b-1"));
  EXPECT_THAT(LedgersIn(slice_.ReadLedger(LedgerId("b-1"), Seq(1))), ElementsAre("b-1"));
  EXPECT_THAT(LedgersIn(slice_.ReadStream(LedgerId("b-1"), kStream, StreamVersion(0))), ElementsAre("b-1", "b-1"));
  EXPECT_EQ(slice_.Head(LedgerId("b-1"))->value().next, Seq(2));
  EXPECT_THAT(slice_.PartitionEnd(0), IsOkAndHolds(Offset(2)));
  ASSERT_OK_AND_ASSIGN(const auto heads, slice_.Heads(LedgerId(), 10));
  ASSERT_EQ(heads.size(), 1u);
  EXPECT_EQ(heads[0].ledger, LedgerId("b-1"));
  EXPECT_EQ(heads[0].next, Seq(2));
  EXPECT_TRUE(slice_.FindCommand(LedgerId("b-1"), CommandId("c-1"))->has_value());
  EXPECT_OK(slice_.ReadTile(LedgerId("b-1"), {.width = 2}));
}

TEST_F(PartitionSliceTest, WhatLiesInAnotherPartitionIsNotThere) {
  const LedgerId other("a-1");
  EXPECT_FALSE(slice_.Head(other)->has_value());
  EXPECT_FALSE(slice_.FindCommand(other, CommandId("c-0"))->has_value());
  EXPECT_THAT(LedgersIn(slice_.ReadLedger(other, Seq(0))), IsEmpty());
  EXPECT_THAT(LedgersIn(slice_.ReadStream(other, kStream, StreamVersion(0))), IsEmpty());
  EXPECT_THAT(slice_.ReadTile(other, {.width = 1}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(slice_.Append({BatchOf("a-1", 1)}), HasReason("APPEND_INVALID"));
  EXPECT_EQ(log_.Head(other)->value().next, Seq(1));
}

TEST_F(PartitionSliceTest, IsMarkedAndFilledByItself) {
  ASSERT_OK(slice_.MarkMoved(0, "elsewhere"));
  EXPECT_THAT(slice_.MovedTo(0), IsOkAndHolds("elsewhere"));
  EXPECT_THAT(log_.MovedTo(0), IsOkAndHolds(""));
  EXPECT_THAT(slice_.Append({BatchOf("b-1", 2)}), HasReason("LOG_MOVED"));
  EXPECT_OK(slice_.Fill({BatchOf("b-1", 2)}));
  ASSERT_OK(log_.MarkMoved(0, "elsewhere"));
  EXPECT_THAT(slice_.Fill({BatchOf("a-1", 1)}), HasReason("APPEND_INVALID"));
  EXPECT_EQ(log_.Head(LedgerId("a-1"))->value().next, Seq(1));
}

TEST_F(PartitionSliceTest, WaitsForItsOwnPartition) {
  EXPECT_TRUE(slice_.WaitForMore(0, Offset(1), absl::InfinitePast()));
  EXPECT_FALSE(slice_.WaitForMore(0, Offset(2), absl::Now() + absl::Milliseconds(1)));
  std::thread appending([this] { EXPECT_OK(log_.Append({BatchOf("b-2", 0)})); });
  EXPECT_TRUE(slice_.WaitForMore(0, Offset(2), absl::InfiniteFuture()));
  appending.join();
}

TEST_F(PartitionSliceTest, AnInterruptIsTheSlicesOwn) {
  slice_.Interrupt();
  EXPECT_FALSE(slice_.WaitForMore(0, Offset(2), absl::InfiniteFuture()));
  std::thread appending([this] { EXPECT_OK(log_.Append({BatchOf("b-2", 0)})); });
  EXPECT_TRUE(log_.WaitForMore(1, Offset(2), absl::InfiniteFuture())) << "the log behind it still makes wait";
  appending.join();
}

TEST_F(PartitionSliceTest, ClosedItAnswersNothingMore) {
  ASSERT_OK_AND_ASSIGN(const auto cursor, slice_.ReadPartition(0, Offset(0)));
  ASSERT_OK(cursor->Next());
  slice_.Close();
  EXPECT_THAT(cursor->Next(), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.Append({BatchOf("b-1", 2)}), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.Head(LedgerId("b-1")), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.Heads(LedgerId(), 10), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.FindCommand(LedgerId("b-1"), CommandId("c-1")), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.ReadLedger(LedgerId("b-1"), Seq(0)), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.ReadStream(LedgerId("b-1"), kStream, StreamVersion(0)), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.ReadPartition(0, Offset(0)), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.MarkMoved(0, "elsewhere"), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.MovedTo(0), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.Fill({BatchOf("b-1", 2)}), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.PartitionEnd(0), HasReason("PARTITION_MOVING"));
  EXPECT_THAT(slice_.ReadTile(LedgerId("b-1"), {.width = 1}), HasReason("PARTITION_MOVING"));
  EXPECT_FALSE(slice_.WaitForMore(0, Offset(2), absl::InfiniteFuture()));
  EXPECT_EQ(log_.Head(LedgerId("b-1"))->value().next, Seq(2));
}

}  // namespace
}  // namespace huiyin
