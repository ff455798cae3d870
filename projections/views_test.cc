// The live view: follows the log, survives being stopped anywhere, and is what a rebuild from zero gives.
#include "projections/views.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "projections/history.h"
#include "projections/partition_folder.h"
#include "projections/testing/register.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

using testing::Register;

const LedgerId kTown("town-a");

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

std::string TestDirectory() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", test->name());
}

std::unique_ptr<Views> OpenViews(EventLog& log, bool follow = true) {
  ViewsOptions options;
  options.follow = follow;
  auto views = Views::Open(TestDirectory(), log, options);
  EXPECT_OK(views);
  return *std::move(views);
}

void AddProposals(Register& town, int from, int to) {
  for (int i = from; i <= to; ++i) {
    const std::string id = absl::StrCat("p-", i);
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i).Assigned("2020-03-25", id, "u-1", "2020-05-25");
    if (i % 2 == 0) town.Received("2020-03-26", id, "u-1").Replied("2020-05-01", id, "u-1", "2020-05-25");
  }
}

// Every key and value.
std::vector<std::string> Dump(const ViewStore& store) {
  std::vector<std::string> rows;
  const std::unique_ptr<rocksdb::Iterator> it(store.rep().db->NewIterator(rocksdb::ReadOptions()));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    rows.push_back(absl::StrCat(DescribeKey(ToView(it->key())), " = ", ToView(it->value())));
  }
  return rows;
}

// Gives records as the log has them, but the bytes of one damaged, or cut short by a stop.
class DamagedLog final : public ForwardingLog {
 public:
  DamagedLog(EventLog& log, uint64_t damaged) : ForwardingLog(log), damaged_(damaged) {}
  void Repair() { damaged_ = ~uint64_t{0}; }

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return Damaged(ForwardingLog::ReadLedger(ledger, from));
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return Damaged(ForwardingLog::ReadPartition(partition, from));
  }

 private:
  absl::StatusOr<std::unique_ptr<RecordCursor>> Damaged(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const {
    if (!cursor.ok()) return cursor.status();
    return std::unique_ptr<RecordCursor>(new Cursor(*std::move(cursor), damaged_));
  }

  class Cursor final : public RecordCursor {
   public:
    Cursor(std::unique_ptr<RecordCursor> cursor, const std::atomic<uint64_t>& damaged)
        : cursor_(std::move(cursor)), damaged_(damaged) {}
    absl::StatusOr<std::optional<StoredRecord>> Next() override {
      auto next = cursor_->Next();
      if (!next.ok() || !*next || (*next)->seq.value() != damaged_) return next;
      bytes_ = std::string((*next)->bytes.substr(0, (*next)->bytes.size() - 3));
      // Every other one is as long as it was, and still tells its place: only the event, its last field, is broken.
      if (damaged_ % 2 == 0) bytes_.append(3, '\xff');
      (*next)->bytes = bytes_;
      return next;
    }

   private:
    const std::unique_ptr<RecordCursor> cursor_;
    const std::atomic<uint64_t>& damaged_;
    std::string bytes_;
  };

  std::atomic<uint64_t> damaged_;
};

TEST(Views, FollowTheLogAndLetWritersReadTheirWrites) {
  MemoryLog log;
  const auto views = OpenViews(log);
  Register town;
  for (int i = 1; i <= 50; ++i) {
    AddProposals(town, i, i);
    town.AppendTo(log);
    ASSERT_OK(views->WaitForSeq(kTown, Seq(town.records().size() - 1), Soon()));
    EXPECT_TRUE(views->store()->GetProposal(kTown, absl::StrCat("p-", i))->has_value());
  }
  EXPECT_OK(views->status());
}

// A log long enough for a first fold ledger by ledger: two ledgers, whose records lie mixed.
struct LongLog {
  LongLog() {
    while (records() < kLedgerByLedgerMin) {
      ++proposals;
      AddProposals(a, proposals, proposals);
      AddProposals(b, proposals, proposals);
      a.AppendTo(log);
      b.AppendTo(log);
    }
  }
  uint64_t records() const { return a.records().size() + b.records().size(); }

