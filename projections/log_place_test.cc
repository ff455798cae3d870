#include "projections/log_place.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using testing::Register;

// A log whose offsets have gaps, as Kafka's have: 3n + 1, and an end that is no record's neighbour.
class GappyLog final : public ForwardingLog {
 public:
  explicit GappyLog(MemoryLog& log) : ForwardingLog(log) {}
  static uint64_t Stretch(uint64_t offset) { return 3 * offset + 1; }

  absl::string_view engine() const override { return "gappy"; }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    auto cursor = ForwardingLog::ReadPartition(partition, Offset((from.value() + 1) / 3));
    if (!cursor.ok()) return cursor.status();
    return std::unique_ptr<RecordCursor>(new Cursor(*std::move(cursor)));
  }
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override {
    const Offset end = *ForwardingLog::PartitionEnd(partition);
    return Offset(end.value() == 0 ? 0 : 3 * end.value() + 7);
  }

 private:
  class Cursor final : public RecordCursor {
   public:
    explicit Cursor(std::unique_ptr<RecordCursor> cursor) : cursor_(std::move(cursor)) {}
    absl::StatusOr<std::optional<StoredRecord>> Next() override {
      auto next = cursor_->Next();
      if (next.ok() && *next) (*next)->offset = Offset(Stretch((*next)->offset.value()));
      return next;
    }

   private:
    const std::unique_ptr<RecordCursor> cursor_;
  };
};

std::vector<std::string> DigestsIn(const EventLog& log) {
  std::vector<std::string> digests;
  const auto cursor = log.ReadPartition(0, Offset(0));
  while (const auto stored = *(*cursor)->Next()) digests.push_back(RecordDigest(stored->bytes));
  return digests;
}

TEST(LogPlace, IsKnownAgainAtEveryRecordAndNowhereElse) {
  MemoryLog memory;
  Register town;
  town.Submitted("2020-01-11", "p-1").AppendTo(memory);
  const GappyLog log(memory);
  const std::vector<std::string> digests = DigestsIn(log);
  ASSERT_EQ(digests.size(), town.records().size());
  EXPECT_TRUE(*HasPlace(log, 0, LogPlace()));
  for (size_t i = 0; i < digests.size(); ++i) {
    const Offset next(GappyLog::Stretch(i) + 1);
    EXPECT_TRUE(*HasPlace(log, 0, {next, digests[i]}));
    EXPECT_TRUE(*HasPlace(log, 0, {next, digests[i].substr(0, 8)})) << "a part of the digest will do";
    EXPECT_FALSE(*HasPlace(log, 0, {next, ""}));
    EXPECT_FALSE(*HasPlace(log, 0, {next, RecordDigest("another")}));
    EXPECT_FALSE(*HasPlace(log, 0, {next.Next(), digests[i]})) << "a gap is no record";
    EXPECT_EQ(*DigestBefore(log, LedgerId("town-a"), Seq(i + 1)), digests[i]);
  }
  EXPECT_FALSE(*HasPlace(log, 0, {Offset(1'000'000), digests.back()}));
  EXPECT_EQ(*DigestBefore(log, LedgerId("town-a"), Seq(0)), "");
  EXPECT_EQ(*DigestBefore(log, LedgerId("town-a"), Seq(digests.size() + 1)), "");
}

TEST(LogPlace, BeforeAnOffsetIsThatOfTheLastRecordBeforeIt) {
  MemoryLog memory;
  const GappyLog log(memory);
  EXPECT_EQ(*PlaceBefore(log, 0, Offset(0)), LogPlace());
  EXPECT_EQ(*PlaceBefore(log, 0, Offset(9)), LogPlace());
  Register town;
  town.AppendTo(memory);
  const std::vector<std::string> digests = DigestsIn(log);
  const LogPlace last{Offset(GappyLog::Stretch(digests.size() - 1) + 1), digests.back()};
  EXPECT_EQ(*PlaceBefore(log, 0, *log.PartitionEnd(0)), last);
  EXPECT_EQ(*PlaceBefore(log, 0, last.next), last);
  const LogPlace first{Offset(GappyLog::Stretch(0) + 1), digests.front()};
  EXPECT_EQ(*PlaceBefore(log, 0, first.next), first);
  EXPECT_EQ(*PlaceBefore(log, 0, Offset(GappyLog::Stretch(0))), LogPlace());
}

}  // namespace
}  // namespace huiyin
