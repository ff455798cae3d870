#include "eventstore/merkle/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/test_matchers.h"

namespace huiyin::merkle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// A checkpoint that a log of Certificate Transparency published on 2026-05-23, as its mirrors keep it: signed by the
// log twice (one type is unknown to us) and cosigned by four witnesses of four operators.
constexpr char kOrigin[] = "arche2025h1.staging.ct.transparency.dev";
constexpr char kPublished[] =
    "arche2025h1.staging.ct.transparency.dev\n"
    "1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
    "\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt"
    "0=\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— transparency.dev/DEV:witness-little-garden "
    "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
    "— witness1.smartit.nu/witness1 "
    "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
    "— remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
    "— witness.stagemole.eu "
    "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
// 0x6a122120, as the cosignatures carry it.
constexpr int64_t kPublishedAt = 1'779'573'024;

constexpr char kLogKey[] =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
constexpr char kGarden[] =
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM";
constexpr char kSmartit[] = "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO";
constexpr char kRemora[] = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
constexpr char kStagemole[] = "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv";

VerifierKey Key(absl::string_view vkey) { return VerifierKey::Parse(vkey).value(); }

LogTrust PublishedTrust() {
  return {.origin = kOrigin,
          .log_keys = {Key(kLogKey)},
          .witness_keys = {Key(kGarden), Key(kSmartit), Key(kRemora), Key(kStagemole)},
          .witnesses_required = 4};
}

