// What every engine promises in eventstore/event_log.h, one test a promise.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/append_checks.h"
#include "eventstore/event_log.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class EventLogContract : public ::testing::TestWithParam<Engine> {
 protected:
  EventLog& log() { return handle_->log(); }
  void Reopen() { handle_->Reopen(); }
  absl::Status Append(const LedgerBatch& batch) { return log().Append({batch}); }
  std::vector<ReadRecord> Ledger(const std::string& ledger, uint64_t from = 0) {
    auto records = ReadAll(log().ReadLedger(LedgerId(ledger), Seq(from)));
    EXPECT_OK(records);
    return *std::move(records);
  }
  std::vector<ReadRecord> Stream(const std::string& ledger, const std::string& stream, uint64_t from = 0) {
    auto records = ReadAll(log().ReadStream(LedgerId(ledger), StreamId(stream), StreamVersion(from)));
    EXPECT_OK(records);
    return *std::move(records);
  }
  std::vector<ReadRecord> Partition(Offset from = Offset(0)) {
    auto records = ReadAll(log().ReadPartition(0, from));
    EXPECT_OK(records);
    return *std::move(records);
  }

 private:
  const std::unique_ptr<LogHandle> handle_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, EventLogContract, ::testing::ValuesIn(Engines()),
                         [](const auto& info) { return info.param.name; });

TEST_P(EventLogContract, AnEmptyLogHasNothing) {
  EXPECT_FALSE(log().Head(LedgerId("town-a")).value().has_value());
  EXPECT_FALSE(log().FindCommand(LedgerId("town-a"), CommandId("c-0")).value().has_value());
  EXPECT_THAT(log().Heads(LedgerId(), 10).value(), IsEmpty());
  EXPECT_THAT(log().PartitionEnd(0), IsOkAndHolds(Offset(0)));
  EXPECT_THAT(Ledger("town-a"), IsEmpty());
  EXPECT_THAT(Stream("town-a", "proposal/p-1"), IsEmpty());
  EXPECT_THAT(Partition(), IsEmpty());
}

TEST_P(EventLogContract, ReadsBackWhatWasAppendedByLedgerStreamAndPartition) {
  LedgerWriter town("town-a");
  LedgerBatch batch{LedgerId("town-a"), Seq(0), {}};
  for (int i = 0; i < 100; ++i) batch.records.push_back(town.Record(i % 3 == 0 ? "unit/u-1" : "proposal/p-1"));
  ASSERT_OK(Append(batch));
  const std::vector<ReadRecord> all = RecordsOf(batch);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(Partition(), ElementsAreArray(all));
    for (uint64_t from = 0; from <= 101; ++from) {
      const size_t skipped = std::min<size_t>(from, all.size());
      EXPECT_THAT(Ledger("town-a", from), ElementsAreArray(all.begin() + skipped, all.end()));
    }
    std::vector<ReadRecord> unit;
    for (size_t i = 0; i < all.size(); i += 3) unit.push_back(all[i]);
    for (uint64_t from : {0, 1, 20, 33, 34, 35}) {
      const size_t skipped = std::min<size_t>(from, unit.size());
      EXPECT_THAT(Stream("town-a", "unit/u-1", from), ElementsAreArray(unit.begin() + skipped, unit.end()));
    }
    Reopen();
  }
}

TEST_P(EventLogContract, StreamsWhoseNamesBeginAlikeAreApart) {
  LedgerWriter town("town-a");
  LedgerBatch batch{LedgerId("town-a"), Seq(0), {}};
  for (const char* stream : {"p", "p1", "p", "p\x01", "p/1", "p1"}) batch.records.push_back(town.Record(stream));
  ASSERT_OK(Append(batch));
  EXPECT_EQ(Stream("town-a", "p").size(), 2u);
  EXPECT_EQ(Stream("town-a", "p1").size(), 2u);
  EXPECT_EQ(Stream("town-a", "p\x01").size(), 1u);
  EXPECT_EQ(Stream("town-a", "p/").size(), 0u);
}