  MemoryLog log;
  int proposals = 0;
  Register a{"town-a"};
  Register b{"town-b"};
};

// All of the log up to `end`, and how many batches that took.
int FoldTo(const EventLog& log, Offset end, ViewStore& store) {
  const auto folder = PartitionFolder::Open(log, 0, store, /*journal=*/true);
  EXPECT_OK(folder);
  int batches = 0;
  while (true) {
    const absl::StatusOr<size_t> folded = (*folder)->FoldSome(end);
    EXPECT_OK(folded);
    if (!folded.ok() || *folded == 0) return batches;
    ++batches;
  }
}

std::vector<std::string> FoldedInOrder(const EventLog& log, Offset end) {
  const auto store = ViewStore::Open(TestDirectory() + "-in-order", {});
  EXPECT_OK(store);
  // So short a beginning is folded in order, and then it is no first fold any more.
  FoldTo(log, Offset(1), **store);
  FoldTo(log, end, **store);
  return Dump(**store);
}

TEST(Views, FirstFoldedLedgerByLedgerAreTheSameBytes) {
  LongLog made;
  AddProposals(made.a, made.proposals + 1, made.proposals + 9);
  made.a.AppendTo(made.log);
  Register late("town-c");
  late.AppendTo(made.log);
  // Not to the end of the log, where the ledgers' heads are.
  const Offset end(made.records() - 17);
  ASSERT_OK_AND_ASSIGN(const auto store, ViewStore::Open(TestDirectory(), {}));
  FoldTo(made.log, end, *store);
  EXPECT_EQ(*store->Position(0), end);
  EXPECT_EQ((*store->GetLedger(kTown))->known_events(), made.a.records().size() - 17);
  EXPECT_FALSE((*store->GetLedger(LedgerId("town-c"))).has_value());
  EXPECT_EQ(Dump(*store), FoldedInOrder(made.log, end));
  FoldTo(made.log, Offset(made.records() + late.records().size()), *store);
  EXPECT_EQ((*store->GetLedger(kTown))->known_events(), made.a.records().size()) << "and go on in order";
}

// Offsets that a cursor over a ledger gives say nothing.
class SenselessOffsets final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    auto cursor = ForwardingLog::ReadLedger(ledger, from);
    if (!cursor.ok()) return cursor.status();
    return std::unique_ptr<RecordCursor>(new Cursor(*std::move(cursor)));
  }

 private:
  class Cursor final : public RecordCursor {
   public:
    explicit Cursor(std::unique_ptr<RecordCursor> cursor) : cursor_(std::move(cursor)) {}
    absl::StatusOr<std::optional<StoredRecord>> Next() override {
      auto stored = cursor_->Next();
      if (stored.ok() && *stored) (*stored)->offset = Offset(~uint64_t{0} - (*stored)->seq.value());
      return stored;
    }

   private:
    const std::unique_ptr<RecordCursor> cursor_;
  };
};

TEST(Views, AFirstFoldDoesNotGoByTheOffsetsOfALedgersRecords) {
  LongLog made;
  const SenselessOffsets log(made.log);
  ASSERT_OK_AND_ASSIGN(const auto store, ViewStore::Open(TestDirectory(), {}));
  FoldTo(log, Offset(made.records()), *store);
  EXPECT_EQ(*store->Position(0), Offset(made.records()));
  EXPECT_EQ(Dump(*store), FoldedInOrder(made.log, Offset(made.records())));
}

