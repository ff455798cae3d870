#include "eventstore/merkle/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"

namespace huiyin::merkle {
namespace {

using ::testing::Not;
using ::testing::SizeIs;

// The requests with which litewitness, a witness of others, is tested, and the statuses that it answers (the unknown
// log was 403 before the specification made it 404). The roots are made up so that the proofs are short to write.
constexpr char kOrigin[] = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
constexpr char kPublicKey[] = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f";

struct Published {
  const char* old_and_proof;
  const char* size_and_root;
  const char* signature;
  int status;
};

const Published kPublished[] = {
    {"old 0\n", "1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=", 200},
    // A changed signature.
    {"old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n",
     "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6gx=", 403},
    // No proof.
    {"old 1\n", "3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n",
     "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=", 422},
    // A wrong one.
    {"old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABA=\n",
     "3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n",
     "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=", 422},
    {"old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n",
     "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=", 200},
    // From an old size that is no longer the last.
    {"old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n"
     "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n",
     "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=", 409},
    {"old 3\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
     "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=\nKgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n",
     "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=", 200},
    {"old 0\n", "5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n",
     "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=", 409},
};

TEST(WitnessTest, AnswersThePublishedRequestsAsTheOtherWitnessDoes) {
  WitnessedLog log;
  log.keys = {VerifierKey::Make(kOrigin, KeyType::kEd25519, absl::HexStringToBytes(kPublicKey)).value()};
  for (const Published& published : kPublished) {
    const std::string body = absl::StrCat(published.old_and_proof, "\n", kOrigin, "\n", published.size_and_root, "\n— ",
                                          kOrigin, " ", published.signature, "\n");
    SCOPED_TRACE(body);
    const absl::StatusOr<AddCheckpoint> request = ParseAddCheckpoint(body);
    if (!request.ok()) {
      // The change also sets bits that Base64 leaves unused: a text that we do not take for a signature at all.
      EXPECT_EQ(published.status, 403);
      EXPECT_THAT(request, HasReason("NOTE_MALFORMED"));
      continue;
    }
    const WitnessDecision decision = DecideCosigning(*request, &log);
    EXPECT_EQ(static_cast<int>(decision.answer), published.status) << decision.why;
    EXPECT_EQ(decision.why.ok(), published.status == 200);
    EXPECT_EQ(static_cast<int>(DecideCosigning(*request, nullptr).answer), 404);
    if (decision.answer != WitnessAnswer::kCosign) continue;
    log.size = request->checkpoint.size;
    log.root = request->checkpoint.root;
  }
  EXPECT_EQ(log.size, TreeSize(5));
}

SignerKey LogKey() { return SignerKey::FromSeed("log", KeyType::kEd25519, std::string(32, 'l')).value(); }
SignerKey WitnessKey(char seed) {
  return SignerKey::FromSeed(absl::StrCat("witness-", std::string(1, seed)), KeyType::kCosignature,
                             std::string(32, seed))
      .value();
}

// A log that can be asked for any checkpoint and any proof.
class Log {
 public:
  explicit Log(absl::string_view mark, int leaves) {
    for (int i = 0; i < leaves; ++i) {
      tiles_.Add(frontier_.Append({LeafHash(i < 4 ? absl::StrCat(i) : absl::StrCat(mark, i))}));
    }
  }
  Hash Root(uint64_t size) const { return RootAt(TreeSize(size), tiles_).value(); }
  std::string CheckpointAt(uint64_t size, std::optional<Hash> root = {}) const {
    const std::string text = FormatCheckpoint({"log", TreeSize(size), root.value_or(Root(size)), {}}).value();
    return FormatNote({text, {LogKey().Sign(text)}});
  }
  std::string Body(uint64_t old_size, uint64_t size) const {
    const Proof proof = ProveConsistency(TreeSize(old_size), TreeSize(size), tiles_).value();
    return FormatAddCheckpoint(TreeSize(old_size), proof, CheckpointAt(size)).value();
  }

 private:
  Frontier frontier_;
  MemoryTiles tiles_;
};

// The witness of a deployment: state, decision, answer.
class Witness {
 public:
  WitnessAnswer Ask(absl::string_view body) {
    const absl::StatusOr<AddCheckpoint> request = ParseAddCheckpoint(body);
    if (!request.ok()) return WitnessAnswer::kMalformed;
    const WitnessDecision decision = DecideCosigning(*request, &log_);
    if (decision.answer == WitnessAnswer::kCosign) {
      log_.size = request->checkpoint.size;
      log_.root = request->checkpoint.root;
    }
    return decision.answer;
  }
  const WitnessedLog& log() const { return log_; }

