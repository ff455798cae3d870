// Whoever can write the files can renew every checksum of RocksDB's. Here somebody did: each change is found, and
// named.
#include "eventstore/rocksdb/log_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/stored_run.h"
#include "eventstore/rocksdb/format_1.h"
#include "eventstore/rocksdb/keys.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/raw_store.h"

namespace huiyin {
namespace {

using rocksdb_log::LedgerNumber;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kRecords = 600;

class LogCheckTest : public ::testing::Test {
 protected:
  LogCheckTest() {
    const auto log = OpenRocksDbLog({.directory = directory_.path()});
    EXPECT_OK(log);
    LedgerWriter a("town-a"), b("town-b");
    LedgerBatch batch{LedgerId("town-a"), Seq(0), {}};
    for (uint64_t seq = 0; seq < kRecords; ++seq) batch.records.push_back(a.Record(StreamOf(seq)));
    records_ = batch.records;
    EXPECT_OK((*log)->Append({batch}));
    EXPECT_OK((*log)->Append({b.Batch(5)}));
    head_ = *TreeHeadOf(**log, LedgerId("town-a"));
  }

  static std::string StreamOf(uint64_t seq) { return absl::StrCat("proposal/p-", seq % 7); }

  // As "town-a/12 REASON", or "town-a REASON", or " REASON".
  std::vector<std::string> Faults() {
    faults_.clear();
    LogCheckHooks hooks;
    hooks.on_fault = [this](const LogFault& fault) {
      const std::string seq = fault.seq.has_value() ? absl::StrCat("/", fault.seq->value()) : "";
      faults_.push_back(absl::StrCat(fault.ledger.value(), seq, " ", ReasonOf(fault.what)));
      EXPECT_THAT(fault.what, HasCode(absl::StatusCode::kDataLoss));
      EXPECT_NE(ChineseOf(fault.what), "");
      if (!fault.seq.has_value()) return;
      const std::string at = absl::StrCat("ledger ", fault.ledger.value(), ", seq ", fault.seq->value());
      EXPECT_TRUE(absl::StrContains(fault.what.message(), at)) << fault.what;
    };
    hooks.signed_head = [this](const LedgerId& ledger) { return ledger.value() == "town-a" ? signed_ : std::nullopt; };
    const auto result = CheckLog({.directory = directory_.path()}, hooks);
    EXPECT_OK(result);
    EXPECT_EQ(result->faults, faults_.size());
    return faults_;
  }

  void Put(const std::string& family, const std::string& key, const std::string& value) {
    ChangeStore(directory_.path(), family, [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle) {
      ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), handle, key, value).ok());
    });
  }
  void Delete(const std::string& family, const std::string& key) {
    ChangeStore(directory_.path(), family, [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle) {
      ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), handle, key).ok());
    });
  }
  static std::string RecordKey(uint64_t seq) { return rocksdb_log::RecordKey(kNumber, Seq(seq)); }
  static std::string StreamKey(uint64_t seq) {
    return rocksdb_log::StreamKey(kNumber, StreamOf(seq), StreamVersion(seq / 7));
  }
  static std::string CommandKey(uint64_t seq) { return rocksdb_log::CommandKey(kNumber, absl::StrCat("c-", seq)); }
  static std::string LedgerValue(uint64_t next, int64_t last_recorded_at) {
    return rocksdb_log::LedgerValue({kNumber, Seq(next), absl::FromUnixSeconds(last_recorded_at)});
  }

  static constexpr LedgerNumber kNumber{0};
  static constexpr int64_t kFirstSecond = 1'600'000'000;  // LedgerWriter's.
  const TemporaryDirectory directory_;
  std::vector<EncodedRecord> records_;
  TreeHead head_;
  std::optional<TreeHead> signed_;
  std::vector<std::string> faults_;
};