TEST(Views, AFirstFoldCutShortIsBegunAnew) {
  LongLog made;
  ASSERT_NE(OpenViews(made.log, /*follow=*/false), nullptr);
  {
    ASSERT_OK_AND_ASSIGN(const auto store, ViewStore::Open(TestDirectory() + "/store-000001", {}));
    ASSERT_OK_AND_ASSIGN(const auto folder, PartitionFolder::Open(made.log, 0, *store, /*journal=*/true));
    EXPECT_EQ(*folder->FoldSome(Offset(made.records())), made.records());
    EXPECT_EQ(*store->Position(0), Offset(0)) << "it would take one more call";
    EXPECT_TRUE(*HoldsUnfinished(made.log, *store));
  }
  const auto views = OpenViews(made.log);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  EXPECT_FALSE(*HoldsUnfinished(made.log, *views->store()));
  EXPECT_EQ(Dump(*views->store()), FoldedInOrder(made.log, Offset(made.records())));
}

TEST(Views, AFirstFoldStopsAtADamagedRecordAndNamesIt) {
  LongLog made;
  DamagedLog log(made.log, 1'000);
  const auto views = OpenViews(log);
  EXPECT_THAT(views->WaitUntilCaughtUp(Soon()), HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(views->status().message()), ::testing::HasSubstr("ledger town-a, seq 1000"));
  EXPECT_EQ((*views->store()->GetLedger(kTown))->known_events(), 1'000u) << "what lies before it is there";
  log.Repair();
  RebuildResult result;
  ASSERT_OK(views->Rebuild(nullptr, &result));
  EXPECT_THAT(result.differences, ::testing::ElementsAre(::testing::HasSubstr("cut short")));
  EXPECT_EQ(result.records_folded, made.records());
  EXPECT_EQ(Dump(*views->store()), FoldedInOrder(made.log, Offset(made.records())));
  EXPECT_OK(views->WaitUntilCaughtUp(Soon()));
}

// Lets nobody read the second ledger by itself before it is released.
class HeldBackLog final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;
  void Release() {
    if (!released_.HasBeenNotified()) released_.Notify();
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    // Not for ever: a rebuild that does not wait, and so never releases it, must fail and not hang.
    if (ledger == LedgerId("town-b")) released_.WaitForNotificationWithTimeout(absl::Seconds(30));
    return ForwardingLog::ReadLedger(ledger, from);
  }

 private:
  absl::Notification released_;
};

TEST(Views, ARebuildDuringTheFirstFoldWaitsForItsEndAndComparesThen) {
  LongLog made;
  HeldBackLog log(made.log);
  const auto views = OpenViews(log);
  RebuildResult result;
  EXPECT_OK(views->Rebuild(
      [&](const RebuildProgress& progress) {
        EXPECT_EQ(progress.records_total, made.records());
        log.Release();
        return true;
      },
      &result));
  log.Release();
  EXPECT_TRUE(result.equal);
  EXPECT_EQ(result.records_folded, made.records());
  EXPECT_GT(result.rows_compared, 0u);
  EXPECT_EQ(Dump(*views->store()), FoldedInOrder(made.log, Offset(made.records())));
}

TEST(Views, ARebuildThatWaitsForTheFirstFoldCanBeGivenUp) {
  LongLog made;
  HeldBackLog log(made.log);
  const auto views = OpenViews(log);
  RebuildResult result;
  EXPECT_THAT(views->Rebuild([](const RebuildProgress&) { return false; }, &result), HasReason("REBUILD_GIVEN_UP"));
  log.Release();
  EXPECT_OK(views->WaitUntilCaughtUp(Soon()));
}

// Cannot be read from `torn` on.
class TornLog final : public ForwardingLog {
 public:
  TornLog(EventLog& log, Offset torn) : ForwardingLog(log), torn_(torn) {}
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    if (from >= torn_) return absl::DataLossError("torn");
    return ForwardingLog::ReadPartition(partition, from);
  }

 private:
  const Offset torn_;
};

TEST(Views, AFirstFoldDoesNotMindDamageBehindItsEnd) {
  LongLog made;
  const Offset end(made.records());
  AddProposals(made.a, made.proposals + 1, made.proposals + 1);
  made.a.AppendTo(made.log);
  const TornLog log(made.log, end);
  ASSERT_OK_AND_ASSIGN(const auto store, ViewStore::Open(TestDirectory(), {}));
  FoldTo(log, end, *store);
  EXPECT_EQ(Dump(*store), FoldedInOrder(made.log, end));
}

