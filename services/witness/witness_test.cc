// A witness without its HTTP: what it cosigns, what it remembers, what it keeps of logs that cheat.
#include "services/witness/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr char kOrigin[] = "office.example/town-a";

merkle::SignerKey OfficeKey(const std::string& name = "office.example") {
  return *merkle::SignerKey::FromSeed(name, merkle::KeyType::kEd25519, std::string(32, 'o'));
}
merkle::SignerKey WitnessKey() {
  return *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'));
}

// A log that can say anything.
class Log {
 public:
  explicit Log(const std::string& story) {
    merkle::Frontier frontier;
    for (int i = 0; i < 20; ++i) {
      const merkle::Hash leaf = merkle::LeafHash(absl::StrCat(i < 5 ? "the beginning of all" : story, " ", i));
      tiles_.Add(frontier.Append({leaf}));
    }
  }

  std::string Checkpoint(uint64_t size, const std::string& origin = kOrigin,
                         const merkle::SignerKey& key = *OfficeKey().Named(kOrigin)) const {
    const merkle::Hash root = *merkle::RootAt(merkle::TreeSize(size), tiles_);
    const std::string text = *merkle::FormatCheckpoint({origin, merkle::TreeSize(size), root, {}});
    return merkle::FormatNote({text, {key.Sign(text)}});
  }
  HttpRequest Growth(uint64_t from, uint64_t to) const {
    const merkle::Proof proof = *merkle::ProveConsistency(merkle::TreeSize(from), merkle::TreeSize(to), tiles_);
    return {"POST", "/add-checkpoint", *merkle::FormatAddCheckpoint(merkle::TreeSize(from), proof, Checkpoint(to))};
  }

 private:
  merkle::MemoryTiles tiles_;
};

class WitnessTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    witness_ = nullptr;
    absl::StatusOr<std::unique_ptr<Witness>> witness = Again();
    ASSERT_OK(witness);
    witness_ = *std::move(witness);
  }
  absl::StatusOr<std::unique_ptr<Witness>> Again() {
    return Witness::Open({.key = WitnessKey(),
                          .logs = *KnownLogs::Parse(OfficeKey().verifier().Text()),
                          .state_directory = directory_.path() + "/state",
                          .on_news =
                              [this](const absl::Status& news) {
                                absl::MutexLock lock(&mu_);
                                news_.push_back(ReasonOf(news));
                              },
                          .clock = &clock_});
  }
  int StatusOf(const HttpRequest& request) { return witness_->Answer(request).status; }
  std::string Folder() const { return absl::StrCat(directory_.path(), "/state/", merkle::OriginHash(kOrigin)); }
  std::vector<std::string> EvidenceFiles() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(Folder() + "/evidence", none)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  std::vector<std::string> News() {
    absl::MutexLock lock(&mu_);
    return news_;
  }

  const testing::TemporaryDirectory directory_;
  const ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  const Log honest_{"as it was"};
  const Log false_{"as we wish it had been"};
  absl::Mutex mu_;
  std::vector<std::string> news_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<Witness> witness_;
};

TEST_F(WitnessTest, GrowthIsCosigned) {
  for (const auto& [from, to] : std::vector<std::pair<uint64_t, uint64_t>>{{0, 3}, {3, 3}, {3, 11}}) {
    const HttpAnswer answer = witness_->Answer(honest_.Growth(from, to));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string note = *merkle::WithCosignatures(honest_.Checkpoint(to), answer.body, {WitnessKey().verifier()});
    const merkle::LogTrust trust{
        kOrigin, {*OfficeKey().verifier().Named(kOrigin)}, {WitnessKey().verifier()}, /*witnesses_required=*/1};
    ASSERT_OK_AND_ASSIGN(const merkle::TrustedCheckpoint trusted, merkle::OpenCheckpoint(note, trust));
    EXPECT_THAT(trusted.cosignatures, ElementsAre(merkle::Cosignature{"witness.example", clock_.Now()}));
    EXPECT_EQ(witness_->Answer({"GET", absl::StrCat("/", merkle::OriginHash(kOrigin), "/checkpoint"), ""}).body, note);
  }
  EXPECT_THAT(News(), IsEmpty());
}

