// The power goes at any write of a replica, by seed, also while it is closed or opened. It syncs nothing, so what is
// left may have holes. Afterwards it either says that it is damaged, and is made anew, as a node does it; or it holds
// exactly what was kept up to some moment, whole, and goes on from there.
//
// HUIYIN_SEED=N runs one seed; HUIYIN_SEEDS=N that many from 1 on.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "eventstore/replica_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/env.h"
#include "tests/faults/chances.h"
#include "tests/faults/log_model.h"
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

constexpr uint64_t kSeeds = 120;
constexpr uint64_t kBlocks = 4;
constexpr int kCuts = 6;
constexpr size_t kChunks = 240;
constexpr uint64_t kOperationsMax = 600;
constexpr uint64_t kChunksALife = 24;

// What one Keep takes, and where it lies in the original.
struct Chunk {
  std::vector<LedgerBatch> batches;
  std::vector<Offset> offsets;
  Offset end;
};

class ReplicaCutRun {
 public:
  explicit ReplicaCutRun(uint64_t seed)
      : random_(seed), fs_(std::make_shared<PowerCutFileSystem>()), env_(NewImpatientEnv(fs_)) {
    LogModel made;
    Offset next(0);
    for (size_t i = 0; i < kChunks; ++i) {
      original_.push_back(MakeChunk(made, next));
      for (const LedgerBatch& batch : original_.back().batches) made.Add(batch);
      next = original_.back().end.Plus(Below(3));
    }
  }

  void Run() {
    for (int cut = 0; cut < kCuts && !::testing::Test::HasFailure(); ++cut) {
      ArmCut();
      while (!fs_->is_cut() && at_ < kChunks && !::testing::Test::HasFailure()) Live();
      if (!fs_->is_cut()) break;  // Closed, with all that there is in it.
      fs_->Restore(Below(2) == 0 ? PowerCutFileSystem::Keep::kNothing : PowerCutFileSystem::Keep::kSome, random_);
      ++boots_;
      first_of_boot_ = true;
    }
    may_cut_ = false;
    const auto replica = OpenOrMakeAnew();
    ASSERT_OK(replica);
    FindPlace(**replica);
    Check(**replica);
    while (at_ < kChunks) ASSERT_OK(KeepNext(**replica));
    Check(**replica);
  }

  // How often there was something in it after a cut; how often it was made anew; and how often it was opened again
  // without a cut.
  int went_on() const { return went_on_; }
  int made_anew() const { return made_anew_; }
  int opened_again() const { return opened_again_; }

