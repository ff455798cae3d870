// Migrations between memory and RocksDB, and what may go wrong in them. Kafka: tests/kafka.
#include "tools/migration/migration.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

std::vector<ReadRecord> AllOf(const EventLog& log) { return ReadAll(log.ReadPartition(0, Offset(0))).value(); }

// As in a real register: the ledgers' records lie between each other.
void Write(EventLog& log, std::vector<LedgerWriter>& writers, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (LedgerWriter& writer : writers) ASSERT_OK(log.Append({writer.Batch(1 + round % 3)}));
  }
}

// A process in which the writes to both logs are counted, and which dies at one of them: that one is done or not, none
// after it is, and nobody learns of it.
struct Process {
  int writes = 0;
  int dies_at = 0;  // 0: it lives.
  bool last_is_done = false;

  absl::Status Write(const std::function<absl::Status()>& write) {
    ++writes;
    if (dies_at == 0 || writes < dies_at) return write();
    if (writes == dies_at && last_is_done) {
      EXPECT_OK(write());
    }
    return absl::UnavailableError("the process is dead");
  }
};

class MortalLog final : public ForwardingLog {
 public:
  MortalLog(EventLog& log, Process& process) : ForwardingLog(log), process_(process) {}
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override {
    return process_.Write([&] { return ForwardingLog::Fill(batches); });
  }
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override {
    return process_.Write([&] { return ForwardingLog::MarkMoved(partition, where); });
  }

 private:
  Process& process_;
};

// Gives one record other bytes.
class ChangedCursor final : public RecordCursor {
 public:
  ChangedCursor(std::unique_ptr<RecordCursor> cursor, Seq seq, std::string bytes)
      : cursor_(std::move(cursor)), seq_(seq), bytes_(std::move(bytes)) {}
  absl::StatusOr<std::optional<StoredRecord>> Next() override {
    ASSIGN_OR_RETURN(std::optional<StoredRecord> record, cursor_->Next());
    if (record.has_value() && record->ledger == LedgerId("town-b") && record->seq == seq_) record->bytes = bytes_;
    return record;
  }

 private:
  const std::unique_ptr<RecordCursor> cursor_;
  const Seq seq_;
  const std::string bytes_;
};

// A log in which one record of town-b is not what was appended.
class ChangedLog final : public ForwardingLog {
 public:
  ChangedLog(EventLog& log, Seq seq, std::string bytes) : ForwardingLog(log), seq_(seq), bytes_(std::move(bytes)) {}
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return Changed(ForwardingLog::ReadLedger(ledger, from));
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return Changed(ForwardingLog::ReadPartition(partition, from));
  }

 private:
  absl::StatusOr<std::unique_ptr<RecordCursor>> Changed(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) const {
    return std::make_unique<ChangedCursor>(*std::move(cursor), seq_, bytes_);
  }

  const Seq seq_;
  const std::string bytes_;
};

class MigrationTest : public ::testing::Test {
 protected:
  // Of logs that stay open between migrations.
  MigrationSide Side(const std::string& address, EventLog& log, Process* process = nullptr) const {
    return {address, [&log, process]() -> absl::StatusOr<std::unique_ptr<EventLog>> {
              if (process != nullptr) return std::make_unique<MortalLog>(log, *process);
              return std::make_unique<ForwardingLog>(log);
            }};
  }
  absl::StatusOr<MigrationResult> Run(EventLog& from, EventLog& to, Process* process = nullptr) const {
    return Migrate(Side("old", from, process), Side("new", to, process), Small());
  }
  // Appends of three records.
  static MigrationOptions Small() {
    return {.limits = {.append_records = 3, .append_bytes = 1 << 20, .waiting_records = 5, .waiting_bytes = 1 << 20}};
  }
  void FillOld(int rounds = 4) { Write(old_, writers_, rounds); }

  MemoryLog old_, new_;
  std::vector<LedgerWriter> writers_ = {LedgerWriter("town-a"), LedgerWriter("town-b"), LedgerWriter("town-c")};
};

