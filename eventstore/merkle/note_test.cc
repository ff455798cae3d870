// Signed notes and their keys, with the notes of others: the specification's example, those of Go's sumdb/note, and a
// checkpoint of sum.golang.org.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/signed_note.h"

namespace huiyin::merkle {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

// C2SP signed-note, "Example".
constexpr char kSpecKey[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr char kSpecNote[] =
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

// Go's sumdb/note: a text with two signatures, their public keys, and the private key of the first.
constexpr char kPeterKey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kPeterSecret[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kEnochKey[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
constexpr char kGoText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kPeterLine[] =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr char kEnochLine[] =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

VerifierKey Key(absl::string_view vkey) { return VerifierKey::Parse(vkey).value(); }

absl::Status Verify(absl::string_view bytes, std::vector<VerifierKey> keys) {
  absl::StatusOr<SignedNote> note = ParseNote(bytes);
  return note.ok() ? VerifyNote(*note, keys) : note.status();
}

std::string GoNote(absl::string_view signatures) { return absl::StrCat(kGoText, "\n", signatures); }

TEST(NoteTest, TheExampleOfTheSpecificationVerifies) {
  EXPECT_OK(Verify(kSpecNote, {Key(kSpecKey)}));
  EXPECT_THAT(Verify(absl::StrReplaceAll(kSpecNote, {{"message", "Message"}}), {Key(kSpecKey)}),
              HasReason("NOTE_SIGNATURE_WRONG"));
}

TEST(NoteTest, ACheckpointOfSumGolangOrgVerifies) {
  const std::string note =
      "go.sum database tree\n"
      "35225469\n"
      "vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n"
      "\n"
      "— sum.golang.org "
      "Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n";
  EXPECT_OK(Verify(note, {Key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")}));
}

TEST(NoteTest, EveryFlippedBitIsNoticed) {
  const std::string good = GoNote(kPeterLine);
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] ^= 1 << bit;
      EXPECT_THAT(Verify(bad, {Key(kPeterKey)}), Not(IsOk())) << "byte " << i << " bit " << bit;
    }
  }
}

TEST(NoteTest, SignaturesOfUnknownKeysAreIgnored) {
  const std::string both = GoNote(absl::StrCat(kEnochLine, kPeterLine));
  EXPECT_OK(Verify(both, {Key(kPeterKey)}));
  EXPECT_OK(Verify(both, {Key(kPeterKey), Key(kEnochKey)}));
  EXPECT_THAT(Verify(both, {}), HasReason("NOTE_NOT_SIGNED"));
  EXPECT_THAT(Verify(both, {Key(kSpecKey)}), HasReason("NOTE_NOT_SIGNED"));
  ASSERT_OK_AND_ASSIGN(const SignedNote note, ParseNote(both));
  ASSERT_OK_AND_ASSIGN(const std::vector<NoteSignature> known, KnownSignatures(note, {Key(kPeterKey)}));
  EXPECT_THAT(known, ElementsAre(note.signatures[1]));
  // The same name with another id, and the same id with another name, are other keys.
  const std::string renamed = GoNote(absl::StrReplaceAll(kPeterLine, {{"PeterNeumann", "Peter"}}));
  EXPECT_THAT(Verify(renamed, {Key(kPeterKey)}), HasReason("NOTE_NOT_SIGNED"));
  const std::string renumbered = GoNote(absl::StrReplaceAll(kPeterLine, {{"x08g", "xxxx"}}));
  EXPECT_THAT(Verify(renumbered, {Key(kPeterKey)}), HasReason("NOTE_NOT_SIGNED"));
}

TEST(NoteTest, OneWrongSignatureOfAKnownKeySpoilsTheNote) {
  const std::string wrong = absl::StrReplaceAll(kEnochLine, {{"Bzm", "BzN"}});
  EXPECT_OK(Verify(GoNote(absl::StrCat(kPeterLine, wrong)), {Key(kPeterKey)}));
  EXPECT_THAT(Verify(GoNote(absl::StrCat(kPeterLine, wrong)), {Key(kPeterKey), Key(kEnochKey)}),
              HasReason("NOTE_SIGNATURE_WRONG"));
  // Also the second of two by one key.
  const std::string second = absl::StrReplaceAll(kPeterLine, {{"JkuB", "JkuC"}});
  EXPECT_THAT(Verify(GoNote(absl::StrCat(kPeterLine, second)), {Key(kPeterKey)}), HasReason("NOTE_SIGNATURE_WRONG"));
}

TEST(NoteTest, UnderAnotherNameAKeySignsAsAnother) {
  const SignerKey office = *SignerKey::FromSeed("office.example", KeyType::kEd25519, std::string(32, 's'));
  ASSERT_OK_AND_ASSIGN(const SignerKey town, office.Named("office.example/town-a"));
  EXPECT_EQ(town.verifier(), *office.verifier().Named("office.example/town-a"));
  EXPECT_NE(town.verifier().id(), office.verifier().id());
  const NoteSignature signature = town.Sign("text\n");
  EXPECT_TRUE(town.verifier().Verify("text\n", signature));
  EXPECT_FALSE(office.verifier().Verify("text\n", signature));
  EXPECT_THAT(office.Named("with space"), HasReason("KEY_MALFORMED"));
}

TEST(NoteTest, TheTextEndsAtTheLastEmptyLine) {
  ASSERT_OK_AND_ASSIGN(const SignedNote note, ParseNote(absl::StrCat("a\n\n", kPeterLine, "\n", kPeterLine)));
  EXPECT_EQ(note.text, absl::StrCat("a\n\n", kPeterLine));
  EXPECT_THAT(note.signatures, SizeIs(1));
}

TEST(NoteTest, WritesWhatItRead) {
  for (const std::string& bytes : {std::string(kSpecNote), GoNote(absl::StrCat(kPeterLine, kEnochLine, kPeterLine))}) {
    ASSERT_OK_AND_ASSIGN(const SignedNote note, ParseNote(bytes));
    EXPECT_EQ(FormatNote(note), bytes);
  }
}

TEST(NoteTest, RefusesWhatIsNoNote) {
  const std::string line = kPeterLine;
  const std::string bare = line.substr(0, line.size() - 1);
  const std::string signature =
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
  for (const std::string& bad : {
           std::string(),
           std::string(kGoText),
           absl::StrCat(kGoText, "\n"),
           absl::StrCat(kGoText, line),
           absl::StrCat("\n", line),
           GoNote(bare),
           GoNote(absl::StrCat(line, "Unexpected line.\n")),
           GoNote(absl::StrCat(line, "\n")),
           GoNote(absl::StrCat("- PeterNeumann ", signature, "\n")),
           GoNote(absl::StrCat("—PeterNeumann ", signature, "\n")),
           GoNote(absl::StrCat("—  ", signature, "\n")),
           GoNote(absl::StrCat("— Peter Neumann ", signature, "\n")),
           GoNote(absl::StrCat("— Peter+Neumann ", signature, "\n")),
           GoNote(absl::StrCat("— Peter\u3000Neumann ", signature, "\n")),
           GoNote(absl::StrCat("— Peter\u00a0Neumann ", signature, "\n")),
           GoNote(absl::StrCat("— PeterNeumann  ", signature, "\n")),
           GoNote(absl::StrCat("— PeterNeumann ", signature, " \n")),
           GoNote(absl::StrCat("— PeterNeumann ", signature, "\r\n")),
           GoNote("— PeterNeumann x08go/ZJkuB\n"),
           GoNote("— PeterNeumann x08gow==\n"),  // A key id and nothing more.
           GoNote("— PeterNeumann \n"),
           GoNote("— PeterNeumann\n"),
           "\x01" + GoNote(line),
           "\xff" + GoNote(line),
           "\xed\xa0\x80" + GoNote(line),  // A surrogate.
           "\xc0\xaf" + GoNote(line),      // Too long a form.
           "tab\there\n\n" + line,
           std::string("zero\0\n\n", 7) + line,
       }) {
    EXPECT_THAT(ParseNote(bad), HasReason("NOTE_MALFORMED")) << bad;
  }
  EXPECT_OK(ParseNote("件件有答复\n\n" + line));
}

TEST(NoteTest, HasLimits) {
  std::string lines;
  for (size_t i = 0; i < kNoteSignaturesMax; ++i) lines += kPeterLine;
  EXPECT_OK(Verify(GoNote(lines), {Key(kPeterKey)}));
  EXPECT_THAT(ParseNote(GoNote(lines + kPeterLine)), HasReason("NOTE_MALFORMED"));
  const std::string tail = absl::StrCat("\n\n", kPeterLine);
  EXPECT_OK(ParseNote(absl::StrCat(std::string(kNoteBytesMax - tail.size(), 'a'), tail)));
  EXPECT_THAT(ParseNote(absl::StrCat(std::string(kNoteBytesMax - tail.size() + 1, 'a'), tail)),
              HasReason("NOTE_MALFORMED"));
}

TEST(VerifierKeyTest, WritesWhatItRead) {
  for (const char* vkey :
       {kSpecKey, kPeterKey, kEnochKey, "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"}) {
    ASSERT_OK_AND_ASSIGN(const VerifierKey key, VerifierKey::Parse(vkey));
    EXPECT_EQ(key.Text(), vkey);
  }
  EXPECT_EQ(Key(kPeterKey).id(), 0xc74f20a3u);
  EXPECT_EQ(Key(kPeterKey).type(), KeyType::kEd25519);
}

// As Go's TestNewVerifier: every part of a key, and every key with one byte more, is none.
TEST(VerifierKeyTest, RefusesManglings) {
  const std::string key = kPeterKey;
  for (size_t begin = 0; begin < key.size(); ++begin) {
    for (size_t end = begin; end <= key.size(); ++end) {
      if (begin == 0 && end == key.size()) continue;
      EXPECT_THAT(VerifierKey::Parse(key.substr(begin, end - begin)), HasReason("KEY_MALFORMED"));
    }
  }
  for (size_t i = 0; i < key.size(); ++i) {
    std::string bad = key;
    ++bad[i];
    EXPECT_THAT(VerifierKey::Parse(bad), HasReason("KEY_MALFORMED")) << bad;
  }
  // A key of wrong length and one of unknown type, with fitting ids; and an id in capitals.
  for (const char* bad : {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
                          "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                          "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    EXPECT_THAT(VerifierKey::Parse(bad), HasReason("KEY_MALFORMED")) << bad;
  }
}

TEST(VerifierKeyTest, NamesHaveLimits) {
  const std::string bytes(32, 'k');
  EXPECT_OK(VerifierKey::Make(std::string(255, 'n'), KeyType::kEd25519, bytes));
  EXPECT_OK(VerifierKey::Make("rd.example/镇人大", KeyType::kEd25519, bytes));
  for (const std::string& bad : {std::string(), std::string(256, 'n'), std::string("a b"), std::string("a+b"),
                                 std::string("a\nb"), std::string("\xff")}) {
    EXPECT_THAT(VerifierKey::Make(bad, KeyType::kEd25519, bytes), HasReason("KEY_MALFORMED")) << bad;
  }
  EXPECT_THAT(VerifierKey::Make("a", KeyType::kEd25519, std::string(31, 'k')), HasReason("KEY_MALFORMED"));
}

TEST(SignerKeyTest, SignsAsGoDoes) {
  ASSERT_OK_AND_ASSIGN(const SignerKey key, SignerKey::Parse(kPeterSecret));
  EXPECT_EQ(key.verifier(), Key(kPeterKey));
  EXPECT_EQ(FormatSignatureLine(key.Sign(kGoText)), kPeterLine);
  EXPECT_EQ(key.Text(), kPeterSecret);
}

TEST(SignerKeyTest, RefusesManglings) {
  const std::string key = kPeterSecret;
  for (size_t i = 0; i < key.size(); ++i) {
    std::string bad = key;
    ++bad[i];
    EXPECT_THAT(SignerKey::Parse(bad), HasReason("KEY_MALFORMED"));
    EXPECT_THAT(SignerKey::Parse(key.substr(0, i)), HasReason("KEY_MALFORMED"));
    EXPECT_THAT(SignerKey::Parse(key.substr(i + 1)), HasReason("KEY_MALFORMED"));
  }
  EXPECT_THAT(SignerKey::Parse(kPeterKey), HasReason("KEY_MALFORMED"));
}

TEST(SignerKeyTest, ErrorsDoNotTellTheSecret) {
  const std::string secret = kPeterSecret;
  const absl::Status status = SignerKey::Parse(absl::StrReplaceAll(secret, {{"c74f20a3", "c74f20a4"}})).status();
  EXPECT_THAT(status, HasReason("KEY_MALFORMED"));
  EXPECT_FALSE(absl::StrContains(status.ToString(), "AYEKFALVFGyN"));
}

TEST(SignerKeyTest, OneSeedUnderTwoTypesHasTwoIds) {
  const std::string seed(32, 's');
  ASSERT_OK_AND_ASSIGN(const SignerKey note, SignerKey::FromSeed("a", KeyType::kEd25519, seed));
  ASSERT_OK_AND_ASSIGN(const SignerKey cosigner, SignerKey::FromSeed("a", KeyType::kCosignature, seed));
  EXPECT_NE(note.verifier().id(), cosigner.verifier().id());
  // A signature of one type never passes for the other.
  NoteSignature signature = note.Sign("text\n");
  EXPECT_TRUE(note.verifier().Verify("text\n", signature));
  signature.key_id = cosigner.verifier().id();
  EXPECT_FALSE(cosigner.verifier().Verify("text\n", signature));
}

TEST(SignerKeyTest, SurvivesBeingMoved) {
  ASSERT_OK_AND_ASSIGN(SignerKey key, SignerKey::Parse(kPeterSecret));
  SignerKey moved = std::move(key);
  EXPECT_EQ(moved.Text(), kPeterSecret);
  ASSERT_OK_AND_ASSIGN(SignerKey other, SignerKey::FromSeed("a", KeyType::kEd25519, std::string(32, 's')));
  other = std::move(moved);
  EXPECT_EQ(FormatSignatureLine(other.Sign(kGoText)), kPeterLine);
}

}  // namespace
}  // namespace huiyin::merkle
