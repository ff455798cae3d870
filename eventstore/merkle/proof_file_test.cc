#include "eventstore/merkle/proof_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"

namespace huiyin::merkle {
namespace {

using ::testing::Not;
using ::testing::SizeIs;

// Certificate Transparency's tree of eight leaves: leaf 5 is the bytes 40 41 42 43; its proof, and the root.
constexpr char kRecord[] = "@ABC";
constexpr char kProofLines[] =
    "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n"
    "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=\n"
    "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=\n";
constexpr char kRoot[] = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";

SignerKey LogKey() { return SignerKey::FromSeed("rd.example/town-a", KeyType::kEd25519, std::string(32, 'l')).value(); }
SignerKey WitnessKey() {
  return SignerKey::FromSeed("county.example/w", KeyType::kCosignature, std::string(32, 'w')).value();
}

LogTrust Trust() { return {"rd.example/town-a", {LogKey().verifier()}, {WitnessKey().verifier()}, 1}; }

std::string SignedCheckpoint() {
  const std::string text = absl::StrCat("rd.example/town-a\n8\n", kRoot, "\n");
  return FormatNote({text, {LogKey().Sign(text), WitnessKey().Cosign(text, absl::FromUnixSeconds(1'600'000'000))}});
}

std::string File() { return absl::StrCat("c2sp.org/tlog-proof@v1\nindex 5\n", kProofLines, "\n", SignedCheckpoint()); }

TEST(ProofFileTest, ProvesARecordWithNothingElseAtHand) {
  ASSERT_OK_AND_ASSIGN(const ProofFile file, ParseProofFile(File()));
  EXPECT_EQ(file.index, Seq(5));
  EXPECT_EQ(file.extra, "");
  ASSERT_OK_AND_ASSIGN(const TrustedCheckpoint trusted, CheckProofFile(file, kRecord, Trust()));
  EXPECT_EQ(trusted.checkpoint.size, TreeSize(8));
  EXPECT_THAT(trusted.cosignatures, SizeIs(1));
}

TEST(ProofFileTest, AnotherRecordPlaceOrProofIsRefused) {
  ASSERT_OK_AND_ASSIGN(const ProofFile file, ParseProofFile(File()));
  for (size_t i = 0; i < 4; ++i) {
    std::string record = kRecord;
    record[i] ^= 1;
    EXPECT_THAT(CheckProofFile(file, record, Trust()), HasReason("PROOF_WRONG"));
  }
  EXPECT_THAT(CheckProofFile(file, "@ABC ", Trust()), HasReason("PROOF_WRONG"));
  for (uint64_t index = 0; index < 20; ++index) {
    if (index == 5) continue;
    ProofFile moved = file;
    moved.index = Seq(index);
    EXPECT_THAT(CheckProofFile(moved, kRecord, Trust()), HasReason("PROOF_WRONG")) << index;
  }
}

TEST(ProofFileTest, EveryFlippedBitIsNoticed) {
  const std::string good = File();
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] ^= 1 << bit;
      const absl::StatusOr<ProofFile> file = ParseProofFile(bad);
      const absl::Status status = file.ok() ? CheckProofFile(*file, kRecord, Trust()).status() : file.status();
      EXPECT_THAT(status, Not(IsOk())) << i;
    }
  }
}

TEST(ProofFileTest, WritesWhatItRead) {
  const std::string with_extra = absl::StrReplaceAll(File(), {{"index 5\n", "extra 5Lu25Lu25pyJ562U5aSN\nindex 5\n"}});
  for (const std::string& bytes : {File(), with_extra}) {
    ASSERT_OK_AND_ASSIGN(const ProofFile file, ParseProofFile(bytes));
    EXPECT_THAT(FormatProofFile(file), IsOkAndHolds(bytes));
  }
  EXPECT_EQ(ParseProofFile(with_extra)->extra, "件件有答复");
}

TEST(ProofFileTest, ALedgerOfOneRecordNeedsNoHash) {
  Frontier frontier;
  frontier.Append({LeafHash("first")});
  ASSERT_OK_AND_ASSIGN(const std::string text,
                       FormatCheckpoint({"rd.example/town-a", TreeSize(1), frontier.Root(), {}}));
  const ProofFile file{{}, Seq(0), {}, FormatNote({text, {LogKey().Sign(text)}})};
  ASSERT_OK_AND_ASSIGN(const std::string bytes, FormatProofFile(file));
  EXPECT_EQ(bytes, absl::StrCat("c2sp.org/tlog-proof@v1\nindex 0\n\n", file.checkpoint));
  LogTrust trust = Trust();
  trust.witnesses_required = 0;
  EXPECT_OK(CheckProofFile(file, "first", trust));
  EXPECT_THAT(CheckProofFile(file, "first", Trust()), HasReason("WITNESSES_MISSING"));
}

TEST(ProofFileTest, RefusesWhatIsNone) {
  const std::string checkpoint = SignedCheckpoint();
  const auto file = [&](absl::string_view head) { return absl::StrCat(head, "\n", checkpoint); };
  EXPECT_OK(ParseProofFile(file("c2sp.org/tlog-proof@v1\nindex 5\n")));
  for (const char* head :
       {"", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\nindex 5\n", "c2sp.org/tlog-proof@v1\r\nindex 5\n",
        "c2sp.org/tlog-proof@v1\nindex 05\n", "c2sp.org/tlog-proof@v1\nindex -5\n", "c2sp.org/tlog-proof@v1\nindex\n",
        "c2sp.org/tlog-proof@v1\nindex  5\n", "c2sp.org/tlog-proof@v1\nIndex 5\n",
        "c2sp.org/tlog-proof@v1\nindex 5\nAAAA\n", "c2sp.org/tlog-proof@v1\nindex 5\nnot a hash\n",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n", "c2sp.org/tlog-proof@v1\nextra \nindex 5\n",
        "c2sp.org/tlog-proof@v1\nextra a\nindex 5\n", "c2sp.org/tlog-proof@v1\nindex 5\nextra YQ==\n",
        "c2sp.org/tlog-proof@v1\nextra YQ==\nextra YQ==\nindex 5\n"}) {
    EXPECT_THAT(ParseProofFile(file(head)), HasReason("PROOF_FILE_MALFORMED")) << head;
  }
  std::string long_proof = "c2sp.org/tlog-proof@v1\nindex 5\n";
  for (size_t i = 0; i < kProofHashesMax; ++i) absl::StrAppend(&long_proof, kRoot, "\n");
  EXPECT_OK(ParseProofFile(file(long_proof)));
  EXPECT_THAT(ParseProofFile(file(absl::StrCat(long_proof, kRoot, "\n"))), HasReason("PROOF_FILE_MALFORMED"));
  EXPECT_THAT(ParseProofFile("c2sp.org/tlog-proof@v1\nindex 5\n\nno note\n"), HasReason("NOTE_MALFORMED"));
  EXPECT_THAT(ParseProofFile(absl::StrReplaceAll(file("c2sp.org/tlog-proof@v1\nindex 5\n"), {{"\n8\n", "\n08\n"}})),
              HasReason("CHECKPOINT_MALFORMED"));
}

TEST(ProofFileTest, DoesNotWriteWhatItCouldNotRead) {
  ASSERT_OK_AND_ASSIGN(const ProofFile good, ParseProofFile(File()));
  ProofFile bad = good;
  bad.extra = std::string(kProofExtraBytesMax, 'x');
  EXPECT_OK(FormatProofFile(bad));
  bad.extra += "x";
  EXPECT_THAT(FormatProofFile(bad), HasReason("PROOF_FILE_MALFORMED"));
  bad = good;
  bad.checkpoint = "not a note";
  EXPECT_THAT(FormatProofFile(bad), HasReason("NOTE_MALFORMED"));
  bad = good;
  bad.proof.resize(kProofHashesMax + 1);
  EXPECT_THAT(FormatProofFile(bad), HasReason("PROOF_FILE_MALFORMED"));
}

}  // namespace
}  // namespace huiyin::merkle
