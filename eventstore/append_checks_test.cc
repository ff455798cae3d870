#include "eventstore/append_checks.h"

#include <gtest/gtest.h>

#include "base/test_matchers.h"
#include "eventstore/sample_records.h"

namespace huiyin {
namespace {

LedgerBatch Batch(std::vector<Sample> samples) {
  LedgerBatch batch{LedgerId("town-a"), Seq(samples.front().seq), {}};
  for (const Sample& sample : samples) batch.records.push_back(SampleEncoded(sample));
  return batch;
}

absl::Status Check(std::vector<Sample> samples) { return CheckBatches({Batch(std::move(samples))}); }

TEST(CheckBatchesTest, TakesWhatIsInOrder) {
  EXPECT_OK(Check({{.seq = 4, .stream = "a", .version = 2, .command = "c-1"},
                   {.seq = 5, .stream = "b", .version = 0, .command = "c-2"},
                   {.seq = 6, .stream = "a", .version = 3, .command = "c-2"}}));
  EXPECT_OK(CheckBatches({}));
}

TEST(CheckBatchesTest, RefusesHolesInSeq) {
  EXPECT_THAT(Check({{.seq = 4, .command = "c-1"}, {.seq = 6, .version = 1, .command = "c-2"}}),
              HasReason("APPEND_INVALID"));
  LedgerBatch batch = Batch({{.seq = 4}});
  batch.expected = Seq(3);
  EXPECT_THAT(CheckBatches({batch}), HasReason("APPEND_INVALID"));
}

TEST(CheckBatchesTest, RefusesHolesInAStream) {
  EXPECT_THAT(Check({{.seq = 0, .version = 0, .command = "c-1"}, {.seq = 1, .version = 2, .command = "c-2"}}),
              HasReason("APPEND_INVALID"));
  EXPECT_THAT(Check({{.seq = 0, .version = 0, .command = "c-1"}, {.seq = 1, .version = 0, .command = "c-2"}}),
              HasReason("APPEND_INVALID"));
}

TEST(CheckBatchesTest, RefusesACommandIdInTwoPlacesOrWithTwoDigests) {
  EXPECT_THAT(Check({{.seq = 0, .version = 0, .command = "c-1"},
                     {.seq = 1, .version = 1, .command = "c-2"},
                     {.seq = 2, .version = 2, .command = "c-1"}}),
              HasReason("COMMAND_ID_REUSED"));
  EXPECT_THAT(Check({{.seq = 0, .version = 0, .digest = 'x'}, {.seq = 1, .version = 1, .digest = 'y'}}),
              HasCode(absl::StatusCode::kAlreadyExists));
}

TEST(CheckBatchesTest, RefusesALedgerTwice) {
  EXPECT_THAT(CheckBatches({Batch({{.seq = 0}}), Batch({{.seq = 1, .version = 1, .command = "c-2"}})}),
              HasReason("APPEND_INVALID"));
}

TEST(CheckBatchesTest, RefusesIdsThatAreEmptyOrTooLong) {
  LedgerBatch batch = Batch({{.seq = 0}});
  batch.records[0].stream = StreamId(std::string(kLogIdBytesMax, 's'));
  EXPECT_OK(CheckBatches({batch}));
  batch.records[0].stream = StreamId(std::string(kLogIdBytesMax + 1, 's'));
  EXPECT_THAT(CheckBatches({batch}), HasReason("APPEND_INVALID"));
  batch = Batch({{.seq = 0}});
  batch.ledger = LedgerId();
  EXPECT_THAT(CheckBatches({batch}), HasReason("APPEND_INVALID"));
}

TEST(CheckBatchesTest, RefusesTooManyRecordsAndTooManyBytes) {
  LedgerBatch batch{LedgerId("town-a"), Seq(0), {}};
  EncodedRecord record = SampleEncoded({});
  for (size_t i = 0; i <= kAppendRecordsMax; ++i) {
    record.seq = Seq(i);
    record.stream_version = StreamVersion(i);
    batch.records.push_back(record);
  }
  EXPECT_THAT(CheckBatches({batch}), HasReason("APPEND_INVALID"));
  batch.records.pop_back();
  EXPECT_OK(CheckBatches({batch}));
  for (size_t i = 0; i < 1'025; ++i) batch.records[i].bytes.assign(65'535, 'x');
  EXPECT_THAT(CheckBatches({batch}), HasReason("APPEND_INVALID"));
}

TEST(CommandRunsTest, CountsNeighbours) {
  const LedgerBatch batch = Batch({{.seq = 0, .version = 0, .command = "c-1"},
                                   {.seq = 1, .version = 1, .command = "c-1"},
                                   {.seq = 2, .version = 2, .command = "c-2"}});
  const std::vector<CommandRun> runs = CommandRuns(batch.records);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].begin, 0u);
  EXPECT_EQ(runs[0].count, 2u);
  EXPECT_EQ(runs[1].begin, 2u);
  EXPECT_EQ(runs[1].count, 1u);
}

}  // namespace
}  // namespace huiyin
