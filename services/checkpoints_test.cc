#include "services/checkpoints.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/sample_records.h"
#include "services/checkpointed_log.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

const LedgerId kTown("town-a");

merkle::SignerKey KeyOf(char seed) {
  return *merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, seed));
}

LedgerBatch BatchOf(uint64_t seq, const std::string& note = "note") {
  const Sample sample{.seq = seq, .version = seq, .command = absl::StrCat("c-", seq), .note = note};
  return {kTown, Seq(seq), {SampleEncoded(sample)}};
}

void Fill(EventLog& log, uint64_t records) {
  for (uint64_t seq = 0; seq < records; ++seq) ASSERT_OK(log.Append({BatchOf(seq)}));
}

// What a stranger makes of a note, who has the office's public key of that seed.
absl::StatusOr<merkle::TrustedCheckpoint> Trusted(const std::string& note, char seed = 'a') {
  const std::string origin = "office.example/town-a";
  return merkle::OpenCheckpoint(note, {origin, {*KeyOf(seed).verifier().Named(origin)}, {}, 0});
}

class CheckpointsTest : public ::testing::Test {
 protected:
  // One interval lasts as long as the test, unless it says otherwise.
  void Open(EventLog& log, const std::string& seeds = "a", absl::Duration interval = absl::InfiniteDuration()) {
    log_ = nullptr;
    checkpoints_ = nullptr;
    keys_.clear();
    for (const char seed : seeds) keys_.push_back(KeyOf(seed));
    const CheckpointsOptions options{
        .directory = directory_.path() + "/checkpoints", .keys = keys_, .interval = interval};
    ASSERT_OK_AND_ASSIGN(checkpoints_, Checkpoints::Open(log, options));
    log_ = std::make_unique<CheckpointedLog>(log, *checkpoints_);
  }
  absl::StatusOr<KeptCheckpoint> Covering(uint64_t seq) const {
    return checkpoints_->Covering(kTown, Seq(seq), absl::Now() + absl::Seconds(20));
  }
  std::string FileName() const { return directory_.path() + "/checkpoints/town-a"; }

  const testing::TemporaryDirectory directory_;
  MemoryLog memory_;
  std::vector<merkle::SignerKey> keys_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<CheckpointedLog> log_;
};

TEST_F(CheckpointsTest, AnEventGetsACheckpointThatTheOfficesPublicKeyVerifies) {
  Open(memory_);
  ASSERT_OK(log_->Append({BatchOf(0)}));
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint kept, Covering(0));
  ASSERT_OK_AND_ASSIGN(const merkle::TrustedCheckpoint trusted, Trusted(kept.note));
  EXPECT_EQ(trusted.checkpoint.size, merkle::TreeSize(1));
  EXPECT_EQ(trusted.checkpoint.root, merkle::LeafHash(BatchOf(0).records[0].bytes));
  EXPECT_THAT(Trusted(kept.note, 'b'), HasReason("NOTE_NOT_SIGNED"));
}

TEST_F(CheckpointsTest, UnderLoadThereIsOneAnInterval) {
  Open(memory_);
  ASSERT_OK(log_->Append({BatchOf(0)}));
  ASSERT_OK(Covering(0));
  for (uint64_t seq = 1; seq <= 50; ++seq) ASSERT_OK(log_->Append({BatchOf(seq)}));
  checkpoints_->Stop();
  EXPECT_EQ(checkpoints_->signed_count(), 2u) << "the first, and the last when it stopped";
  EXPECT_EQ(Covering(50)->checkpoint.size, merkle::TreeSize(51));
}

TEST_F(CheckpointsTest, TheLastEventIsCoveredAfterAnInterval) {
  Open(memory_, "a", absl::Milliseconds(20));
  for (uint64_t seq = 0; seq < 200; ++seq) ASSERT_OK(log_->Append({BatchOf(seq)}));
  EXPECT_EQ(Covering(199)->checkpoint.size, merkle::TreeSize(200));
}

TEST_F(CheckpointsTest, TheSameTreeIsSignedOnce) {
  Fill(memory_, 5);
  Open(memory_);
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint first, Covering(4));
  Open(memory_);
  checkpoints_->Grew(kTown);
  checkpoints_->Stop();
  EXPECT_EQ(checkpoints_->signed_count(), 0u);
  EXPECT_EQ(Covering(4)->note, first.note);
}

TEST_F(CheckpointsTest, WhatGrewWhileNobodySignedIsSignedAfterwards) {
  Fill(memory_, 2);
  Open(memory_);
  ASSERT_OK(Covering(1));
  checkpoints_->Stop();
  ASSERT_OK(memory_.Append({BatchOf(2)}));
  Open(memory_);
  EXPECT_EQ(Covering(2)->checkpoint.size, merkle::TreeSize(3));
}

TEST_F(CheckpointsTest, ALogThatDoesNotBeginWithWhatWasSignedIsNotSignedFor) {
  Fill(memory_, 3);
  Open(memory_);
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint honest, Covering(2));
  checkpoints_->Stop();
  // Rolled back; changed; changed and longer.
  for (uint64_t records : {2, 3, 4}) {
    MemoryLog other;
    for (uint64_t seq = 0; seq < records; ++seq) {
      ASSERT_OK(other.Append({BatchOf(seq, seq == 0 && records > 2 ? "another note" : "note")}));
    }
    Open(other);
    checkpoints_->Grew(kTown);
    const absl::Status refused = Covering(10).status();
    EXPECT_THAT(refused, HasReason("CHECKPOINT_CONTRADICTED")) << records;
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kDataLoss));
    checkpoints_->Stop();
    EXPECT_EQ(checkpoints_->signed_count(), 0u);
    std::ifstream in(FileName());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), honest.note);
    checkpoints_ = nullptr;
  }
}