TEST_P(EventLogContract, APartitionIsReadFromAnyOffset) {
  LedgerWriter a("town-a"), b("town-b");
  for (int i = 0; i < 20; ++i) ASSERT_OK(log().Append({a.Batch(1 + i % 3), b.Batch(1 + i % 2)}));
  ASSERT_OK_AND_ASSIGN(auto cursor, log().ReadPartition(0, Offset(0)));
  const std::vector<ReadRecord> all = Partition();
  size_t index = 0;
  Offset last(0);
  while (true) {
    ASSERT_OK_AND_ASSIGN(auto record, cursor->Next());
    if (!record.has_value()) break;
    EXPECT_TRUE(index == 0 || record->offset > last);
    last = record->offset;
    EXPECT_THAT(Partition(record->offset), ElementsAreArray(all.begin() + index, all.end()));
    ++index;
  }
  EXPECT_EQ(index, all.size());
  ASSERT_OK_AND_ASSIGN(const Offset end, log().PartitionEnd(0));
  EXPECT_GT(end, last);
  EXPECT_THAT(Partition(end), IsEmpty());
  EXPECT_THAT(Partition(end.Plus(1'000)), IsEmpty());
}

TEST_P(EventLogContract, AWrongExpectedSeqIsRefusedAndAppendsNothing) {
  LedgerWriter town("town-a");
  ASSERT_OK(Append(town.Batch(3)));
  for (uint64_t wrong : {0, 2, 4}) {
    LedgerBatch batch{LedgerId("town-a"), Seq(wrong), {}};
    batch.records.push_back(SampleEncoded({.seq = wrong, .version = 3, .command = "other"}));
    const absl::Status status = Append(batch);
    EXPECT_THAT(status, HasCode(absl::StatusCode::kAborted)) << wrong;
    EXPECT_THAT(status, HasReason("EXPECTED_SEQ_CONFLICT"));
  }
  EXPECT_EQ(Ledger("town-a").size(), 3u);
  EXPECT_OK(Append(town.Batch(1)));
}

TEST_P(EventLogContract, SeveralLedgersAreAppendedAllOrNone) {
  LedgerWriter a("town-a"), b("town-b");
  ASSERT_OK(log().Append({a.Batch(2), b.Batch(3)}));
  LedgerBatch right = a.Batch(1);
  LedgerBatch wrong = b.Batch(1);
  wrong.expected = Seq(7);
  wrong.records = {SampleEncoded({.ledger = "town-b", .seq = 7, .version = 3, .command = "c-7"})};
  EXPECT_THAT(log().Append({right, wrong}), HasCode(absl::StatusCode::kAborted));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Ledger("town-a").size(), 2u);
    EXPECT_EQ(Ledger("town-b").size(), 3u);
    EXPECT_EQ(Partition().size(), 5u);
    EXPECT_FALSE(log().FindCommand(LedgerId("town-a"), CommandId("c-2")).value().has_value());
    Reopen();
  }
  EXPECT_OK(Append(right));
}

TEST_P(EventLogContract, CommandsAreFoundAlsoAfterReopening) {
  LedgerWriter town("town-a");
  LedgerBatch batch{LedgerId("town-a"), Seq(0), {}};
  batch.records.push_back(town.Record("proposal/p-1", "one", '1'));
  batch.records.push_back(town.Record("proposal/p-1", "three", '3'));
  batch.records.push_back(town.Record("proposal/p-2", "three", '3'));
  batch.records.push_back(town.Record("proposal/p-1", "three", '3'));
  ASSERT_OK(Append(batch));
  for (int round = 0; round < 2; ++round) {
    ASSERT_OK_AND_ASSIGN(const auto one, log().FindCommand(LedgerId("town-a"), CommandId("one")));
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ(one->digest, std::string(32, '1'));
    EXPECT_EQ(one->first, Seq(0));
    EXPECT_EQ(one->count, 1u);
    ASSERT_OK_AND_ASSIGN(const auto three, log().FindCommand(LedgerId("town-a"), CommandId("three")));
    ASSERT_TRUE(three.has_value());
    EXPECT_EQ(three->digest, std::string(32, '3'));
    EXPECT_EQ(three->first, Seq(1));
    EXPECT_EQ(three->count, 3u);
    EXPECT_FALSE(log().FindCommand(LedgerId("town-a"), CommandId("two")).value().has_value());
    EXPECT_FALSE(log().FindCommand(LedgerId("town-b"), CommandId("one")).value().has_value());
    Reopen();
  }
}

TEST_P(EventLogContract, ACommandIdIsTakenOnceInALedger) {
  LedgerWriter a("town-a"), b("town-b");
  ASSERT_OK(Append({LedgerId("town-a"), Seq(0), {a.Record("proposal/p-1", "c-x")}}));
  const LedgerBatch again{LedgerId("town-a"), Seq(1), {a.Record("proposal/p-1", "c-y"), a.Record("unit/u-1", "c-x")}};
  for (int round = 0; round < 2; ++round) {
    const absl::Status status = Append(again);
    EXPECT_THAT(status, HasCode(absl::StatusCode::kAlreadyExists));
    EXPECT_THAT(status, HasReason("COMMAND_ID_REUSED"));
    EXPECT_EQ(Ledger("town-a").size(), 1u);
    Reopen();
  }
  EXPECT_OK(Append({LedgerId("town-b"), Seq(0), {b.Record("proposal/p-1", "c-x")}}));
}

TEST_P(EventLogContract, AnIdThatWasLookedForInVainIsStillTakenOnce) {
  LedgerWriter a("town-a");
  ASSERT_OK(Append(a.Batch(1)));
  EXPECT_FALSE(log().FindCommand(LedgerId("town-a"), CommandId("c-x")).value().has_value());
  EXPECT_FALSE(log().FindCommand(LedgerId("town-a"), CommandId("c-y")).value().has_value());
  ASSERT_OK(Append({LedgerId("town-a"), Seq(1), {a.Record("unit/u-1", "c-x")}}));
  ASSERT_OK(Append({LedgerId("town-a"), Seq(2), {a.Record("unit/u-1", "c-y")}}));
  for (const char* id : {"c-x", "c-y"}) {
    const EncodedRecord again = SampleEncoded({.seq = 3, .stream = "unit/u-2", .command = id});
    EXPECT_THAT(Append({LedgerId("town-a"), Seq(3), {again}}), HasReason("COMMAND_ID_REUSED"));
  }
}

TEST_P(EventLogContract, AnIdThatIsLookedForWhileItIsAppendedIsStillTakenOnce) {
  constexpr uint64_t kIds = 20;
  LedgerWriter a("town-a");
  ASSERT_OK(Append(a.Batch(1)));
  std::atomic<uint64_t> wanted = 0;
  std::thread looker([&] {
    for (uint64_t id = 0; id < kIds; id = wanted) {
      EXPECT_OK(log().FindCommand(LedgerId("town-a"), CommandId(absl::StrCat("x-", id))));
    }
  });
  for (uint64_t i = 0; i < kIds; wanted = ++i) {
    const std::string id = absl::StrCat("x-", i);
    EXPECT_OK(Append({LedgerId("town-a"), Seq(1 + i), {a.Record("unit/u-1", id)}}));
    const EncodedRecord again = SampleEncoded({.seq = 2 + i, .stream = "unit/u-2", .command = id});
    EXPECT_THAT(Append({LedgerId("town-a"), Seq(2 + i), {again}}), HasReason("COMMAND_ID_REUSED"));
  }
  looker.join();
}

TEST_P(EventLogContract, AStreamHasNoHoleAndNoDouble) {
  LedgerWriter town("town-a");
  ASSERT_OK(Append(town.Batch(3)));
  for (int round = 0; round < 2; ++round) {
    for (uint64_t wrong : {0, 2, 4, 9}) {
      const EncodedRecord record = SampleEncoded({.seq = 3, .version = wrong, .command = "c-3"});
      EXPECT_THAT(Append({LedgerId("town-a"), Seq(3), {record}}), HasCode(absl::StatusCode::kInvalidArgument)) << wrong;
    }
    const EncodedRecord late = SampleEncoded({.seq = 3, .stream = "unit/new", .version = 1, .command = "c-3"});
    EXPECT_THAT(Append({LedgerId("town-a"), Seq(3), {late}}), HasCode(absl::StatusCode::kInvalidArgument));
    Reopen();
  }
  EXPECT_OK(Append(town.Batch(1)));
}

TEST_P(EventLogContract, ANewLedgersStreamsBeginWithVersion0) {
  for (uint64_t wrong : {1, 2, 1'000}) {
    const EncodedRecord record = SampleEncoded({.version = wrong});
    EXPECT_THAT(Append({LedgerId("town-a"), Seq(0), {record}}), HasCode(absl::StatusCode::kInvalidArgument)) << wrong;
  }
  EXPECT_FALSE(log().Head(LedgerId("town-a")).value().has_value());
  EXPECT_OK(Append({LedgerId("town-a"), Seq(0), {SampleEncoded({})}}));
}

TEST_P(EventLogContract, WhatABatchShowsToBeWrongIsRefused) {
  LedgerWriter town("town-a");
  LedgerBatch hole = town.Batch(3);
  hole.records.erase(hole.records.begin() + 1);
  EXPECT_THAT(Append(hole), HasCode(absl::StatusCode::kInvalidArgument));
  LedgerWriter other("town-a");
  const LedgerBatch once = other.Batch(1);
  EXPECT_THAT(log().Append({once, once}), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_FALSE(log().Head(LedgerId("town-a")).value().has_value());
}

TEST_P(EventLogContract, TakesAnAppendOfTheLimitAndNoneBeyond) {
  LedgerWriter town("town-a");
  LedgerBatch batch = town.Batch(kAppendRecordsMax, "proposal/p-1");
  ASSERT_OK(Append(batch));
  EXPECT_THAT(Ledger("town-a", kAppendRecordsMax - 1).size(), 1u);
  EXPECT_THAT(Append(town.Batch(kAppendRecordsMax + 1)), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Partition().size(), kAppendRecordsMax);
}

TEST_P(EventLogContract, AnAppendOfNothingChangesNothing) {
  EXPECT_OK(log().Append({}));
  EXPECT_OK(Append({LedgerId("town-a"), Seq(0), {}}));
  EXPECT_FALSE(log().Head(LedgerId("town-a")).value().has_value());
  EXPECT_THAT(Append({LedgerId("town-a"), Seq(1), {}}), HasCode(absl::StatusCode::kAborted));
}

TEST_P(EventLogContract, ALogWhoseRegisterMovedRefusesAppendsAndReadsOn) {
  LedgerWriter town("town-a");
  const LedgerBatch before = town.Batch(3);
  ASSERT_OK(Append(before));
  EXPECT_THAT(log().MovedTo(0), IsOkAndHolds(""));
  ASSERT_OK(log().MarkMoved(0, "elsewhere"));
  const LedgerBatch after = town.Batch(2);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(log().MovedTo(0), IsOkAndHolds("elsewhere"));
    for (const LedgerBatch& batch : {after, LedgerBatch{LedgerId("town-a"), Seq(3), {}}}) {
      const absl::Status refused = Append(batch);
      EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
      EXPECT_THAT(refused, HasReason("LOG_MOVED"));
      EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("elsewhere"));
      EXPECT_THAT(ChineseOf(refused), ::testing::HasSubstr("elsewhere"));
    }
    EXPECT_THAT(Ledger("town-a"), ElementsAreArray(RecordsOf(before)));
    EXPECT_THAT(Partition(), ElementsAreArray(RecordsOf(before)));
    EXPECT_TRUE(log().FindCommand(LedgerId("town-a"), CommandId("c-0")).value().has_value());
    EXPECT_EQ(log().Head(LedgerId("town-a")).value()->next, Seq(3));
    Reopen();
  }
  ASSERT_OK(log().MarkMoved(0, ""));
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(log().MovedTo(0), IsOkAndHolds(""));
    EXPECT_OK(Append(round == 0 ? after : town.Batch(1)));
    Reopen();
  }
  EXPECT_EQ(Ledger("town-a").size(), 6u);
}

