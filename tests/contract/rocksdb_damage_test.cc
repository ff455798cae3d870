// What the embedded log says of a directory that is damaged, in use, not its own or from the future. It never skips,
// and never guesses.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/stored_run.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/db.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/raw_store.h"
#include "tests/contract/reading.h"
#include "tools/process/child_process.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

constexpr size_t kRecords = 300;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

class RocksDbDamageTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<EventLog>> Open() { return OpenRocksDbLog({.directory = directory_.path()}); }

  // A log of kRecords records of town-a, closed.
  void Fill() {
    LedgerWriter town("town-a");
    const LedgerBatch batch = town.Batch(kRecords);
    all_ = RecordsOf(batch);
    ASSERT_OK_AND_ASSIGN(auto log, Open());
    ASSERT_OK(log->Append({batch}));
  }

  // Changes what is stored through RocksDB itself, so that its checksums are right.
  void Change(const std::string& family,
              const std::function<void(rocksdb::DB&, rocksdb::ColumnFamilyHandle*)>& change) {
    ChangeStore(directory_.path(), family, change);
  }

  // Flips a bit of the table of the records, near its start.
  void FlipABitOfTheRecords() {
    std::string table;
    Change("records", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records) {
      rocksdb::ColumnFamilyMetaData files;
      db.GetColumnFamilyMetaData(records, &files);
      for (const auto& level : files.levels) {
        for (const auto& file : level.files) table = file.db_path + file.name;
      }
    });
    ASSERT_FALSE(table.empty());
    std::string bytes = Read(table);
    bytes[200] ^= 1;
    std::ofstream(table, std::ios::binary) << bytes;
  }

  static std::string Read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  // Reads on until an error, which must be kDataLoss naming ledger and seq; what stands before it is read rightly.
  void ExpectDamageAt(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor, uint64_t seq) {
    ASSERT_OK(cursor);
    for (uint64_t before = 0; before < seq; ++before) {
      ASSERT_OK_AND_ASSIGN(const auto record, (*cursor)->Next());
      ASSERT_TRUE(record.has_value());
      ASSERT_EQ(std::string(record->bytes), all_[before].bytes);
    }
    for (int again = 0; again < 2; ++again) {
      const absl::Status status = (*cursor)->Next().status();
      EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss));
      EXPECT_THAT(MessageOf(status), HasSubstr(absl::StrCat("ledger town-a, seq ", seq)));
      EXPECT_THAT(ChineseOf(status), HasSubstr(absl::StrCat("登记册 town-a 第 ", seq, " 条")));
    }
  }

  void ExpectDamageEverywhereAt(uint64_t seq) {
    ASSERT_OK_AND_ASSIGN(const auto log, Open());
    ExpectDamageAt(log->ReadLedger(LedgerId("town-a"), Seq(0)), seq);
    ExpectDamageAt(log->ReadPartition(0, Offset(0)), seq);
    ExpectDamageAt(log->ReadStream(LedgerId("town-a"), StreamId("proposal/p-1"), StreamVersion(0)), seq);
    // What is after the damage is still there for who asks for it.
    ASSERT_OK_AND_ASSIGN(auto after, log->ReadLedger(LedgerId("town-a"), Seq(seq + 1)));
    EXPECT_THAT(ReadOn(*after).value(), ElementsAreArray(all_.begin() + seq + 1, all_.end()));
  }

  void PutRecord(uint64_t seq, const std::string& bytes) {
    Change("records", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records) {
      const std::string key = rocksdb_log::RecordKey(rocksdb_log::LedgerNumber(0), Seq(seq));
      ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), records, key, bytes).ok());
    });
  }

  const TemporaryDirectory directory_;
  std::vector<ReadRecord> all_;
};

TEST_F(RocksDbDamageTest, ARecordThatIsNotInItsPlaceIsNamed) {
  Fill();
  PutRecord(77, all_[78].bytes);
  ExpectDamageEverywhereAt(77);
}

TEST_F(RocksDbDamageTest, ARecordCutShortIsNamed) {
  Fill();
  PutRecord(120, all_[120].bytes.substr(0, all_[120].bytes.size() - 3));
  ExpectDamageEverywhereAt(120);
}

TEST_F(RocksDbDamageTest, ARecordOfRubbishIsNamed) {
  Fill();
  PutRecord(0, "rubbish");
  ExpectDamageEverywhereAt(0);
}

TEST_F(RocksDbDamageTest, AMissingRecordIsNamedAlsoTheLast) {
  Fill();
  for (uint64_t seq : {kRecords - 1, size_t{40}}) {
    Change("records", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records) {
      const std::string key = rocksdb_log::RecordKey(rocksdb_log::LedgerNumber(0), Seq(seq));
      ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), records, key).ok());
    });
    ASSERT_OK_AND_ASSIGN(const auto log, Open());
    ExpectDamageAt(log->ReadLedger(LedgerId("town-a"), Seq(0)), seq);
    ExpectDamageAt(log->ReadPartition(0, Offset(0)), seq);
  }
}