TEST_F(WitnessTest, EachRefusalHasItsStatus) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 7)), 200);
  EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", "old x\n"}), 400);
  EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", ""}), 400);
  const std::string with_empty_proof = "old 7\n\n";
  EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", with_empty_proof + honest_.Checkpoint(6)}), 400) << "older than old";
  const merkle::SignerKey thief =
      *merkle::SignerKey::FromSeed(kOrigin, merkle::KeyType::kEd25519, std::string(32, 't'));
  EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", with_empty_proof + honest_.Checkpoint(7, kOrigin, thief)}), 403);
  for (const std::string origin : {"other.example/town-a", "office.example/a/b", "office.example-town", "office"}) {
    const std::string unknown = honest_.Checkpoint(7, origin, OfficeKey(origin));
    EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", with_empty_proof + unknown}), 404) << origin;
  }
  const HttpAnswer conflict = witness_->Answer(honest_.Growth(3, 9));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.content_type, "text/x.tlog.size");
  EXPECT_EQ(conflict.body, "7\n");
  EXPECT_EQ(StatusOf({"POST", "/add-checkpoint", with_empty_proof + honest_.Checkpoint(9)}), 422);
  EXPECT_EQ(StatusOf({"GET", "/add-checkpoint", ""}), 405);
  EXPECT_EQ(StatusOf({"GET", "/", ""}), 404);
  EXPECT_EQ(StatusOf({"GET", "/../lock/checkpoint", ""}), 404);
  EXPECT_EQ(StatusOf(honest_.Growth(7, 9)), 200) << "none of these changed what it knows";
}

TEST_F(WitnessTest, AWitnessThatIsStartedAgainRemembers) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 7)), 200);
  EXPECT_THAT(Again(), HasReason("WITNESS_STATE_IN_USE"));
  Open();
  EXPECT_EQ(witness_->Answer(honest_.Growth(0, 9)).body, "7\n");
  EXPECT_EQ(StatusOf(false_.Growth(7, 9)), 422);
  EXPECT_EQ(StatusOf(honest_.Growth(7, 9)), 200);
}

// Not as if there had been nothing: then any second history would be cosigned.
TEST_F(WitnessTest, StateThatIsDamagedIsNoNewBeginning) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 7)), 200);
  std::ofstream(Folder() + "/checkpoint") << "nonsense";
  EXPECT_EQ(StatusOf(false_.Growth(0, 7)), 500);
  EXPECT_THAT(News(), ElementsAre("WITNESS_STATE_DAMAGED"));
  witness_ = nullptr;
  EXPECT_THAT(Again(), HasReason("WITNESS_STATE_DAMAGED"));
}

TEST_F(WitnessTest, WhatCannotBeKeptIsNotCosigned) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 7)), 200);
  // Where the next checkpoint is written first.
  std::filesystem::create_directory(Folder() + "/.checkpoint");
  EXPECT_EQ(StatusOf(honest_.Growth(7, 9)), 500);
  EXPECT_THAT(News(), ElementsAre("WITNESS_STATE_UNWRITABLE"));
  std::filesystem::remove(Folder() + "/.checkpoint");
  EXPECT_EQ(StatusOf(honest_.Growth(7, 9)), 200);
}