TEST_P(EventLogContract, OnlyALogThatIsMarkedAsMovedIsFilled) {
  LedgerWriter town("town-a");
  const LedgerBatch batch = town.Batch(3);
  const absl::Status open = log().Fill({batch});
  EXPECT_THAT(open, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(open, HasReason("LOG_NOT_MOVED"));
  ASSERT_OK(log().MarkMoved(0, "elsewhere"));
  ASSERT_OK(log().Fill({batch}));
  EXPECT_THAT(log().Fill({batch}), HasReason("EXPECTED_SEQ_CONFLICT"));
  Reopen();
  EXPECT_THAT(Ledger("town-a"), ElementsAreArray(RecordsOf(batch)));
  ASSERT_OK(log().Fill({town.Batch(1)}));
  EXPECT_EQ(Ledger("town-a").size(), 4u);
  EXPECT_THAT(Append(town.Batch(1)), HasReason("LOG_MOVED"));
}

TEST_P(EventLogContract, HeadsAreInByteOrderAndPaged) {
  std::vector<std::string> names = {"town-b", "a", "town-a", "town-a.1", "Z", "town", "z9"};
  absl::Time at;
  for (size_t i = 0; i < names.size(); ++i) {
    LedgerWriter ledger(names[i]);
    LedgerBatch batch = ledger.Batch(i + 1);
    at = batch.records.back().recorded_at;
    ASSERT_OK(Append(batch));
  }
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto last, log().Head(LedgerId("z9")));
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->next, Seq(7));
  EXPECT_EQ(last->last_recorded_at, at);
  std::sort(names.begin(), names.end());
  std::vector<std::string> found;
  LedgerId after;
  while (true) {
    ASSERT_OK_AND_ASSIGN(const auto page, log().Heads(after, 3));
    if (page.empty()) break;
    ASSERT_LE(page.size(), 3u);
    for (const LedgerHead& head : page) found.push_back(head.ledger.value());
    after = page.back().ledger;
  }
  EXPECT_EQ(found, names);
}

