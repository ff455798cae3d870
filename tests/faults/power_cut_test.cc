// The power goes at any write, by seed, also while the log recovers from the cut before. Afterwards every Append that
// was answered OK is there whole, none is there in part, and the one under way is there whole or not at all.
//
// HUIYIN_SEED=N runs one seed; HUIYIN_SEEDS=N that many from 1 on.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/event_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/env.h"
#include "tests/contract/reading.h"
#include "tests/faults/chances.h"
#include "tests/faults/log_model.h"
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

constexpr uint64_t kSeeds = 1'000;
constexpr uint64_t kBlocks = 8;
constexpr int kCuts = 3;
constexpr int kAppendsBetweenCuts = 60;
// Beyond what one life of the log does, so that some lives end well.
constexpr uint64_t kOperationsMax = 260;

class PowerCutRun {
 public:
  explicit PowerCutRun(uint64_t seed)
      : random_(seed),
        memory_bytes_(seed % 2 == 0 ? 2 << 20 : 64 << 20),
        fs_(std::make_shared<PowerCutFileSystem>()),
        env_(NewImpatientEnv(fs_)) {}

  void Run() {
    for (int cut = 0; cut < kCuts && !::testing::Test::HasFailure(); ++cut) {
      fs_->CutAt(1 + Below(kOperationsMax));
      Live();
      fs_->Restore(Below(2) == 0 ? PowerCutFileSystem::Keep::kNothing : PowerCutFileSystem::Keep::kSome, random_);
    }
    auto log = Open();
    ASSERT_OK(log);
    Check(**log);
  }

 private:
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }

  // The write-ahead log is tiny, and in some runs the buffers, so that a life sees them flushed and changed.
  absl::StatusOr<std::unique_ptr<EventLog>> Open() {
    return OpenRocksDbLog(
        {.directory = "/log", .memory_bytes = memory_bytes_, .wal_bytes_max = 24 << 10, .env = env_.get()});
  }

  void Live() {
    auto log = Open();
    if (!log.ok()) {
      // Nothing but the cut may keep the log from opening.
      ASSERT_TRUE(fs_->is_cut()) << log.status();
      return;
    }
    Check(**log);
    for (int i = 0; i < kAppendsBetweenCuts && !::testing::Test::HasFailure(); ++i) {
      const std::vector<LedgerBatch> batches = MakeBatches();
      const absl::Status status = (*log)->Append(batches);
      if (status.ok()) {
        for (const LedgerBatch& batch : batches) answered_.Add(batch);
        continue;
      }
      ASSERT_THAT(status, HasCode(absl::StatusCode::kUnavailable));
      ASSERT_TRUE(fs_->is_cut()) << status;
      under_way_ = batches;
      EXPECT_THAT((*log)->Append(batches), HasCode(absl::StatusCode::kUnavailable));
      return;
    }
  }

  std::vector<LedgerBatch> MakeBatches() {
    std::vector<LedgerBatch> batches;
    const uint64_t first = Below(3);
    for (uint64_t i = 0; i <= Below(2); ++i) batches.push_back(MakeBatch(absl::StrCat("town-", (first + i) % 3)));
    return batches;
  }

  LedgerBatch MakeBatch(const std::string& ledger) {
    std::vector<size_t> note_bytes(1 + Below(5));
    for (size_t& bytes : note_bytes) bytes = Below(10) == 0 ? 5'000 : Below(300);
    return answered_.MakeBatch(ledger, note_bytes);
  }

  // What is there is what was answered, with or without the Append that was under way; from now on that counts as
  // answered.
  void Check(EventLog& log) {
    const auto partition = ReadAll(log.ReadPartition(0, Offset(0)));
    ASSERT_OK(partition);
    LogModel with = answered_;
    for (const LedgerBatch& batch : under_way_) with.Add(batch);
    ASSERT_TRUE(partition->size() == answered_.records() || partition->size() == with.records())
        << partition->size() << " records; answered " << answered_.records() << ", with the one under way "
        << with.records();
    if (partition->size() == with.records()) answered_ = std::move(with);
    under_way_.clear();
    answered_.ExpectHeldBy(log);
  }

  std::mt19937_64 random_;
  const size_t memory_bytes_;
  const std::shared_ptr<PowerCutFileSystem> fs_;
  const std::unique_ptr<rocksdb::Env> env_;
  LogModel answered_;
  std::vector<LedgerBatch> under_way_;
};

// In blocks, so that Bazel can share them out.
class PowerCutTest : public ::testing::TestWithParam<uint64_t> {};

INSTANTIATE_TEST_SUITE_P(Seeds, PowerCutTest, ::testing::Range<uint64_t>(0, kBlocks));

TEST_P(PowerCutTest, NoAnsweredAppendIsLostAndNoneIsHalfThere) {
  const uint64_t only = Chances::FromEnvironment("HUIYIN_SEED", 0);
  const uint64_t last = only == 0 ? Chances::FromEnvironment("HUIYIN_SEEDS", kSeeds) : only;
  for (uint64_t seed = only == 0 ? 1 + GetParam() : only; seed <= last && !HasFailure(); seed += kBlocks) {
    SCOPED_TRACE(absl::StrCat("HUIYIN_SEED=", seed));
    PowerCutRun(seed).Run();
  }
}

}  // namespace
}  // namespace huiyin