TEST_F(MigrationTest, ThereAndBackNothingDiffersAndOneSideTakesCommands) {
  FillOld();
  const TemporaryDirectory directory;
  const MigrationSide memory = Side("memory", old_);
  const MigrationSide disk = {"disk", [&] { return OpenRocksDbLog({.directory = directory.path()}); }};
  ASSERT_OK_AND_ASSIGN(const MigrationResult there, Migrate(memory, disk, Small()));
  EXPECT_EQ(there.copied, AllOf(old_).size());
  EXPECT_THAT(old_.Append({writers_[0].Batch(0)}), HasReason("LOG_MOVED"));
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog({.directory = directory.path()}));
    EXPECT_THAT(AllOf(*log).size(), there.copied);
    for (const LedgerWriter& writer : writers_) {
      const LedgerId ledger(writer.ledger());
      EXPECT_THAT(ReadAll(log->ReadLedger(ledger, Seq(0))).value(),
                  ElementsAreArray(ReadAll(old_.ReadLedger(ledger, Seq(0))).value()));
    }
    Write(*log, writers_, 2);
  }
  ASSERT_OK_AND_ASSIGN(const MigrationResult back, Migrate(disk, memory, Small()));
  EXPECT_EQ(back.copied, AllOf(old_).size() - there.copied);
  Write(old_, writers_, 1);
  ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog({.directory = directory.path()}));
  EXPECT_THAT(log->MovedTo(0), IsOkAndHolds("memory"));
}

TEST_F(MigrationTest, TheOrderAmongLedgersIsKeptFromAppendToAppend) {
  Write(old_, writers_, 40);
  ASSERT_OK(Run(old_, new_));
  const std::vector<ReadRecord> before = AllOf(old_), after = AllOf(new_);
  ASSERT_EQ(before.size(), after.size());
  // Five records wait at most, so none moves further.
  for (size_t i = 0; i < before.size(); ++i) {
    const auto begin = after.begin() + std::max<ptrdiff_t>(0, static_cast<ptrdiff_t>(i) - 5);
    const auto end = after.begin() + std::min<size_t>(after.size(), i + 6);
    EXPECT_NE(std::find(begin, end, before[i]), end) << before[i];
  }
}

TEST_F(MigrationTest, ShowsHeadsCountsAndMerkleRootsOfBothSides) {
  FillOld(2);  // One record, then two: three in each ledger.
  ASSERT_OK_AND_ASSIGN(const MigrationResult result, Run(old_, new_));
  ASSERT_EQ(result.ledgers.size(), 3u);
  for (const LedgerPair& pair : result.ledgers) {
    const std::vector<ReadRecord> records = ReadAll(old_.ReadLedger(pair.ledger, Seq(0))).value();
    ASSERT_EQ(records.size(), 3u);
    // RFC 6962 §2.1, for three leaves.
    const merkle::Hash root =
        merkle::NodeHash(merkle::NodeHash(merkle::LeafHash(records[0].bytes), merkle::LeafHash(records[1].bytes)),
                         merkle::LeafHash(records[2].bytes));
    for (const LedgerSide& side : {pair.source, pair.target}) {
      EXPECT_EQ(side.next, Seq(3));
      EXPECT_EQ(side.root, root);
    }
  }
}

// What must hold at every moment: a log that takes commands is the whole register.
void ExpectOneRegister(EventLog& from, EventLog& to, const std::vector<ReadRecord>& all) {
  const bool from_takes = from.MovedTo(0)->empty(), to_takes = to.MovedTo(0)->empty();
  EXPECT_EQ(AllOf(from), all);
  if (AllOf(to).empty()) return;
  EXPECT_FALSE(from_takes && to_takes);
  EXPECT_TRUE(!to_takes || AllOf(to).size() == all.size());
}