TEST(Views, WaitingEndsAtTheDeadlineAndWithStop) {
  MemoryLog log;
  const auto views = OpenViews(log);
  EXPECT_THAT(views->WaitForSeq(kTown, Seq(0), absl::Now() + absl::Milliseconds(20)), HasReason("VIEW_BEHIND"));
  std::thread waiting([&] { EXPECT_THAT(views->WaitForSeq(kTown, Seq(0), Soon()), HasReason("VIEW_BEHIND")); });
  absl::SleepFor(absl::Milliseconds(20));
  views->Stop();
  waiting.join();
  views->Stop();
}

TEST(Views, StoppedAfterAnyBatchTheyGoOnWithoutGapOrDouble) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 4);
  town.AppendTo(log);
  // Like a crash between batches: each store is closed after some records, at every place there is.
  for (uint64_t end = 1; end <= town.records().size(); ++end) {
    ASSERT_OK_AND_ASSIGN(const auto store, ViewStore::Open(TestDirectory(), {}));
    ASSERT_OK_AND_ASSIGN(const auto folder, PartitionFolder::Open(log, 0, *store, /*journal=*/true));
    ASSERT_OK_AND_ASSIGN(const size_t folded, folder->FoldSome(Offset(end)));
    EXPECT_EQ(folded, 1u);
    EXPECT_EQ(*store->Position(0), Offset(end));
    EXPECT_EQ((*store->GetLedger(kTown))->known_events(), end);
  }
  ASSERT_OK_AND_ASSIGN(const auto stepwise, ViewStore::Open(TestDirectory(), {}));
  ASSERT_OK_AND_ASSIGN(const auto at_once, ViewStore::Open(TestDirectory() + "-at-once", {}));
  ASSERT_OK_AND_ASSIGN(const auto folder, PartitionFolder::Open(log, 0, *at_once, true));
  ASSERT_OK(folder->FoldSome(Offset(town.records().size())));
  EXPECT_EQ(Dump(*stepwise), Dump(*at_once));
}

TEST(Views, OpenedAgainTheyGoOn) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 10);
  town.AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  AddProposals(town, 11, 20);
  town.AppendTo(log);
  const auto views = OpenViews(log);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  EXPECT_EQ((*views->store()->GetLedger(kTown))->known_events(), town.records().size());
}

TEST(Views, StopAtADamagedRecordAndNameIt) {
  MemoryLog memory;
  Register town;
  AddProposals(town, 1, 10);
  town.AppendTo(memory);
  DamagedLog log(memory, 20);
  const auto views = OpenViews(log);
  EXPECT_THAT(views->WaitForSeq(kTown, Seq(20), Soon()), HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(views->status().message()), ::testing::HasSubstr("town-a"));
  EXPECT_THAT(std::string(views->status().message()), ::testing::HasSubstr("20"));
  EXPECT_OK(views->WaitForSeq(kTown, Seq(19), Soon())) << "what lies before it is there";

  RebuildResult result;
  log.Repair();
  ASSERT_OK(views->Rebuild(nullptr, &result));
  EXPECT_TRUE(result.equal);
  EXPECT_OK(views->WaitUntilCaughtUp(Soon())) << "a rebuild brings it back to life";
}

