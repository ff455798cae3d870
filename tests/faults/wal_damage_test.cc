// A write-ahead log left by a crash, cut short at every length and damaged at every byte. Cut short it is a crash: the
// log opens with every Append that is whole. Damaged it is kDataLoss, unless the damage is in the last Append, which
// nobody can tell from a crash; what is never allowed is a log that opens with an earlier Append missing.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/event_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

constexpr size_t kAppends = 5;

class WalDamageTest : public ::testing::Test {
 protected:
  // Appends of `note_bytes` each, then a crash: their bytes are in the write-ahead log only.
  void Fill(size_t note_bytes) {
    ASSERT_OK_AND_ASSIGN(auto log, Open());
    LedgerWriter town("town-a");
    wal_ = NewestLog();
    for (size_t i = 0; i < kAppends; ++i) {
      const EncodedRecord record = town.Record("proposal/p-1", "", 'd', std::string(note_bytes, 'n'));
      ASSERT_OK(log->Append({{LedgerId("town-a"), Seq(i), {record}}}));
      ends_.push_back(fs_->files()[wal_].size());
    }
    ASSERT_EQ(NewestLog(), wal_);
    fs_->CutAt(1);
    log = nullptr;
    std::mt19937_64 random;
    fs_->Restore(PowerCutFileSystem::Keep::kNothing, random);
    crashed_ = fs_->files();
    ASSERT_EQ(crashed_[wal_].size(), ends_.back());
  }

  absl::StatusOr<std::unique_ptr<EventLog>> Open() {
    return OpenRocksDbLog({.directory = "/log", .memory_bytes = 64 << 20, .env = env_.get()});
  }

  std::string NewestLog() {
    std::string newest;
    for (const auto& [name, bytes] : fs_->files()) {
      if (absl::EndsWith(name, ".log")) newest = name;
    }
    return newest;
  }

  // How many records the log has when its write-ahead log is `wal`.
  absl::StatusOr<size_t> RecordsWith(const std::string& wal) {
    auto files = crashed_;
    files[wal_] = wal;
    fs_->SetFiles(files);
    ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, Open());
    ASSIGN_OR_RETURN(const auto records, ReadAll(log->ReadPartition(0, Offset(0))));
    fs_->CutAt(1);  // Closing need not write.
    return records.size();
  }

  size_t WholeAppends(size_t bytes) const {
    size_t whole = 0;
    while (whole < kAppends && ends_[whole] <= bytes) ++whole;
    return whole;
  }

  void ExpectDamageIsFound(size_t at, char mask) {
    std::string wal = crashed_[wal_];
    wal[at] ^= mask;
    const absl::StatusOr<size_t> records = RecordsWith(wal);
    if (records.ok()) {
      EXPECT_GE(*records, kAppends - 1) << "byte " << at << " ^ " << int{mask};
    } else {
      EXPECT_THAT(records, HasCode(absl::StatusCode::kDataLoss)) << "byte " << at;
    }
    // In all but the last Append it must be found.
    if (at < ends_[kAppends - 2]) {
      EXPECT_FALSE(records.ok()) << "byte " << at << " ^ " << int{mask};
    }
  }

  const std::shared_ptr<PowerCutFileSystem> fs_ = std::make_shared<PowerCutFileSystem>();
  const std::unique_ptr<rocksdb::Env> env_ = NewImpatientEnv(fs_);
  std::map<std::string, std::string> crashed_;
  std::string wal_;
  // Where each Append ends in the write-ahead log.
  std::vector<size_t> ends_;
};

TEST_F(WalDamageTest, CutShortItOpensWithEveryWholeAppend) {
  Fill(100);
  const std::string wal = crashed_[wal_];
  for (size_t size = 0; size <= wal.size(); size += size + 20 < wal.size() ? 5 : 1) {
    EXPECT_THAT(RecordsWith(wal.substr(0, size)), IsOkAndHolds(WholeAppends(size))) << size << " bytes";
  }
}

TEST_F(WalDamageTest, DamagedInAnyByteItIsFound) {
  Fill(100);
  for (size_t at = 0; at < crashed_[wal_].size(); at += 3) ExpectDamageIsFound(at, at % 2 == 0 ? 0x01 : 0x40);
}

// The headers of the pieces: here a wrong size makes RocksDB believe that the file ends.
TEST_F(WalDamageTest, DamagedInAHeaderItIsFound) {
  Fill(60);
  std::vector<size_t> begins = {0};
  begins.insert(begins.end(), ends_.begin(), ends_.end() - 1);
  for (size_t begin : begins) {
    for (size_t at = begin; at < begin + 7; ++at) {
      for (char mask : {0x01, 0x10, 0x7f}) ExpectDamageIsFound(at, mask);
    }
  }
}

TEST_F(WalDamageTest, DamagedInALogOfManyBlocksItIsFound) {
  Fill(40'000);
  std::mt19937_64 random(1);
  for (int i = 0; i < 40; ++i) ExpectDamageIsFound(random() % crashed_[wal_].size(), 0x20);
}

TEST_F(WalDamageTest, ZeroesInTheMiddleAreFound) {
  Fill(100);
  std::string wal = crashed_[wal_];
  for (size_t i = ends_[1]; i < ends_[2]; ++i) wal[i] = 0;
  EXPECT_THAT(RecordsWith(wal), HasCode(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace huiyin