TEST_P(EventLogContract, AnAppendWithoutRecordsConfirmsWhereLedgersAre) {
  const LedgerId known("town-a"), unknown("town-b");
  ASSERT_OK(Append({known, Seq(0), {SampleEncoded({})}}));
  const std::vector<LedgerBatch> both = {{known, Seq(1), {}}, {unknown, Seq(0), {}}};
  ASSERT_OK(log().Append(both));
  EXPECT_THAT(Append({known, Seq(0), {}}), HasReason("EXPECTED_SEQ_CONFLICT"));
  EXPECT_THAT(Append({known, Seq(2), {}}), HasReason("EXPECTED_SEQ_CONFLICT"));
  EXPECT_THAT(Append({unknown, Seq(1), {}}), HasReason("EXPECTED_SEQ_CONFLICT"));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto heads, log().Heads(LedgerId(""), 10));
  ASSERT_EQ(heads.size(), 1u);
  EXPECT_EQ(heads[0].next, Seq(1));
}

TEST_P(EventLogContract, HeadsLieBetweenThePartitionsEndsBeforeAndAfterThem) {
  constexpr uint64_t kAppends = 500;
  std::thread appender([&] {
    LedgerWriter town("town-a");
    for (uint64_t i = 0; i < kAppends; ++i) ASSERT_OK(Append(town.Batch(1)));
  });
  ASSERT_OK_AND_ASSIGN(const auto cursor, log().ReadPartition(0, Offset(0)));
  std::optional<StoredRecord> next;
  for (uint64_t counted = 0, below = 0; counted < kAppends;) {
    ASSERT_OK_AND_ASSIGN(const Offset before, log().PartitionEnd(0));
    ASSERT_OK_AND_ASSIGN(const std::vector<LedgerHead> heads, log().Heads(LedgerId(), 10));
    ASSERT_OK_AND_ASSIGN(const Offset after, log().PartitionEnd(0));
    if (!heads.empty()) counted = heads.front().next.value();
    ASSERT_GE(after.value(), counted);
    // Offsets may have gaps: how many records lie below one is known by reading them.
    while (true) {
      if (!next.has_value()) {
        ASSERT_OK_AND_ASSIGN(next, cursor->Next());
      }
      if (!next.has_value() || next->offset >= before) break;
      next.reset();
      ++below;
    }
    ASSERT_GE(counted, below);
  }
  appender.join();
}