TEST_F(WitnessTest, TwoHistoriesAreKeptAsEvidenceThatStandsAlone) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 11)), 200);
  EXPECT_EQ(StatusOf(false_.Growth(11, 11)), 422);
  EXPECT_EQ(StatusOf(false_.Growth(0, 11)), 409) << "from another size it is a fork all the same";
  EXPECT_THAT(News(), ElementsAre("WITNESS_SAW_TWO_HISTORIES"));
  EXPECT_THAT(EvidenceFiles(), UnorderedElementsAre(StartsWith("fork-11-"), StartsWith("fork-11-")));
  std::vector<merkle::Checkpoint> claims;
  for (const std::string& name : EvidenceFiles()) {
    std::ifstream in(Folder() + "/evidence/" + name);
    std::string note(std::istreambuf_iterator<char>(in), {});
    if (absl::EndsWith(name, ".shown")) note = note.substr(note.find("\n\n") + 2);
    ASSERT_OK_AND_ASSIGN(const merkle::TrustedCheckpoint trusted,
                         merkle::OpenCheckpoint(note, {kOrigin, {*OfficeKey().verifier().Named(kOrigin)}, {}, 0}));
    claims.push_back(trusted.checkpoint);
  }
  EXPECT_EQ(claims[0].size, claims[1].size);
  EXPECT_NE(claims[0].root, claims[1].root);
}

TEST_F(WitnessTest, GrowthThatIsNotProvenIsKeptInBounds) {
  ASSERT_EQ(StatusOf(honest_.Growth(0, 7)), 200);
  EXPECT_EQ(StatusOf(false_.Growth(7, 12)), 422);
  EXPECT_EQ(StatusOf(false_.Growth(7, 12)), 422);
  EXPECT_THAT(News(), ElementsAre("WITNESS_INCONSISTENT")) << "once";
  // What only repeats old checkpoints is nothing.
  EXPECT_EQ(StatusOf(honest_.Growth(0, 3)), 409);
  EXPECT_EQ(EvidenceFiles().size(), 2u);
  for (size_t i = 0; i < kEvidenceFilesMax; ++i) {
    std::ofstream(absl::StrCat(Folder(), "/evidence/unproven-", i, ".shown")) << "kept before";
  }
  EXPECT_EQ(StatusOf(false_.Growth(7, 13)), 422);
  EXPECT_EQ(StatusOf(false_.Growth(7, 7)), 422);
  EXPECT_THAT(News(), ElementsAre("WITNESS_INCONSISTENT", "WITNESS_SAW_TWO_HISTORIES"))
      << "a fork is kept although there is enough of the other kind";
}

TEST_F(WitnessTest, OfTwoHistoriesAtOnceOneIsCosigned) {
  for (uint64_t round = 0; round < 20; ++round) {
    std::filesystem::remove_all(Folder());
    int honest = 0, other = 0;
    std::thread first([&] { honest = StatusOf(honest_.Growth(0, 11)); });
    std::thread second([&] { other = StatusOf(false_.Growth(0, 11)); });
    first.join();
    second.join();
    EXPECT_TRUE((honest == 200) != (other == 200)) << honest << " " << other;
  }
}

TEST(KnownLogsTest, AFileOfKeys) {
  const std::string office = OfficeKey().verifier().Text();
  ASSERT_OK_AND_ASSIGN(const KnownLogs logs, KnownLogs::Parse(absl::StrCat("# the town's\n", office, "\r\n\n")));
  EXPECT_EQ(logs.size(), 1u);
  EXPECT_THAT(logs.KeysOf("office.example"), ElementsAre(OfficeKey().verifier()));
  EXPECT_THAT(logs.KeysOf(kOrigin), ElementsAre(*OfficeKey().verifier().Named(kOrigin)));
  EXPECT_THAT(logs.KeysOf("office.example/"), IsEmpty());
  EXPECT_THAT(KnownLogs::Parse("# none\n"), HasReason("KNOWN_LOGS_EMPTY"));
  EXPECT_THAT(KnownLogs::Parse(absl::StrCat(office, "\nnonsense\n")), HasReason("KEY_MALFORMED"));
  EXPECT_THAT(KnownLogs::Parse(WitnessKey().verifier().Text()), HasReason("KEY_MALFORMED"));
}

}  // namespace
}  // namespace huiyin