TEST(CheckpointTest, APublishedOneIsTrustedWithItsWitnesses) {
  ASSERT_OK_AND_ASSIGN(const TrustedCheckpoint trusted, OpenCheckpoint(kPublished, PublishedTrust()));
  EXPECT_EQ(trusted.checkpoint.origin, kOrigin);
  EXPECT_EQ(trusted.checkpoint.size, TreeSize(1'432'088'532));
  EXPECT_EQ(trusted.checkpoint.root.Base64(), "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=");
  EXPECT_THAT(trusted.checkpoint.extensions, IsEmpty());
  const absl::Time at = absl::FromUnixSeconds(kPublishedAt);
  EXPECT_THAT(trusted.cosignatures,
              ElementsAre(Cosignature{"transparency.dev/DEV:witness-little-garden", at},
                          Cosignature{"witness1.smartit.nu/witness1", at}, Cosignature{"remora.n621.de", at},
                          Cosignature{"witness.stagemole.eu", at}));
}

TEST(CheckpointTest, EveryFlippedBitOfWhatItSaysIsNoticed) {
  const std::string good = kPublished;
  for (size_t i = 0; i < good.find("\n\n"); ++i) {
    std::string bad = good;
    bad[i] ^= 1;
    EXPECT_THAT(OpenCheckpoint(bad, PublishedTrust()), Not(IsOk())) << i;
  }
}

TEST(CheckpointTest, WantsItsLogItsKeyAndItsWitnesses) {
  LogTrust trust = PublishedTrust();
  trust.origin = "arche2025h2.staging.ct.transparency.dev";
  EXPECT_THAT(OpenCheckpoint(kPublished, trust), HasReason("CHECKPOINT_OF_ANOTHER_LOG"));

  trust = PublishedTrust();
  trust.log_keys = {Key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")};
  EXPECT_THAT(OpenCheckpoint(kPublished, trust), HasReason("NOTE_NOT_SIGNED"));
  trust.log_keys.push_back(Key(kLogKey));  // An old key and a new one side by side: one suffices.
  EXPECT_OK(OpenCheckpoint(kPublished, trust));

  trust = PublishedTrust();
  trust.witness_keys.pop_back();
  EXPECT_THAT(OpenCheckpoint(kPublished, trust), HasReason("WITNESSES_MISSING"));
  trust.witnesses_required = 3;
  EXPECT_OK(OpenCheckpoint(kPublished, trust));

  // Witnesses do not stand in for the log, nor the log for a witness.
  trust = PublishedTrust();
  trust.log_keys = {Key(kRemora)};
  EXPECT_THAT(OpenCheckpoint(kPublished, trust), HasReason("KEY_MALFORMED"));
  trust = PublishedTrust();
  trust.witness_keys.push_back(Key(kLogKey));
  EXPECT_THAT(OpenCheckpoint(kPublished, trust), HasReason("KEY_MALFORMED"));
}

TEST(CheckpointTest, AWitnessCountsOnce) {
  const auto key = [](char seed) {
    return SignerKey::FromSeed("w", KeyType::kCosignature, std::string(32, seed)).value();
  };
  ASSERT_OK_AND_ASSIGN(const SignerKey log, SignerKey::FromSeed("log", KeyType::kEd25519, std::string(32, 'l')));
  ASSERT_OK_AND_ASSIGN(const std::string text, FormatCheckpoint({"log", TreeSize(0), EmptyRoot(), {}}));
  const SignerKey first = key('a'), second = key('b');
  const SignedNote note{
      text,
      {log.Sign(text), first.Cosign(text, absl::FromUnixSeconds(10)), second.Cosign(text, absl::FromUnixSeconds(30)),
       first.Cosign(text, absl::FromUnixSeconds(20))}};
  LogTrust trust{"log", {log.verifier()}, {first.verifier(), second.verifier()}, 1};
  ASSERT_OK_AND_ASSIGN(const TrustedCheckpoint trusted, OpenCheckpoint(FormatNote(note), trust));
  EXPECT_THAT(trusted.cosignatures, ElementsAre(Cosignature{"w", absl::FromUnixSeconds(30)}));
  trust.witnesses_required = 2;
  EXPECT_THAT(OpenCheckpoint(FormatNote(note), trust), HasReason("WITNESSES_MISSING"));
}

TEST(CheckpointTest, ACosignatureCoversItsTimeAndTheExtensions) {
  ASSERT_OK_AND_ASSIGN(const SignerKey witness, SignerKey::FromSeed("w", KeyType::kCosignature, std::string(32, 'w')));
  const std::string text = absl::StrCat("log\n1\n", LeafHash("x").Base64(), "\nan extension\n");
  const NoteSignature signature = witness.Cosign(text, absl::FromUnixSeconds(1'679'315'147));
  EXPECT_TRUE(witness.verifier().Verify(text, signature));
  EXPECT_THAT(TimeOf(signature), IsOkAndHolds(absl::FromUnixSeconds(1'679'315'147)));
  EXPECT_FALSE(witness.verifier().Verify(absl::StrReplaceAll(text, {{"extension", "Extension"}}), signature));
  for (size_t i = 0; i < signature.bytes.size(); ++i) {
    NoteSignature changed = signature;
    changed.bytes[i] ^= 1;
    EXPECT_FALSE(witness.verifier().Verify(text, changed)) << i;
  }
  for (size_t size : {0, 7, 71}) {
    NoteSignature cut = signature;
    cut.bytes.resize(size);
    EXPECT_FALSE(witness.verifier().Verify(text, cut));
    EXPECT_THAT(TimeOf(cut), HasReason("NOTE_MALFORMED"));
  }
  NoteSignature never = signature;
  never.bytes[0] = '\x80';  // 2^63 seconds.
  EXPECT_FALSE(witness.verifier().Verify(text, never));
  EXPECT_THAT(TimeOf(never), HasReason("NOTE_MALFORMED"));
}

// tlog-checkpoint's example, with extension lines.
TEST(CheckpointTest, WritesWhatItRead) {
  const std::string text =
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  for (const std::string& whole : {text, text + "more\nand more\n"}) {
    ASSERT_OK_AND_ASSIGN(const Checkpoint checkpoint, ParseCheckpoint(whole));
    EXPECT_EQ(checkpoint.size, TreeSize(20'852'163));
    EXPECT_THAT(FormatCheckpoint(checkpoint), IsOkAndHolds(whole));
  }
}

TEST(CheckpointTest, RefusesWhatIsNone) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  const auto text = [&](absl::string_view size) { return absl::StrCat("o\n", size, "\n", root, "\n"); };
  EXPECT_OK(ParseCheckpoint(text("0")));
  EXPECT_OK(ParseCheckpoint(text("9223372036854775807")));
  for (const char* size : {"", "00", "01", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "9223372036854775808",
                           "18446744073709551616", "99999999999999999999999", "１"}) {
    EXPECT_THAT(ParseCheckpoint(text(size)), HasReason("CHECKPOINT_MALFORMED")) << size;
  }
  for (const std::string& bad :
       {std::string(), std::string("o"), std::string("o\n"), std::string("o\n1\n"), absl::StrCat("o\n1\n", root),
        absl::StrCat("\n1\n", root, "\n"), absl::StrCat("o\n1\n", root, "\n\n"), absl::StrCat("o\n1\n", root, "\nx"),
        absl::StrCat("o\n1\n", root, "\n\nx\n"), absl::StrCat("o\n1\n", root, "\r\n"),
        absl::StrCat("o\n1\n", root, "=\n"), absl::StrCat("o\n1\n", root.substr(4), "\n"),
        absl::StrCat("\xff\n1\n", root, "\n"), absl::StrCat("o\t\n1\n", root, "\n")}) {
    EXPECT_THAT(ParseCheckpoint(bad), HasReason("CHECKPOINT_MALFORMED")) << bad;
  }
}

TEST(CheckpointTest, DoesNotWriteWhatItCouldNotRead) {
  const Checkpoint good{"o", TreeSize(1), LeafHash("x"), {}};
  EXPECT_OK(FormatCheckpoint(good));
  for (const Checkpoint& bad :
       {Checkpoint{"", good.size, good.root, {}}, Checkpoint{"o\n5", good.size, good.root, {}},
        Checkpoint{"o", TreeSize(uint64_t{1} << 63), good.root, {}}, Checkpoint{"o", good.size, good.root, {""}},
        Checkpoint{"o", good.size, good.root, {"a\nb"}}}) {
    EXPECT_THAT(FormatCheckpoint(bad), HasReason("CHECKPOINT_MALFORMED"));
  }
}

// printf %s "example.com/behind-the-sofa" | sha256sum
TEST(OriginHashTest, IsHexadecimal) {
  EXPECT_EQ(OriginHash("example.com/behind-the-sofa"),
            "5fd2dc0beb4ce54da5050cf6d5c75248b023abad441c3cecde3976fbe9da4fe4");
}

}  // namespace
}  // namespace huiyin::merkle