TEST_P(EventLogContract, ARecordedTimeBeforeTheEpochAndWithNanosecondsIsKept) {
  const absl::Time old = absl::FromUnixNanos(-1'234'567'890'123'456'789);
  ASSERT_OK(Append({LedgerId("town-a"), Seq(0), {SampleEncoded({.recorded_at = old})}}));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto head, log().Head(LedgerId("town-a")));
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->last_recorded_at, old);
}

TEST_P(EventLogContract, ACursorAtItsEndFindsWhatIsAppendedLater) {
  LedgerWriter town("town-a");
  ASSERT_OK_AND_ASSIGN(auto ledger, log().ReadLedger(LedgerId("town-a"), Seq(0)));
  ASSERT_OK_AND_ASSIGN(auto stream, log().ReadStream(LedgerId("town-a"), StreamId("proposal/p-1"), StreamVersion(0)));
  ASSERT_OK_AND_ASSIGN(auto partition, log().ReadPartition(0, Offset(0)));
  for (int round = 0; round < 3; ++round) {
    const LedgerBatch batch = town.Batch(50);
    ASSERT_OK(Append(batch));
    const auto expected = RecordsOf(batch);
    for (RecordCursor* cursor : {ledger.get(), stream.get(), partition.get()}) {
      EXPECT_THAT(ReadOn(*cursor).value(), ElementsAreArray(expected));
      EXPECT_THAT(ReadOn(*cursor).value(), IsEmpty());
    }
  }
}