 private:
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }

  Chunk MakeChunk(const LogModel& made, Offset next) {
    Chunk chunk;
    for (uint64_t i = 0, count = 1 + Below(3); i < count; ++i) {
      std::vector<size_t> note_bytes(1 + Below(8));
      for (size_t& bytes : note_bytes) bytes = Below(4) == 0 ? 20'000 : Below(300);
      chunk.batches.push_back(made.MakeBatch(absl::StrCat("town-", i), note_bytes));
      for (size_t record = 0; record < note_bytes.size(); ++record) {
        chunk.offsets.push_back(next);
        next = next.Plus(1 + Below(4) / 3);
      }
    }
    chunk.end = chunk.offsets.back().Next();
    return chunk;
  }

  // Buffers so small that they are written out again and again, each column family at its own time.
  absl::StatusOr<std::unique_ptr<ReplicaLog>> Open() {
    return OpenRocksDbReplica(
        {.directory = "/replica", .memory_bytes = 4 << 20, .env = env_.get(), .boot = absl::StrCat("boot ", boots_)},
        "the original");
  }

  void ArmCut() { fs_->CutAt(1 + Below(kOperationsMax)); }

  absl::StatusOr<std::unique_ptr<ReplicaLog>> OpenOrMakeAnew() {
    auto opened = Open();
    if (opened.ok() ? (*opened)->whole() : !absl::IsDataLoss(opened.status())) return opened;
    if (fs_->is_cut()) return absl::UnavailableError("the power is gone");
    EXPECT_TRUE(first_of_boot_) << "nobody cut the power since it was opened last";
    ++made_anew_;
    opened = absl::CancelledError("closed");
    fs_->SetFiles({});  // Takes the next cut away, too.
    if (may_cut_) ArmCut();
    return Open();
  }

  absl::Status KeepNext(ReplicaLog& replica) {
    const Chunk& chunk = original_.at(at_);
    RETURN_IF_ERROR(replica.Stage(chunk.batches));
    RETURN_IF_ERROR(replica.Keep(chunk.offsets));
    ++at_;
    return absl::OkStatus();
  }

  // Opened, and closed again, if the power lasts.
  void Live() {
    const auto replica = OpenOrMakeAnew();
    if (!replica.ok()) {
      // Nothing but the cut may keep it from opening.
      ASSERT_TRUE(fs_->is_cut()) << replica.status();
      return;
    }
    FindPlace(**replica);
    Check(**replica);
    for (uint64_t left = 1 + Below(kChunksALife); left > 0 && at_ < kChunks; --left) {
      const absl::Status kept = KeepNext(**replica);
      if (kept.ok()) continue;
      ASSERT_THAT(kept, HasCode(absl::StatusCode::kUnavailable));
      ASSERT_TRUE(fs_->is_cut()) << kept;
      return;
    }
  }

  // Where the replica says that reading the original must go on.
  void FindPlace(const ReplicaLog& replica) {
    ASSERT_OK_AND_ASSIGN(const Offset end, replica.PartitionEnd(0));
    size_t place = 0;
    while (place < kChunks && original_[place].end <= end) ++place;
    ASSERT_EQ(end, place == 0 ? Offset(0) : original_[place - 1].end) << "a part of what one Keep took";
    ASSERT_LE(place, at_ + 1) << "more than was ever kept";
    if (place > 0) ++(first_of_boot_ ? went_on_ : opened_again_);
    first_of_boot_ = false;
    at_ = place;
  }

  static std::string Place(const LedgerId& ledger, Seq seq, Offset offset) {
    return absl::StrCat(ledger.value(), "/", seq.value(), " at ", offset.value());
  }

  static void AddPlaces(const Chunk& chunk, std::multiset<std::string>& places) {
    size_t next = 0;
    for (const LedgerBatch& batch : chunk.batches) {
      for (const EncodedRecord& record : batch.records) {
        places.insert(Place(batch.ledger, record.seq, chunk.offsets.at(next++)));
      }
    }
  }

  static std::multiset<std::string> OffsetsIn(const ReplicaLog& replica) {
    std::multiset<std::string> places;
    const auto cursor = replica.ReadPartition(0, Offset(0));
    EXPECT_OK(cursor);
    if (!cursor.ok()) return places;
    for (auto record = (*cursor)->Next(); record.ok() && record->has_value(); record = (*cursor)->Next()) {
      places.insert(Place((*record)->ledger, (*record)->seq, (*record)->offset));
    }
    return places;
  }

  void Check(const ReplicaLog& replica) {
    LogModel kept;
    std::multiset<std::string> offsets;
    for (size_t i = 0; i < at_; ++i) {
      AddPlaces(original_[i], offsets);
      for (const LedgerBatch& batch : original_[i].batches) kept.Add(batch);
    }
    kept.ExpectHeldBy(replica);
    EXPECT_EQ(OffsetsIn(replica), offsets);
  }

  std::mt19937_64 random_;
  const std::shared_ptr<PowerCutFileSystem> fs_;
  const std::unique_ptr<rocksdb::Env> env_;
  std::vector<Chunk> original_;
  // The chunk to keep next; all before it were kept.
  size_t at_ = 0;
  int went_on_ = 0;
  int made_anew_ = 0;
  int opened_again_ = 0;
  int boots_ = 0;
  bool first_of_boot_ = true;
  bool may_cut_ = true;
};

// In blocks, so that Bazel can share them out.
class ReplicaCutTest : public ::testing::TestWithParam<uint64_t> {};

INSTANTIATE_TEST_SUITE_P(Seeds, ReplicaCutTest, ::testing::Range<uint64_t>(0, kBlocks));

TEST_P(ReplicaCutTest, WhatIsLeftIsWhatWasKeptUpToSomeMoment) {
  const uint64_t only = Chances::FromEnvironment("HUIYIN_SEED", 0);
  const uint64_t last = only == 0 ? Chances::FromEnvironment("HUIYIN_SEEDS", kSeeds) : only;
  int went_on = 0, made_anew = 0, opened_again = 0;
  for (uint64_t seed = only == 0 ? 1 + GetParam() : only; seed <= last && !HasFailure(); seed += kBlocks) {
    SCOPED_TRACE(absl::StrCat("HUIYIN_SEED=", seed));
    ReplicaCutRun run(seed);
    run.Run();
    went_on += run.went_on();
    made_anew += run.made_anew();
    opened_again += run.opened_again();
  }
  if (only != 0 || last < kSeeds) return;
  EXPECT_GT(went_on, 1) << "what was closed before a cut outlives it";
  EXPECT_GT(opened_again, 10);
  EXPECT_GT(made_anew, 10);
}

}  // namespace
}  // namespace huiyin