TEST_F(RocksDbDamageTest, AFlippedBitOnDiskIsFoundByTheBlocksChecksum) {
  Fill();
  FlipABitOfTheRecords();
  ASSERT_OK_AND_ASSIGN(const auto log, Open());
  ASSERT_OK_AND_ASSIGN(auto cursor, log->ReadLedger(LedgerId("town-a"), Seq(0)));
  absl::Status status;
  size_t read = 0;
  while (status.ok() && read < kRecords) {
    status = cursor->Next().status();
    if (status.ok()) ++read;
  }
  EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(MessageOf(status), HasSubstr(absl::StrCat("ledger town-a, seq ", read)));
}

TEST_F(RocksDbDamageTest, AHoleInAStreamIsNamed) {
  Fill();
  Change("streams", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* streams) {
    const std::string key = rocksdb_log::StreamKey(rocksdb_log::LedgerNumber(0), "proposal/p-1", StreamVersion(9));
    ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), streams, key).ok());
  });
  ASSERT_OK_AND_ASSIGN(const auto log, Open());
  const auto read = ReadAll(log->ReadStream(LedgerId("town-a"), StreamId("proposal/p-1"), StreamVersion(0)));
  EXPECT_THAT(read, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(MessageOf(read.status()), HasSubstr("stream proposal/p-1: version 9"));
}

TEST_F(RocksDbDamageTest, AHoleInTheOrderIsNamed) {
  LedgerWriter town("town-a");
  {
    ASSERT_OK_AND_ASSIGN(auto log, Open());
    for (int i = 0; i < 10; ++i) ASSERT_OK(log->Append({town.Batch(10)}));
  }
  Change("order", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* order) {
    ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), order, rocksdb_log::OrderKey(Offset(50))).ok());
  });
  ASSERT_OK_AND_ASSIGN(const auto log, Open());
  const auto read = ReadAll(log->ReadPartition(0, Offset(0)));
  EXPECT_THAT(read, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(MessageOf(read.status()), HasSubstr("position 50"));
}

TEST_F(RocksDbDamageTest, ADamagedTreeIsNamedAndNothingIsAppendedToIt) {
  Fill();
  Change("tree", [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* tree) {
    // The last 44 of the 300 leaves.
    const std::string key = rocksdb_log::TreeKey(rocksdb_log::LedgerNumber(0), merkle::RunKey(0, 256));
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), tree, key, std::string(43 * merkle::Hash::kBytes, 'h')).ok());
  });
  ASSERT_OK_AND_ASSIGN(const auto log, Open());
  const absl::Status read = log->ReadTile(LedgerId("town-a"), {.level = 0, .index = 1, .width = 44}).status();
  EXPECT_THAT(read, HasReason("TREE_DAMAGED"));
  EXPECT_THAT(MessageOf(read), HasSubstr("ledger town-a"));
  EXPECT_OK(log->ReadTile(LedgerId("town-a"), {.level = 0, .index = 0, .width = 256}));
  LedgerBatch next{LedgerId("town-a"), Seq(kRecords), {}};
  next.records.push_back(SampleEncoded({.seq = kRecords, .version = kRecords, .command = "c-next"}));
  EXPECT_THAT(log->Append({next}), HasReason("TREE_DAMAGED"));
  EXPECT_EQ(log->Head(LedgerId("town-a"))->value().next, Seq(kRecords));
}

TEST_F(RocksDbDamageTest, AMissingFileKeepsTheLogFromOpening) {
  Fill();
  for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
    if (file.path().extension() == ".sst") {
      std::filesystem::remove(file.path());
      break;
    }
  }
  EXPECT_THAT(Open(), HasCode(absl::StatusCode::kDataLoss));
}