TEST_P(EventLogContract, WaitForMoreReturnsAtAnAppendADeadlineOrAnInterrupt) {
  EXPECT_FALSE(log().WaitForMore(0, Offset(0), absl::Now() + absl::Milliseconds(1)));
  LedgerWriter town("town-a");
  std::thread appender([&] { ASSERT_OK(Append(town.Batch(1))); });
  EXPECT_TRUE(log().WaitForMore(0, Offset(0), absl::InfiniteFuture()));
  appender.join();
  EXPECT_TRUE(log().WaitForMore(0, Offset(0), absl::InfinitePast()));
  ASSERT_OK_AND_ASSIGN(const Offset end, log().PartitionEnd(0));
  std::thread interrupter([&] { log().Interrupt(); });
  EXPECT_FALSE(log().WaitForMore(0, end, absl::InfiniteFuture()));
  interrupter.join();
  EXPECT_FALSE(log().WaitForMore(0, end, absl::InfiniteFuture()));
}

// Reads a partition live until it has seen `total` records; checks that none is missed, doubled or out of order.
void Tail(EventLog& log, size_t total) {
  ASSERT_OK_AND_ASSIGN(auto cursor, log.ReadPartition(0, Offset(0)));
  std::map<std::string, uint64_t> next;
  std::optional<Offset> last;
  for (size_t seen = 0; seen < total;) {
    ASSERT_OK_AND_ASSIGN(const auto record, cursor->Next());
    if (!record.has_value()) {
      ASSERT_TRUE(log.WaitForMore(0, last.has_value() ? last->Next() : Offset(0), absl::Now() + absl::Seconds(60)));
      continue;
    }
    ASSERT_TRUE(!last.has_value() || record->offset > *last);
    last = record->offset;
    ASSERT_EQ(record->seq.value(), next[record->ledger.value()]++);
    ++seen;
  }
}

TEST_P(EventLogContract, LiveTailingMissesNoneAndDoublesNone) {
  constexpr int kAppends = 300;
  LedgerWriter a("town-a"), b("town-b");
  size_t total = 0;
  std::vector<std::vector<LedgerBatch>> appends;
  for (int i = 0; i < kAppends; ++i) {
    appends.push_back({a.Batch(1 + i % 7), b.Batch(1 + i % 5)});
    total += 2 + i % 7 + i % 5;
  }
  std::vector<std::thread> tailers;
  for (int i = 0; i < 3; ++i) tailers.emplace_back([&] { Tail(log(), total); });
  std::thread ledger_tailer([&] {
    ASSERT_OK_AND_ASSIGN(auto cursor, log().ReadLedger(LedgerId("town-b"), Seq(0)));
    for (uint64_t next = 0; next < b.next();) {
      ASSERT_OK_AND_ASSIGN(const auto record, cursor->Next());
      if (!record.has_value()) {
        std::this_thread::yield();
        continue;
      }
      ASSERT_EQ(record->seq.value(), next++);
    }
  });
  for (const auto& batches : appends) ASSERT_OK(log().Append(batches));
  for (std::thread& tailer : tailers) tailer.join();
  ledger_tailer.join();
}

TEST_P(EventLogContract, OfWritersThatRaceForOneSeqOneWins) {
  constexpr int kThreads = 4;
  constexpr uint64_t kSeqs = 50;
  std::atomic<uint64_t> won = 0;
  std::vector<std::thread> writers;
  for (int t = 0; t < kThreads; ++t) {
    writers.emplace_back([&, t] {
      for (uint64_t seq = 0; seq < kSeqs; ++seq) {
        const EncodedRecord record =
            SampleEncoded({.seq = seq, .version = seq, .command = absl::StrCat("c-", t, "-", seq)});
        absl::Status status;
        do {
          status = Append({LedgerId("town-a"), Seq(seq), {record}});
          // Behind the others: somebody else has this seq. Ahead of them: wait for the seq before.
        } while (absl::IsAborted(status) && (*log().Head(LedgerId("town-a"))).value_or(LedgerHead{}).next < Seq(seq));
        if (status.ok()) ++won;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(won, kSeqs);
  EXPECT_EQ(Ledger("town-a").size(), kSeqs);
}

}  // namespace
}  // namespace huiyin
