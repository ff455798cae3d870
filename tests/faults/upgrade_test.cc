// A directory from before there were trees is brought up to date when it is opened, also when the power goes at any
// write of it.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/reference_tree.h"
#include "eventstore/rocksdb/format_1.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/raw_store.h"
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

// More than one tile; less than what MakeTrees writes at once, and so a partial tile at the end.
constexpr size_t kRecordsOfA = 700;
constexpr size_t kRecordsOfB = 3;

class UpgradeTest : public ::testing::Test {
 protected:
  void FillFormat1(const RocksDbLogOptions& options) {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenFormat1Log(options));
    Append(*log, a_, kRecordsOfA);
    Append(*log, b_, kRecordsOfB);
  }

  void Append(EventLog& log, LedgerWriter& ledger, size_t records) {
    const LedgerBatch batch = ledger.Batch(records);
    ASSERT_OK(log.Append({batch}));
    for (const EncodedRecord& record : batch.records) leaves_[ledger.ledger()].push_back(record.bytes);
  }

  void ExpectTrees(const EventLog& log) {
    for (const auto& [ledger, leaves] : leaves_) {
      const merkle::Hash root = *merkle::Hash::FromBytes(merkle::reference::Mth(leaves));
      EXPECT_THAT(TreeHeadOf(log, LedgerId(ledger)), IsOkAndHolds(TreeHead{merkle::TreeSize(leaves.size()), root}))
          << ledger;
    }
  }

  const TemporaryDirectory directory_;
  LedgerWriter a_{"town-a"}, b_{"town-b"};
  std::map<std::string, std::vector<std::string>> leaves_;
};

TEST_F(UpgradeTest, TheTreesOfAnOlderDirectoryAreMadeOnceAndGrowOn) {
  RocksDbLogOptions options{.directory = directory_.path()};
  FillFormat1(options);
  std::vector<std::pair<uint64_t, uint64_t>> heard;
  options.on_upgrade = [&](uint64_t done, uint64_t total) { heard.emplace_back(done, total); };
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog(options));
    ExpectTrees(*log);
    Append(*log, a_, 5);
    ExpectTrees(*log);
  }
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard.back(), std::pair(uint64_t{703}, uint64_t{703}));
  heard.clear();
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog(options));
    ExpectTrees(*log);
  }
  EXPECT_TRUE(heard.empty());
  EXPECT_THAT(OpenFormat1Log(options), HasReason("FORMAT_TOO_NEW")) << "else its appends would leave a hole";
}

TEST_F(UpgradeTest, ADamagedRecordIsNamedAndNothingIsTakenForDone) {
  const RocksDbLogOptions options{.directory = directory_.path()};
  FillFormat1(options);
  ChangeStore(directory_.path(), "records", [](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records) {
    const std::string key = rocksdb_log::RecordKey(rocksdb_log::LedgerNumber(0), Seq(600));
    ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), records, key).ok());
  });
  for (int again = 0; again < 2; ++again) {
    const absl::Status refused = OpenRocksDbLog(options).status();
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kDataLoss));
    EXPECT_TRUE(absl::StrContains(refused.message(), "ledger town-a, seq 600")) << refused;
  }
}

TEST_F(UpgradeTest, APowerCutAtAnyWriteOfItIsMadeGood) {
  const auto fs = std::make_shared<PowerCutFileSystem>();
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(fs);
  const RocksDbLogOptions options{.directory = "/log", .memory_bytes = 8 << 20, .env = env.get()};
  FillFormat1(options);
  const std::map<std::string, std::string> before = fs->files();
  std::mt19937_64 random(20'261'127);
  bool was_cut = true;
  for (uint64_t cut = 1; was_cut && !HasFailure(); ++cut) {
    SCOPED_TRACE(absl::StrCat("cut at change ", cut));
    fs->SetFiles(before);
    fs->CutAt(cut);
    { const auto opened = OpenRocksDbLog(options); }
    was_cut = fs->is_cut();
    fs->Restore(cut % 2 == 0 ? PowerCutFileSystem::Keep::kNothing : PowerCutFileSystem::Keep::kSome, random);
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog(options));
    ExpectTrees(*log);
  }
}

}  // namespace
}  // namespace huiyin