TEST_F(MigrationTest, AProcessThatDiesAtAnyWriteIsFollowedByOneThatGoesOn) {
  FillOld();
  const std::vector<ReadRecord> all = AllOf(old_);
  int deaths = 0;
  for (bool last_is_done : {false, true}) {
    for (int dies_at = 1;; ++dies_at) {
      SCOPED_TRACE(absl::StrCat("dies at write ", dies_at, last_is_done ? ", done" : ", not done"));
      MemoryLog from, to;
      std::vector<LedgerWriter> writers = {LedgerWriter("town-a"), LedgerWriter("town-b"), LedgerWriter("town-c")};
      Write(from, writers, 4);
      Process mortal{.dies_at = dies_at, .last_is_done = last_is_done};
      const auto died = Run(from, to, &mortal);
      ExpectOneRegister(from, to, all);
      if (died.ok()) break;
      ++deaths;
      const size_t present = AllOf(to).size();
      ASSERT_OK_AND_ASSIGN(const MigrationResult result, Run(from, to));
      EXPECT_EQ(result.copied, all.size() - present);
      EXPECT_EQ(AllOf(to).size(), all.size());
      EXPECT_THAT(from.Append({writers[0].Batch(0)}), HasReason("LOG_MOVED"));
      EXPECT_OK(to.Append({writers[0].Batch(1)}));
    }
  }
  // The two marks, the lifting, and an append for every three records at most.
  EXPECT_GE(deaths, 2 * (3 + static_cast<int>(all.size()) / 3));
}

TEST_F(MigrationTest, WhatTheSourceTookAfterADeathIsCopiedToo) {
  FillOld();
  Process mortal{.dies_at = 3};
  EXPECT_FALSE(Run(old_, new_, &mortal).ok());
  Write(old_, writers_, 1);
  ASSERT_OK(Run(old_, new_));
  EXPECT_EQ(AllOf(new_).size(), AllOf(old_).size());
}