TEST(Views, RebuiltTheyAreTheSameBytes) {
  MemoryLog log;
  const auto views = OpenViews(log);
  Register town;
  for (int i = 1; i <= 200; ++i) {
    AddProposals(town, i, i);
    town.AppendTo(log);
    if (i % 20 == 0) {
      ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
    }
  }
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  std::shared_ptr<const ViewStore> before = views->store();
  RebuildResult result;
  uint64_t folded = 0;
  ASSERT_OK(views->Rebuild(
      [&](const RebuildProgress& progress) {
        EXPECT_GE(progress.records_folded, folded);
        EXPECT_LE(progress.records_folded, progress.records_total);
        folded = progress.records_folded;
        return true;
      },
      &result));
  EXPECT_TRUE(result.equal);
  EXPECT_EQ(result.differing, 0u);
  EXPECT_GT(result.rows_compared, 200u);
  EXPECT_EQ(result.records_folded, town.records().size());
  EXPECT_NE(views->store(), before);
  EXPECT_EQ(Dump(*views->store()), Dump(*before)) << "the old one is still readable by whoever holds it";
  before.reset();
  EXPECT_FALSE(std::filesystem::exists(TestDirectory() + "/store-000001")) << "its files go with its last reader";
  AddProposals(town, 201, 201);
  town.AppendTo(log);
  EXPECT_OK(views->WaitForSeq(kTown, Seq(town.records().size() - 1), Soon())) << "and is followed";
}

TEST(Views, ARebuildFindsACorruptedRowAndMendsIt) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 10);
  town.AppendTo(log);
  const auto views = OpenViews(log);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  rocksdb::DB& db = *views->store()->rep().db;
  v1::ProposalFacts facts = **views->store()->GetProposal(kTown, "p-3");
  facts.set_status(v1::Proposal::CLOSED);
  ASSERT_TRUE(db.Put({}, RowKey(RowKind::kProposal, "town-a", "p-3"), facts.SerializeAsString()).ok());
  ASSERT_TRUE(db.Delete({}, TaskPrefix("town-a", "u-1") + "p-4").ok());
  ASSERT_TRUE(db.Put({}, LeadPrefix("town-a", "d-9") + "p-4", "").ok());

  RebuildResult result;
  ASSERT_OK(views->Rebuild(nullptr, &result));
  EXPECT_FALSE(result.equal);
  EXPECT_EQ(result.differing, 3u);
  ASSERT_EQ(result.differences.size(), 3u);
  EXPECT_THAT(result.differences[0], ::testing::HasSubstr("proposal town-a/p-3"));
  EXPECT_THAT(result.differences[0], ::testing::HasSubstr("status: CLOSED -> ASSIGNED"));
  EXPECT_EQ(result.differences[1], "index by unit of town-a: u-1 p-4: missing from the live view");
  EXPECT_EQ(result.differences[2], "index by lead deputy of town-a: d-9 p-4: only in the live view");
  EXPECT_EQ((*views->store()->GetProposal(kTown, "p-3"))->status(), v1::Proposal::ASSIGNED);
  ASSERT_OK(views->Rebuild(nullptr, &(result = {})));
  EXPECT_TRUE(result.equal);
}

TEST(Views, ARebuildWhileWritersGoOnLosesNothing) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 100);
  town.AppendTo(log);
  const auto views = OpenViews(log);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 101; i <= 600 || !done; ++i) {
      AddProposals(town, i, i);
      town.AppendTo(log);
      absl::SleepFor(absl::Microseconds(200));
    }
  });
  for (int i = 0; i < 5; ++i) {
    RebuildResult result;
    EXPECT_OK(views->Rebuild(nullptr, &result));
    EXPECT_TRUE(result.equal) << (result.differences.empty() ? "" : result.differences[0]);
  }
  done = true;
  writer.join();
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, kTown, {}));
  ASSERT_OK_AND_ASSIGN(const auto picture, views->store()->Picture(kTown));
  EXPECT_EQ(picture->directory().ledger.known_events(), town.records().size());
  EXPECT_OK(picture->ForEachProposal([&](const v1::ProposalFacts& facts) {
    EXPECT_EQ(facts.SerializeAsString(), history->Find(facts.proposal_id())->SerializeAsString());
    return absl::OkStatus();
  }));
}

TEST(Views, ARebuildGivenUpChangesNothing) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 10);
  town.AppendTo(log);
  const auto views = OpenViews(log);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  const auto before = views->store();
  RebuildResult result;
  EXPECT_THAT(views->Rebuild([](const RebuildProgress&) { return false; }, &result), HasReason("REBUILD_GIVEN_UP"));
  EXPECT_EQ(views->store(), before);
}