TEST_F(LogCheckTest, AWholeLogHasNone) {
  EXPECT_THAT(Faults(), IsEmpty());
  signed_ = head_;
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(LogCheckTest, AForgedRecordIsNotTheOneInTheTree) {
  const Sample forged{.seq = 77,
                      .stream = StreamOf(77),
                      .version = 11,
                      .command = "c-77",
                      .recorded_at = absl::FromUnixSeconds(kFirstSecond + 77),
                      .note = "nine"};
  Put("records", RecordKey(77), SampleEncoded(forged).bytes);
  EXPECT_THAT(Faults(), ElementsAre("town-a/77 TREE_DIFFERS"));
}

TEST_F(LogCheckTest, ForgedTogetherWithItsTreeItContradictsWhatWasSigned) {
  signed_ = head_;
  const Sample forged{.seq = 599,
                      .stream = StreamOf(599),
                      .version = 85,
                      .command = "c-599",
                      .recorded_at = absl::FromUnixSeconds(kFirstSecond + 599),
                      .note = "nine"};
  const std::string bytes = SampleEncoded(forged).bytes;
  Put("records", RecordKey(599), bytes);
  // The last tile: seq 512 to 599.
  std::string tile;
  for (uint64_t seq = 512; seq < kRecords; ++seq) {
    const merkle::Hash leaf = merkle::LeafHash(seq == 599 ? bytes : records_[seq].bytes);
    tile += std::string(leaf.bytes());
  }
  Put("tree", rocksdb_log::TreeKey(kNumber, merkle::RunKey(0, 512)), tile);
  EXPECT_THAT(Faults(), ElementsAre("town-a CHECKPOINT_CONTRADICTED"));
}

TEST_F(LogCheckTest, RecordsThatChangedPlacesAreNamed) {
  Put("records", RecordKey(10), records_[11].bytes);
  Put("records", RecordKey(11), records_[10].bytes);
  EXPECT_THAT(Faults(), ElementsAre("town-a/10 RECORD_DAMAGED", "town-a/11 RECORD_DAMAGED", "town-a/10 TREE_DIFFERS",
                                    "town-a/11 TREE_DIFFERS"));
}

TEST_F(LogCheckTest, AMissingRecordIsNamedAndTheRestIsChecked) {
  Delete("records", RecordKey(40));
  Delete("records", RecordKey(599));
  Put("records", rocksdb_log::RecordKey(LedgerNumber(1), Seq(2)), "rubbish");
  EXPECT_THAT(Faults(), ElementsAre("town-a/40 RECORD_DAMAGED", "town-a/599 RECORD_DAMAGED", "town-b/2 RECORD_DAMAGED",
                                    "town-b/2 TREE_DIFFERS"));
}

TEST_F(LogCheckTest, ARecordThatNoLogWouldHaveTakenIsNamed) {
  const Sample forged{.seq = 77, .stream = StreamOf(77), .version = uint64_t{1} << 40, .command = "c-77"};
  Put("records", RecordKey(77), SampleEncoded(forged).bytes);
  EXPECT_THAT(Faults(), ElementsAre("town-a/77 RECORD_DAMAGED", "town-a/77 TREE_DIFFERS"));
}

TEST_F(LogCheckTest, AnEntryThatTellsOfMoreThanThereIsIsNamedAtOnce) {
  Put("ledgers", "town-a", LedgerValue(uint64_t{1} << 60, kFirstSecond));
  EXPECT_THAT(Faults(), Contains("town-a/600 RECORD_DAMAGED"));
  EXPECT_LT(faults_.size(), 10u);
}

TEST_F(LogCheckTest, ARecordTooManyIsNamed) {
  Put("records", RecordKey(kRecords), records_[3].bytes);
  EXPECT_THAT(Faults(), ElementsAre("town-a/600 LEDGER_ENTRY_WRONG"));
}

TEST_F(LogCheckTest, ALedgerThatIsShorterThanItWasIsNamed) {
  Put("ledgers", "town-a", LedgerValue(kRecords - 1, kFirstSecond + 598));
  EXPECT_THAT(Faults(), Contains("town-a/599 LEDGER_ENTRY_WRONG"));
  EXPECT_THAT(faults_, Contains("town-a TREE_DIFFERS")) << "the tree goes on";
  EXPECT_THAT(faults_, Contains("town-a/599 INDEX_DAMAGED"));
  EXPECT_THAT(faults_, Contains("town-a/600 ORDER_DAMAGED"));
}

TEST_F(LogCheckTest, RolledBackWithAllOfItsRowsItContradictsWhatWasSigned) {
  signed_ = TreeHead{merkle::TreeSize(kRecords + 1), head_.root};
  EXPECT_THAT(Faults(), ElementsAre("town-a CHECKPOINT_CONTRADICTED"));
}

TEST_F(LogCheckTest, AnEntryThatTellsAnotherTimeIsNamed) {
  Put("ledgers", "town-a", LedgerValue(kRecords, kFirstSecond));
  EXPECT_THAT(Faults(), ElementsAre("town-a LEDGER_ENTRY_WRONG"));
}

TEST_F(LogCheckTest, ALedgerWithoutItsEntryIsNamed) {
  Delete("ledgers", "town-b");
  EXPECT_THAT(Faults(), Contains(" LEDGER_ENTRY_WRONG"));
  EXPECT_THAT(faults_, Contains("town-b/0 ORDER_DAMAGED"));
}

TEST_F(LogCheckTest, AStreamThatDoesNotLeadToItsRecordIsNamed) {
  Delete("streams", StreamKey(20));
  EXPECT_THAT(Faults(), ElementsAre("town-a/20 INDEX_DAMAGED"));
  Put("streams", StreamKey(20), rocksdb_log::StreamValue(Seq(21)));
  EXPECT_THAT(Faults(), Contains("town-a/20 INDEX_DAMAGED"));
  EXPECT_THAT(faults_, Contains("town-a/21 INDEX_DAMAGED")) << "a row leads to it that is not its own";
}

TEST_F(LogCheckTest, ACommandThatIsNotThatOfItsRecordIsNamed) {
  Delete("commands", CommandKey(20));
  EXPECT_THAT(Faults(), ElementsAre("town-a/20 INDEX_DAMAGED"));
  Put("commands", CommandKey(20), rocksdb_log::CommandValue({std::string(32, 'x'), Seq(20), 1}));
  EXPECT_THAT(Faults(), Contains("town-a/20 INDEX_DAMAGED"));
}

TEST_F(LogCheckTest, ARowTooManyInAnIndexIsNamed) {
  Put("streams", rocksdb_log::StreamKey(kNumber, "proposal/p-9", StreamVersion(0)), rocksdb_log::StreamValue(Seq(4)));
  Put("commands", rocksdb_log::CommandKey(kNumber, "c-never"),
      rocksdb_log::CommandValue({std::string(32, 'd'), Seq(5), 1}));
  EXPECT_THAT(Faults(), ElementsAre("town-a/4 INDEX_DAMAGED", "town-a/5 INDEX_DAMAGED"));
}

TEST_F(LogCheckTest, AHoleInTheOrderIsNamed) {
  Delete("order", rocksdb_log::OrderKey(Offset(0)));
  EXPECT_THAT(Faults(), ElementsAre("town-b/0 ORDER_DAMAGED", "town-a/0 ORDER_DAMAGED"));
}

TEST_F(LogCheckTest, ATreeThatIsNotThatOfItsRecordsIsNamed) {
  const std::string level_1 = rocksdb_log::TreeKey(kNumber, merkle::RunKey(1, 0));
  Put("tree", level_1, std::string(2 * merkle::Hash::kBytes, 'h'));
  EXPECT_THAT(Faults(), ElementsAre("town-a TREE_DIFFERS"));
  Delete("tree", level_1);
  EXPECT_THAT(Faults(), ElementsAre("town-a TREE_DIFFERS"));
  Put("tree", rocksdb_log::TreeKey(kNumber, merkle::RunKey(2, 0)), std::string(merkle::Hash::kBytes, 'h'));
  EXPECT_EQ(Faults().size(), 2u) << "it goes beyond its records";
}

TEST_F(LogCheckTest, ATimeThatWentBackIsNamed) {
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog({.directory = directory_.path()}));
    const Sample early{.seq = kRecords,
                       .stream = "proposal/late",
                       .command = "c-late",
                       .recorded_at = absl::FromUnixSeconds(kFirstSecond)};
    ASSERT_OK(log->Append({LedgerBatch{LedgerId("town-a"), Seq(kRecords), {SampleEncoded(early)}}}));
  }
  EXPECT_THAT(Faults(), ElementsAre("town-a/600 RECORDED_TIME_WENT_BACK"));
}

TEST(LogCheckFormatTest, AnOlderLogIsCheckedWithoutTreesAndStaysAsItIs) {
  const TemporaryDirectory directory;
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenFormat1Log({.directory = directory.path()}));
    LedgerWriter town("town-a");
    ASSERT_OK(log->Append({town.Batch(300)}));
  }
  LogCheckHooks hooks;
  hooks.on_fault = [](const LogFault& fault) { ADD_FAILURE() << fault.what; };
  ASSERT_OK_AND_ASSIGN(const LogCheckResult result, CheckLog({.directory = directory.path()}, hooks));
  EXPECT_EQ(result.records, 300u);
  EXPECT_FALSE(result.has_trees);
  EXPECT_OK(OpenFormat1Log({.directory = directory.path()}));
}

}  // namespace
}  // namespace huiyin