TEST_F(MigrationTest, ATargetThatIsNoBeginningOfTheSourceIsRefusedAndLeftAlone) {
  FillOld();
  struct Case {
    std::string why;
    LedgerBatch batch;
    std::string named;
  };
  LedgerWriter longer("town-a"), stranger("town-z");
  const size_t present = ReadAll(old_.ReadLedger(LedgerId("town-a"), Seq(0)))->size();
  EncodedRecord other = SampleEncoded({.ledger = "town-b", .note = "said otherwise"});
  const std::vector<Case> cases = {
      {"a longer ledger", longer.Batch(present + 1), absl::StrCat("ledger town-a, seq ", present)},
      {"another record", {LedgerId("town-b"), Seq(0), {other}}, "ledger town-b, seq 0"},
      {"another ledger", stranger.Batch(1), "ledger town-z, seq 0"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    MemoryLog target;
    if (c.batch.ledger != LedgerId("town-a")) {
      ASSERT_OK(target.Append({c.batch}));
    } else {
      // The beginning is right, and then comes one too many.
      ASSERT_OK(Run(old_, target));
      ASSERT_OK(old_.MarkMoved(0, ""));
      LedgerBatch one{c.batch.ledger, Seq(present), {c.batch.records.back()}};
      ASSERT_OK(target.Append({one}));
    }
    const std::vector<ReadRecord> before = AllOf(target);
    const auto refused = Run(old_, target);
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(refused, HasReason("MIGRATION_DIFFERS"));
    EXPECT_THAT(MessageOf(refused.status()), HasSubstr(c.named));
    EXPECT_EQ(AllOf(target), before);
    EXPECT_THAT(target.MovedTo(0), IsOkAndHolds(""));
    EXPECT_THAT(old_.MovedTo(0), IsOkAndHolds(""));
  }
}

TEST_F(MigrationTest, ADamagedRecordOfTheSourceIsNamedAndTheRegisterStays) {
  FillOld();
  const std::string of_another = SampleEncoded({.ledger = "town-b", .seq = 1, .command = "c-1"}).bytes;
  // Whole, and in its place, but of a command that the ledger has already; or of a version that its stream has.
  const std::string twice = SampleEncoded({.ledger = "town-b", .seq = 3, .version = 3, .command = "c-1"}).bytes;
  const std::string version = SampleEncoded({.ledger = "town-b", .seq = 3, .version = 2, .command = "c-3"}).bytes;
  for (const std::string& bytes : {std::string("no record"), of_another, twice, version}) {
    ChangedLog damaged(old_, Seq(3), bytes);
    MemoryLog target;
    const auto stopped = Run(damaged, target);
    EXPECT_THAT(stopped, HasCode(absl::StatusCode::kDataLoss));
    EXPECT_THAT(stopped, HasReason("RECORD_DAMAGED"));
    EXPECT_THAT(MessageOf(stopped.status()), HasSubstr("source: ledger town-b"));
    EXPECT_THAT(ChineseOf(stopped.status()), HasSubstr("源日志：登记册 town-b"));
    EXPECT_THAT(old_.MovedTo(0), IsOkAndHolds(""));
    EXPECT_THAT(target.MovedTo(0), IsOkAndHolds("old"));
  }
}

TEST_F(MigrationTest, ATargetThatDoesNotGiveBackWhatItTookIsFoundOut) {
  FillOld();
  const std::string other = SampleEncoded({.ledger = "town-b", .seq = 2, .note = "written otherwise"}).bytes;
  int opened = 0;
  const MigrationSide forgetful = {"new", [&]() -> absl::StatusOr<std::unique_ptr<EventLog>> {
                                     if (++opened == 1) return std::make_unique<ForwardingLog>(new_);
                                     return std::make_unique<ChangedLog>(new_, Seq(2), other);
                                   }};
  const auto found = Migrate(Side("old", old_), forgetful, Small());
  EXPECT_EQ(opened, 2);
  EXPECT_THAT(found, HasReason("MIGRATION_DIFFERS"));
  EXPECT_THAT(MessageOf(found.status()), HasSubstr("ledger town-b, seq 2"));
  EXPECT_THAT(old_.MovedTo(0), IsOkAndHolds(""));
  EXPECT_THAT(new_.MovedTo(0), IsOkAndHolds("old"));
}

TEST_F(MigrationTest, ARegisterIsMovedFromWhereItIs) {
  FillOld();
  ASSERT_OK(Run(old_, new_));
  MemoryLog third;
  const auto refused = Migrate(Side("old", old_), Side("third", third), Small());
  EXPECT_THAT(refused, HasReason("LOG_MOVED"));
  EXPECT_THAT(MessageOf(refused.status()), HasSubstr("new"));
  EXPECT_THAT(AllOf(third), IsEmpty());
  EXPECT_THAT(Migrate(Side("old", old_), Side("old", old_), Small()), HasReason("MIGRATION_TO_ITSELF"));
}

// A log that whoever opens it takes from who had it open before.
class TakenLog final : public ForwardingLog {
 public:
  TakenLog(EventLog& log, int& owner) : ForwardingLog(log), owner_(owner), self_(++owner) {}
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override {
    return owner_ == self_ ? ForwardingLog::Fill(batches) : absl::UnavailableError("taken");
  }
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override {
    return owner_ == self_ ? ForwardingLog::MarkMoved(partition, where) : absl::UnavailableError("taken");
  }

 private:
  int& owner_;
  const int self_;
};

TEST_F(MigrationTest, ALogUnderTwoNamesIsNotMovedIntoItself) {
  FillOld();
  int owner = 0;
  const auto open = [&]() -> absl::StatusOr<std::unique_ptr<EventLog>> {
    return std::make_unique<TakenLog>(old_, owner);
  };
  const auto refused = Migrate({"one name", open}, {"another", open}, Small());
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(MessageOf(refused.status()), HasSubstr("perhaps the target, under another name"));
  EXPECT_THAT(ChineseOf(refused.status()), HasSubstr("目标就是它的另一名称"));
  Write(old_, writers_, 1);
}

TEST_F(MigrationTest, ARepeatAfterTheEndOnlyLooks) {
  FillOld();
  ASSERT_OK(Run(old_, new_));
  Write(new_, writers_, 1);
  const std::vector<ReadRecord> before = AllOf(new_);
  ASSERT_OK_AND_ASSIGN(const MigrationResult again, Run(old_, new_));
  EXPECT_EQ(again.copied, 0u);
  EXPECT_EQ(AllOf(new_), before);
  // And after the register went on to a third log, the second stays closed.
  MemoryLog third;
  ASSERT_OK(Migrate(Side("new", new_), Side("third", third), Small()));
  EXPECT_THAT(Run(old_, new_), HasReason("LOG_MOVED"));
  EXPECT_THAT(new_.MovedTo(0), IsOkAndHolds("third"));
}

}  // namespace
}  // namespace huiyin