TEST(Views, LeftoversOfACrashAreRemovedAtOpening) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 3);
  town.AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  // A rebuild that died before its swap, and a pointer that was being written.
  { ASSERT_OK(ViewStore::Open(TestDirectory() + "/store-000007", {})); }
  std::ofstream(TestDirectory() + "/CURRENT.new") << "store-0000";
  const auto views = OpenViews(log, /*follow=*/false);
  EXPECT_FALSE(std::filesystem::exists(TestDirectory() + "/store-000007"));
  EXPECT_TRUE(views->store()->GetProposal(kTown, "p-3")->has_value());
}

TEST(Views, OfAnotherFormatAreFoldedAnew) {
  MemoryLog log;
  Register town;
  AddProposals(town, 1, 3);
  town.AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  std::ofstream(TestDirectory() + "/CURRENT") << "store-000001 format 999\n";
  const auto views = OpenViews(log);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  EXPECT_TRUE(views->store()->GetProposal(kTown, "p-3")->has_value());
  EXPECT_FALSE(std::filesystem::exists(TestDirectory() + "/store-000001"));
}

TEST(Views, AreOpenOnce) {
  MemoryLog log;
  const auto views = OpenViews(log);
  EXPECT_THAT(Views::Open(TestDirectory(), log), HasReason("VIEWS_LOCKED"));
}

TEST(Views, OfAnotherLogAreRefused) {
  MemoryLog log, empty;
  Register town;
  town.AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  EXPECT_THAT(Views::Open(TestDirectory(), empty), HasReason("VIEWS_AHEAD_OF_LOG"));
}

// A backup of the log put back, then written to past where the views are: as many records, but not the same.
TEST(Views, OfALogThatLostItsEndAndGrewAgainAreRefused) {
  MemoryLog log, restored;
  Register kept;
  kept.Submitted("2020-01-11", "p-1");
  Register lost = kept, other = kept;
  lost.Submitted("2020-01-12", "p-lost").AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  other.Submitted("2020-01-12", "p-other").Submitted("2020-01-12", "p-more").AppendTo(restored);
  const absl::Status refused = Views::Open(TestDirectory(), restored).status();
  EXPECT_THAT(refused, HasReason("VIEWS_OF_ANOTHER_LOG"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon())) << "nothing was changed";
}

TEST(Views, OfALogPutBackToWhereTheyWereGoOn) {
  MemoryLog log, restored;
  Register town;
  town.Submitted("2020-01-11", "p-1");
  Register same = town;
  town.AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  same.Submitted("2020-01-12", "p-2").AppendTo(restored);
  const auto views = OpenViews(restored);
  ASSERT_OK(views->WaitUntilCaughtUp(Soon()));
  EXPECT_TRUE(views->store()->GetProposal(kTown, "p-2")->has_value());
}

TEST(Views, OpenedOnlyToReadLeaveNoFilesBehind) {
  MemoryLog log;
  Register town;
  town.AppendTo(log);
  for (int i = 0; i < 10; ++i) ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  int journals = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TestDirectory())) {
    journals += entry.path().extension() == ".log";
  }
  EXPECT_LE(journals, 2);
  EXPECT_EQ((*OpenViews(log)->store()->GetLedger(kTown))->known_events(), town.records().size());
}

TEST(Views, ThatCannotBeUsedAreReplacedForARebuild) {
  MemoryLog log;
  Register town;
  town.Submitted("2020-01-11", "p-1").AppendTo(log);
  ASSERT_OK(OpenViews(log)->WaitUntilCaughtUp(Soon()));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TestDirectory())) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("MANIFEST", 0) == 0) std::ofstream(entry.path(), std::ios::trunc) << "not a manifest";
  }
  EXPECT_THAT(Views::Open(TestDirectory(), log), HasReason("VIEWS_DAMAGED"));
  ViewsOptions options;
  options.replace_unusable = true;
  ASSERT_OK_AND_ASSIGN(const auto views, Views::Open(TestDirectory(), log, options));
  RebuildResult result;
  ASSERT_OK(views->Rebuild(nullptr, &result));
  EXPECT_FALSE(result.equal);
  EXPECT_EQ(result.differing, 1u);
  EXPECT_TRUE(views->store()->GetProposal(kTown, "p-1")->has_value());
}