 private:
  WitnessedLog log_{{LogKey().verifier()}, {}, EmptyRoot()};
};

TEST(WitnessTest, FollowsAnHonestLog) {
  const Log log("honest ", 20);
  Witness witness;
  EXPECT_EQ(witness.Ask(log.Body(0, 0)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(log.Body(0, 5)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(log.Body(5, 5)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(log.Body(5, 9)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(log.Body(9, 20)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.log().root, log.Root(20));
}

TEST(WitnessTest, ALogThatShowsTwoHistoriesIsCaught) {
  const Log log("honest ", 20), other("other ", 20);
  ASSERT_EQ(log.Root(4), other.Root(4));
  Witness witness;
  ASSERT_EQ(witness.Ask(log.Body(0, 9)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(other.Body(9, 9)), WitnessAnswer::kInconsistent);
  EXPECT_EQ(witness.Ask(other.Body(9, 15)), WitnessAnswer::kInconsistent);
  EXPECT_EQ(witness.Ask(other.Body(4, 15)), WitnessAnswer::kConflict);
  EXPECT_EQ(witness.Ask(other.Body(0, 15)), WitnessAnswer::kConflict);
  EXPECT_EQ(witness.log().root, log.Root(9));
  EXPECT_EQ(witness.Ask(log.Body(9, 15)), WitnessAnswer::kCosign);
}

TEST(WitnessTest, ALogThatGoesBackIsRefused) {
  const Log log("honest ", 20);
  Witness witness;
  ASSERT_EQ(witness.Ask(log.Body(0, 9)), WitnessAnswer::kCosign);
  EXPECT_EQ(witness.Ask(log.Body(4, 7)), WitnessAnswer::kConflict);
  EXPECT_EQ(witness.Ask(FormatAddCheckpoint(TreeSize(9), {}, log.CheckpointAt(7)).value()), WitnessAnswer::kMalformed);
  EXPECT_EQ(witness.log().size, TreeSize(9));
}

TEST(WitnessTest, HoldsToTheEmptyTree) {
  const Log log("honest ", 20);
  Witness witness;
  EXPECT_EQ(witness.Ask(FormatAddCheckpoint(TreeSize(0), {}, log.CheckpointAt(0, LeafHash("x"))).value()),
            WitnessAnswer::kInconsistent);
  // A proof where there must be none.
  EXPECT_EQ(witness.Ask(FormatAddCheckpoint(TreeSize(0), {LeafHash("x")}, log.CheckpointAt(5)).value()),
            WitnessAnswer::kInconsistent);
  EXPECT_EQ(witness.log().size, TreeSize(0));
}

TEST(WitnessTest, WantsTheLogsSignature) {
  const Log log("honest ", 20);
  ASSERT_OK_AND_ASSIGN(const AddCheckpoint request, ParseAddCheckpoint(log.Body(0, 9)));
  WitnessedLog stranger;
  stranger.keys = {WitnessKey('x').verifier()};
  WitnessDecision decision = DecideCosigning(request, &stranger);
  EXPECT_EQ(decision.answer, WitnessAnswer::kNotSigned);
  EXPECT_THAT(decision.why, HasReason("NOTE_NOT_SIGNED"));
  AddCheckpoint forged = request;
  forged.note.signatures[0].bytes[0] ^= 1;
  WitnessedLog known;
  known.keys = {LogKey().verifier()};
  decision = DecideCosigning(forged, &known);
  EXPECT_EQ(decision.answer, WitnessAnswer::kNotSigned);
  EXPECT_THAT(decision.why, HasReason("NOTE_SIGNATURE_WRONG"));
}

TEST(WitnessTest, AnswersAreRead) {
  EXPECT_EQ(ConflictBody(TreeSize(20'852'014)), "20852014\n");
  EXPECT_THAT(ParseConflictBody("20852014\n"), IsOkAndHolds(TreeSize(20'852'014)));
  for (const char* bad : {"", "\n", "5", "05\n", "5\n\n", "5 \n", "-1\n", "five\n"}) {
    EXPECT_THAT(ParseConflictBody(bad), HasReason("WITNESS_ANSWER_MALFORMED")) << bad;
  }
}

TEST(WitnessTest, ALogCollectsCosignatures) {
  const Log log("honest ", 20);
  const SignerKey a = WitnessKey('a'), b = WitnessKey('b');
  const std::vector<VerifierKey> trusted = {a.verifier(), b.verifier()};
  ASSERT_OK_AND_ASSIGN(const AddCheckpoint request, ParseAddCheckpoint(log.Body(0, 9)));
  const auto at = [&](const SignerKey& key, int seconds) {
    return CosignatureLine(request, key, absl::FromUnixSeconds(seconds));
  };
  std::string note = log.CheckpointAt(9);
  ASSERT_OK_AND_ASSIGN(note, WithCosignatures(note, at(a, 100), trusted));
  ASSERT_OK_AND_ASSIGN(note, WithCosignatures(note, at(b, 200), trusted));
  const LogTrust trust{"log", {LogKey().verifier()}, trusted, 2};
  EXPECT_OK(OpenCheckpoint(note, trust));
  // A newer one takes the older one's place, however often it is sent; a stranger's is dropped.
  ASSERT_OK_AND_ASSIGN(note, WithCosignatures(note, at(a, 300) + at(a, 300) + at(WitnessKey('c'), 300), trusted));
  EXPECT_THAT(ParseNote(note)->signatures, SizeIs(3));
  ASSERT_OK_AND_ASSIGN(const TrustedCheckpoint opened, OpenCheckpoint(note, trust));
  EXPECT_EQ(opened.cosignatures[0], (Cosignature{"witness-b", absl::FromUnixSeconds(200)}));
  EXPECT_EQ(opened.cosignatures[1], (Cosignature{"witness-a", absl::FromUnixSeconds(300)}));

  EXPECT_THAT(WithCosignatures(note, at(WitnessKey('c'), 300), trusted), HasReason("NOTE_NOT_SIGNED"));
  ASSERT_OK_AND_ASSIGN(const AddCheckpoint larger, ParseAddCheckpoint(log.Body(9, 10)));
  EXPECT_THAT(WithCosignatures(note, CosignatureLine(larger, a, absl::FromUnixSeconds(300)), trusted),
              HasReason("NOTE_SIGNATURE_WRONG"));
  EXPECT_THAT(WithCosignatures(note, "<html>\n", trusted), HasReason("NOTE_MALFORMED"));
  EXPECT_THAT(WithCosignatures(note, "", trusted), HasReason("NOTE_MALFORMED"));
}

// The example of tlog-witness.
TEST(AddCheckpointTest, WritesWhatItRead) {
  const std::string body =
      "old 20852014\n"
      "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
      "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
      "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
      "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
      "\n"
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— example.com/behind-the-sofa "
      "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";
  ASSERT_OK_AND_ASSIGN(const AddCheckpoint request, ParseAddCheckpoint(body));
  EXPECT_EQ(request.old_size, TreeSize(20'852'014));
  EXPECT_THAT(request.proof, SizeIs(4));
  EXPECT_EQ(request.checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_THAT(FormatAddCheckpoint(request.old_size, request.proof, FormatNote(request.note)), IsOkAndHolds(body));

  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"old 2", "old 02"},
                                                                                 {"old ", "Old "},
                                                                                 {"old 20852014\n", ""},
                                                                                 {"PlRN", "PlR"},
                                                                                 {"/0=\n\n", "/0=\n"},
                                                                                 {"\n20852163", "\n020852163"},
                                                                                 {"ab", "\x01"}}) {
    EXPECT_THAT(ParseAddCheckpoint(absl::StrReplaceAll(body, {{from, to}})), Not(IsOk())) << from;
  }
}

TEST(AddCheckpointTest, TakesAtMost63Hashes) {
  const Log log("honest ", 20);
  EXPECT_OK(FormatAddCheckpoint(TreeSize(1), Proof(63), log.CheckpointAt(2)));
  EXPECT_THAT(FormatAddCheckpoint(TreeSize(1), Proof(64), log.CheckpointAt(2)), HasReason("ADD_CHECKPOINT_MALFORMED"));
}

}  // namespace
}  // namespace huiyin::merkle