TEST_F(RocksDbDamageTest, ADirectoryInUseIsRefusedInBothLanguages) {
  ASSERT_OK_AND_ASSIGN(const auto log, Open());
  const absl::Status here = Open().status();
  EXPECT_THAT(here, HasReason("DATA_DIRECTORY_IN_USE"));
  EXPECT_THAT(here, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(MessageOf(here), HasSubstr("--server"));
  EXPECT_THAT(ChineseOf(here), HasSubstr("--server"));
}

TEST_F(RocksDbDamageTest, ADirectoryInUseByAnotherProcessIsRefused) {
  int opened[2];
  ASSERT_EQ(pipe(opened), 0);
  ChildProcess other({"tests/contract/open_log", directory_.path()}, {.stdout_fd = opened[1]});
  close(opened[1]);
  char byte;
  EXPECT_EQ(read(opened[0], &byte, 1), 1) << "the other process could not open it";
  close(opened[0]);
  EXPECT_THAT(Open(), HasReason("DATA_DIRECTORY_IN_USE"));
  other.Kill();
  EXPECT_OK(Open());
}

TEST_F(RocksDbDamageTest, ADirectoryOfSomethingElseIsRefusedAndLeftAlone) {
  std::ofstream(directory_.path() + "/letter.txt") << "dear deputy";
  EXPECT_THAT(Open(), HasReason("NOT_A_LOG"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
}

// The name and bytes of every file.
std::map<std::string, std::string> Contents(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::ifstream in(file.path(), std::ios::binary);
    files[file.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

TEST_F(RocksDbDamageTest, OpeningItOnlyToReadLeavesNoFilesBehind) {
  Fill();
  for (int i = 0; i < 10; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto log, Open());
    ASSERT_OK_AND_ASSIGN(auto cursor, log->ReadLedger(LedgerId("town-a"), Seq(0)));
    EXPECT_EQ(ReadOn(*cursor).value().size(), kRecords);
  }
  int write_ahead_logs = 0;
  for (const auto& [name, bytes] : Contents(directory_.path())) write_ahead_logs += absl::EndsWith(name, ".log");
  EXPECT_LE(write_ahead_logs, 2);
}

// Without these a new, empty log would be made over the old one.
TEST_F(RocksDbDamageTest, ALogWithoutItsFirstFilesIsDamagedAndLeftAlone) {
  Fill();
  const std::string current = Read(directory_.path() + "/CURRENT");
  ASSERT_TRUE(std::filesystem::remove(directory_.path() + "/CURRENT"));
  auto before = Contents(directory_.path());
  EXPECT_THAT(Open(), HasReason("LOG_DAMAGED"));
  EXPECT_EQ(Contents(directory_.path()), before);

  std::ofstream(directory_.path() + "/CURRENT") << current;
  ASSERT_TRUE(std::filesystem::remove(directory_.path() + "/" + current.substr(0, current.find('\n'))));
  before = Contents(directory_.path());
  const absl::Status refused = Open().status();
  EXPECT_THAT(refused, HasReason("LOG_DAMAGED"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_EQ(Contents(directory_.path()), before);
}

// RocksDB would take it for the manifest's end, begin an empty log, and delete the tables.
TEST_F(RocksDbDamageTest, AManifestWithADamagedLengthIsDamagedAndLeftAlone) {
  Fill();
  const std::string current = Read(directory_.path() + "/CURRENT");
  const std::string manifest = directory_.path() + "/" + current.substr(0, current.find('\n'));
  std::string bytes = Read(manifest);
  // crc:fixed32 size:fixed16le type:fixed8 of each change. The fourth adds a column family; now it is too long for the
  // file.
  size_t at = 0;
  for (int change = 0; change < 3; ++change) at += 7 + static_cast<uint8_t>(bytes[at + 4]);
  bytes[at + 5] = '\xff';
  std::ofstream(manifest, std::ios::binary) << bytes;
  const auto before = Contents(directory_.path());
  EXPECT_THAT(Open(), HasReason("LOG_DAMAGED"));
  EXPECT_EQ(Contents(directory_.path()), before);
}

TEST_F(RocksDbDamageTest, AWriteAheadLogAloneIsDamageToo) {
  std::ofstream(directory_.path() + "/000004.log") << "records";
  EXPECT_THAT(Open(), HasReason("LOG_DAMAGED"));
}

TEST_F(RocksDbDamageTest, WhatAProcessLeftThatDiedWhileItMadeALogIsNoDamage) {
  for (const char* name : {"LOCK", "LOG", "IDENTITY", "000001.dbtmp"}) {
    std::ofstream(directory_.path() + "/" + name).flush();
  }
  std::ofstream(directory_.path() + "/MANIFEST-000001") << "begun";
  EXPECT_OK(Open());
}

TEST_F(RocksDbDamageTest, ADatabaseOfSomethingElseIsRefused) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, directory_.path(), &db).ok());
  ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), "some", "thing").ok());
  delete db;
  EXPECT_THAT(Open(), HasReason("NOT_A_LOG"));
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(options, directory_.path(), &names).ok());
  EXPECT_EQ(names.size(), 1u) << "nothing was added to it";
}

TEST_F(RocksDbDamageTest, ANewerFormatIsRefused) {
  Fill();
  Change("default", [](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), family, "format", "3").ok());
  });
  EXPECT_THAT(Open(), HasReason("FORMAT_TOO_NEW"));
  // A newer format may have more column families.
  Change("default", [](rocksdb::DB& db, rocksdb::ColumnFamilyHandle*) {
    rocksdb::ColumnFamilyHandle* added = nullptr;
    ASSERT_TRUE(db.CreateColumnFamily(rocksdb::ColumnFamilyOptions(), "later", &added).ok());
    ASSERT_TRUE(db.DestroyColumnFamilyHandle(added).ok());
  });
  EXPECT_THAT(Open(), HasReason("FORMAT_TOO_NEW"));
}

}  // namespace
}  // namespace huiyin