TEST(History, EndsAtTheMomentAskedForInclusive) {
  MemoryLog log;
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 1).Submitted("2020-01-20", "p-2");
  town.AppendTo(log);
  const absl::Time moment = testing::Noon("2020-01-20");
  ASSERT_OK_AND_ASSIGN(const HistoryResult at, FoldHistory(log, kTown, {.known_at = moment}));
  EXPECT_EQ(at->directory().ledger.known_events(), 10u);
  EXPECT_EQ(at->Find("p-1")->number(), 1u);
  ASSERT_OK_AND_ASSIGN(const HistoryResult before,
                       FoldHistory(log, kTown, {.known_at = moment - absl::Nanoseconds(1)}));
  EXPECT_EQ(before->directory().ledger.known_events(), 8u);
  EXPECT_EQ(before->Find("p-1")->number(), 0u);
  EXPECT_EQ(before->Find("p-2"), nullptr);
  ASSERT_OK_AND_ASSIGN(const HistoryResult unknown, FoldHistory(log, LedgerId("town-x"), {.known_at = moment}));
  EXPECT_EQ(unknown->directory().ledger.known_events(), 0u);
}

// What a village passes up, by deputies whose names are written in another way each time: the last one counts.
void ReceiveFromBelow(Register& town, absl::string_view day) {
  for (int i = 1; i <= 60; ++i) {
    town.Add(day, absl::StrCat("proposal_received { proposal_id: 'up:village:", town.records().size(),
                               "' passed_up { ledger_id: 'village' } lead_deputy_id: 'up:village:d-", i % 20,
                               "' lead_deputy { name: '", day, " ", i, "' } }"));
  }
}

// So long that two threads fold it; recorded on three days.
Register LongTown() {
  constexpr int kProposals = 3'500;
  Register town;
  for (int i = 1; i <= kProposals; ++i) town.Submitted("2020-01-11", absl::StrCat("p-", i));
  ReceiveFromBelow(town, "2020-01-11");
  for (int i = 1; i <= kProposals; ++i) town.Registered("2020-01-20", absl::StrCat("p-", i), i);
  ReceiveFromBelow(town, "2020-01-20");
  for (int i = 1; i <= kProposals; ++i) town.Assigned("2020-03-25", absl::StrCat("p-", i), "u-1", "2020-05-25");
  return town;
}

// Everything in it, as text.
std::vector<std::string> Dump(const LedgerPicture& picture) {
  std::vector<std::string> rows;
  const LedgerDirectory& directory = picture.directory();
  rows.push_back(directory.ledger.SerializeAsString());
  for (const auto& session : directory.sessions) rows.push_back(session.SerializeAsString());
  for (const auto& deputy : directory.deputies) rows.push_back(deputy.SerializeAsString());
  for (const auto& unit : directory.units) rows.push_back(unit.SerializeAsString());
  EXPECT_OK(picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    rows.push_back(facts.SerializeAsString());
    return absl::OkStatus();
  }));
  return rows;
}

TEST(History, OfALongLedgerIsThatOfItsRecordsOneByOne) {
  MemoryLog log;
  Register town = LongTown();
  town.AppendTo(log);
  for (const char* day : {"2020-01-11", "2020-01-20", "2020-03-25"}) {
    const absl::Time moment = testing::Noon(day);
    LedgerFold expected(kTown);
    for (const v1::Record& record : town.records()) {
      if (absl::FromUnixSeconds(record.recorded_at().seconds()) > moment) break;
      ASSERT_OK(expected.Add(record));
    }
    ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, kTown, {.known_at = moment}));
    EXPECT_EQ(Dump(*history), Dump(expected)) << day;
  }
}