TEST_F(CheckpointsTest, WithoutAKeyNothingIsSignedAndWhatWasIsStillTold) {
  Fill(memory_, 2);
  Open(memory_, "");
  EXPECT_THAT(Covering(0), HasReason("NO_CHECKPOINT_KEY"));
  EXPECT_THAT(checkpoints_->Latest(kTown), HasReason("NO_CHECKPOINT_KEY"));
  Open(memory_, "a");
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint kept, Covering(1));
  Open(memory_, "");
  EXPECT_EQ(Covering(1)->note, kept.note);
  ASSERT_OK(log_->Append({BatchOf(2)}));
  EXPECT_THAT(Covering(2), HasReason("NO_CHECKPOINT_KEY"));
}

TEST_F(CheckpointsTest, WhileOneKeyFollowsAnotherBothSign) {
  Fill(memory_, 1);
  Open(memory_, "a");
  ASSERT_OK(Covering(0));
  Open(memory_, "ab");
  checkpoints_->Stop();
  EXPECT_EQ(checkpoints_->signed_count(), 1u) << "the same tree again, since the new key had not";
  const std::string both = Covering(0)->note;
  EXPECT_OK(Trusted(both, 'a'));
  EXPECT_OK(Trusted(both, 'b'));
}

TEST_F(CheckpointsTest, AFileThatAPowerCutLeftEmptyIsMadeGood) {
  Fill(memory_, 2);
  Open(memory_);
  const std::string note = Covering(1)->note;
  checkpoints_->Stop();
  std::ofstream(FileName(), std::ios::trunc).flush();
  Open(memory_);
  EXPECT_EQ(Covering(1)->note, note);
}

TEST_F(CheckpointsTest, AKeyOfAnotherTypeOrWithTooLongANameSignsNone) {
  EXPECT_OK(CheckSigningKey(KeyOf('a')));
  EXPECT_THAT(CheckSigningKey(
                  *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'))),
              HasReason("KEY_MALFORMED"));
  EXPECT_THAT(CheckSigningKey(*merkle::SignerKey::FromSeed(std::string(kOfficeNameBytesMax + 1, 'n'),
                                                           merkle::KeyType::kEd25519, std::string(32, 'w'))),
              HasReason("KEY_MALFORMED"));
}

merkle::SignerKey Witness(char seed) {
  return *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, seed));
}

std::string CosignatureOf(const KeptCheckpoint& kept, char seed) {
  return merkle::FormatSignatureLine(Witness(seed).Cosign(kept.parsed.text, absl::FromUnixSeconds(1'700'000'000)));
}

TEST_F(CheckpointsTest, AWitnessesCosignatureIsKeptWithItsCheckpoint) {
  Open(memory_);
  ASSERT_OK(log_->Append({BatchOf(0)}));
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint kept, Covering(0));
  ASSERT_OK(checkpoints_->AddCosignatures(kTown, kept, CosignatureOf(kept, 'w'), Witness('w').verifier()));
  ASSERT_OK(checkpoints_->AddCosignatures(kTown, kept, CosignatureOf(kept, 'v'), Witness('v').verifier()));
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint cosigned, Covering(0));
  for (const char seed : {'w', 'v'}) EXPECT_OK(merkle::VerifyNote(cosigned.parsed, {Witness(seed).verifier()}));
  EXPECT_OK(Trusted(cosigned.note));
}

TEST_F(CheckpointsTest, ACosignatureOfAnOlderCheckpointOrByNoWitnessChangesNothing) {
  Open(memory_, "a", absl::ZeroDuration());
  ASSERT_OK(log_->Append({BatchOf(0)}));
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint older, Covering(0));
  ASSERT_OK(log_->Append({BatchOf(1)}));
  ASSERT_OK_AND_ASSIGN(const KeptCheckpoint last, Covering(1));
  EXPECT_OK(checkpoints_->AddCosignatures(kTown, older, CosignatureOf(older, 'w'), Witness('w').verifier()));
  EXPECT_THAT(checkpoints_->AddCosignatures(kTown, last, CosignatureOf(last, 'w'), Witness('v').verifier()),
              HasReason("NOTE_NOT_SIGNED"));
  EXPECT_THAT(checkpoints_->AddCosignatures(kTown, last, CosignatureOf(older, 'w'), Witness('w').verifier()),
              HasReason("NOTE_SIGNATURE_WRONG"));
  EXPECT_EQ(Covering(1)->note, last.note);
}

TEST_F(CheckpointsTest, WhoListensHearsOfEachNewCheckpoint) {
  absl::Notification heard;
  keys_.push_back(KeyOf('a'));
  CheckpointsOptions options{.directory = directory_.path() + "/checkpoints", .keys = keys_};
  options.on_signed = [&heard](const LedgerId& ledger) {
    EXPECT_EQ(ledger, kTown);
    heard.Notify();
  };
  Fill(memory_, 1);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Checkpoints> checkpoints, Checkpoints::Open(memory_, std::move(options)));
  EXPECT_TRUE(heard.WaitForNotificationWithTimeout(absl::Seconds(20)));
  // The same tree again is nothing new: a second notification would be a crash.
  checkpoints->Grew(kTown);
  checkpoints->Stop();
}

}  // namespace
}  // namespace huiyin