TEST(History, OfALongLedgerNamesItsFirstDamagedRecordAndNoneThatIsLater) {
  MemoryLog memory;
  Register town = LongTown();
  town.AppendTo(memory);
  // Of several streams, so of both threads.
  for (uint64_t damaged = 7'100; damaged < 7'120; ++damaged) {
    const DamagedLog log(memory, damaged);
    const absl::Status status = FoldHistory(log, kTown, {}).status();
    EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss));
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(absl::StrCat("ledger town-a, seq ", damaged)));
    ASSERT_OK_AND_ASSIGN(const HistoryResult earlier,
                         FoldHistory(log, kTown, {.known_at = testing::Noon("2020-01-11")}));
    EXPECT_FALSE(earlier->Find("p-1")->has_due_day());
  }
}

TEST(Timeline, TellsEachEventAndWhatItMadeOfTheProposal) {
  MemoryLog log;
  Register town;
  AddProposals(town, 2, 2);
  town.Evaluated("2020-05-05", "p-2", "DISSATISFIED");
  town.AppendTo(log);
  ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, kTown, {}));
  ASSERT_OK_AND_ASSIGN(const Timeline timeline, ReadTimeline(log, kTown, "p-2", history->directory()));
  const std::vector<v1::TimelineEntry>& entries = timeline.entries;
  ASSERT_EQ(entries.size(), 6u);
  EXPECT_EQ(timeline.next, std::nullopt);
  EXPECT_EQ(entries[0].text(), "Suggestion “Title p-2” submitted by Deputy 1.");
  EXPECT_EQ(entries[0].text_zh(), "Deputy 1 代表提出建议《Title p-2》。");
  EXPECT_EQ(entries[1].text(), "Registered as no. 2, category roads.");
  EXPECT_EQ(entries[2].text(), "Assigned to Unit 1; reply due 2020-05-25.");
  EXPECT_EQ(entries[2].text_zh(), "交由Unit 1主办，2020-05-25 前答复。");
  EXPECT_EQ(entries[3].status(), v1::Proposal::HANDLING);
  EXPECT_EQ(entries[4].text(),
            "Unit 1 replied (no. 1, signed by Li): class A, solved or mostly solved; the deputy may evaluate until "
            "2020-12-31.");
  EXPECT_EQ(entries[5].text(), "Deputy 1 evaluated round 1: result dissatisfied, attitude satisfied.");
  EXPECT_EQ(entries[5].text_zh(), "Deputy 1 代表评价第 1 轮办理：结果不满意，态度满意。");
  EXPECT_EQ(entries[5].round(), 1u);
  ASSERT_OK_AND_ASSIGN(const Timeline early, ReadTimeline(log, kTown, "p-2", history->directory(),
                                                          {.known_at = testing::Noon("2020-01-31")}));
  EXPECT_EQ(early.entries.size(), 2u);
}

TEST(Timeline, InPartsIsTheSame) {
  MemoryLog log;
  Register town;
  AddProposals(town, 2, 2);
  town.AppendTo(log);
  ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, kTown, {}));
  ASSERT_OK_AND_ASSIGN(const Timeline whole, ReadTimeline(log, kTown, "p-2", history->directory()));
  std::vector<std::string> parts;
  TimelinePart part{.entries_max = 2};
  for (std::optional<StreamVersion> next = StreamVersion(0); next;) {
    part.from = *next;
    ASSERT_OK_AND_ASSIGN(const Timeline some, ReadTimeline(log, kTown, "p-2", history->directory(), part));
    ASSERT_LE(some.entries.size(), 2u);
    ASSERT_GE(some.entries.size(), 1u);
    for (const v1::TimelineEntry& entry : some.entries) parts.push_back(entry.SerializeAsString());
    next = some.next;
  }
  ASSERT_EQ(parts.size(), whole.entries.size());
  for (size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(parts[i], whole.entries[i].SerializeAsString());
}

}  // namespace
}  // namespace huiyin
