#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "services/personal/person_key.h"
#include "services/personal/person_key_files.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

using ::testing::Optional;

const LedgerId kTown("town-a");

TEST(PersonKey, OpensWhatItLockedForThatPersonOfThatLedgerAlone) {
  const PersonKey key = PersonKey::Random();
  const std::string box = key.Encrypt(kTown, "d-1", "谭守田");
  EXPECT_EQ(box.find("谭守田"), std::string::npos);
  EXPECT_THAT(key.Decrypt(kTown, "d-1", box), Optional(std::string("谭守田")));
  EXPECT_EQ(key.Decrypt(kTown, "d-2", box), std::nullopt);
  EXPECT_EQ(key.Decrypt(LedgerId("town-b"), "d-1", box), std::nullopt);
  EXPECT_EQ(PersonKey::Random().Decrypt(kTown, "d-1", box), std::nullopt);
}

TEST(PersonKey, RefusesABoxOfWhichOneBitWasChanged) {
  const PersonKey key = PersonKey::Random();
  const std::string box = key.Encrypt(kTown, "d-1", "a name");
  for (size_t bit = 0; bit < 8 * box.size(); ++bit) {
    std::string changed = box;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(key.Decrypt(kTown, "d-1", changed), std::nullopt) << bit;
  }
  EXPECT_EQ(key.Decrypt(kTown, "d-1", ""), std::nullopt);
  EXPECT_EQ(key.Decrypt(kTown, "d-1", box.substr(0, kBoxOverheadBytes)), std::nullopt);
}

TEST(PersonKey, LocksTheSameInTheSameWay) {
  const PersonKey key = PersonKey::Random();
  EXPECT_EQ(key.Encrypt(kTown, "d-1", "a name"), key.Encrypt(kTown, "d-1", "a name"));
  EXPECT_NE(key.Encrypt(kTown, "d-1", "a name"), key.Encrypt(kTown, "d-1", "a nome"));
}

// Computed step by step as RFC 5297 says (S2V, then CTR), over AES and CMAC of another library.
TEST(PersonKey, IsAesSivWithTheTwoIdsAsAssociatedData) {
  std::string bytes;
  for (int i = 0; i < 64; ++i) bytes.push_back(static_cast<char>(i));
  const std::optional<PersonKey> key = PersonKey::FromBytes(bytes);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(absl::BytesToHexString(key->Encrypt(kTown, "d-1", "a name")),
            "8ca25530cb8992ec85756e6344e3cde45ca4a85a051a");
  EXPECT_EQ(PersonKey::FromBytes(bytes.substr(1)), std::nullopt);
}

class PersonKeyFilesTest : public ::testing::Test {
 protected:
  PersonKeyFiles Open() { return *PersonKeyFiles::Open(path()); }
  std::string path() const { return directory_.path() + "/keys"; }
  std::string file() const { return path() + "/town-a"; }
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream(file(), std::ios::binary).rdbuf();
    return text.str();
  }
  void Append(const std::string& text) const { std::ofstream(file(), std::ios::app | std::ios::binary) << text; }

  testing::TemporaryDirectory directory_;
};

TEST_F(PersonKeyFilesTest, APersonHasOneKeyWhoeverAsks) {
  const PersonKeyFiles keys = Open();
  ASSERT_OK_AND_ASSIGN(const PersonKey first, keys.Need(kTown, "d-1"));
  ASSERT_OK_AND_ASSIGN(const PersonKey again, Open().Need(kTown, "d-1"));
  ASSERT_OK_AND_ASSIGN(const PersonKey other, keys.Need(kTown, "d-2"));
  ASSERT_OK_AND_ASSIGN(const PersonKey elsewhere, keys.Need(LedgerId("town-b"), "d-1"));
  EXPECT_EQ(first.bytes(), again.bytes());
  EXPECT_NE(first.bytes(), other.bytes());
  EXPECT_NE(first.bytes(), elsewhere.bytes());
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, keys.Read(kTown));
  ASSERT_EQ(ring.size(), 2u);
  EXPECT_EQ(ring.at("d-1")->bytes(), first.bytes());
  ASSERT_OK_AND_ASSIGN(const KeyRing none, keys.Read(LedgerId("town-c")));
  EXPECT_TRUE(none.empty());
}

TEST_F(PersonKeyFilesTest, ADestroyedKeyIsNowhereAndComesNeverAgain) {
  const PersonKeyFiles keys = Open();
  ASSERT_OK_AND_ASSIGN(const PersonKey key, keys.Need(kTown, "d-1"));
  ASSERT_OK_AND_ASSIGN(const PersonKey kept, keys.Need(kTown, "d-2"));
  EXPECT_NE(Text().find(absl::Base64Escape(key.bytes())), std::string::npos);
  const size_t size = Text().size();
  ASSERT_OK(keys.Destroy(kTown, "d-1"));
  EXPECT_EQ(Text().find(absl::Base64Escape(key.bytes())), std::string::npos);
  EXPECT_EQ(Text().size(), size);
  EXPECT_THAT(keys.Need(kTown, "d-1").status(), HasReason("PERSON_ERASED"));
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, Open().Read(kTown));
  EXPECT_EQ(ring.at("d-1"), std::nullopt);
  EXPECT_EQ(ring.at("d-2")->bytes(), kept.bytes());
  EXPECT_OK(keys.Destroy(kTown, "d-1"));
  // Nor for somebody who had none yet.
  ASSERT_OK(keys.Destroy(kTown, "d-9"));
  EXPECT_THAT(keys.Need(kTown, "d-9").status(), HasReason("PERSON_ERASED"));
}

TEST_F(PersonKeyFilesTest, ALineWithoutItsEndIsOverwritten) {
  const PersonKeyFiles keys = Open();
  ASSERT_OK_AND_ASSIGN(const PersonKey first, keys.Need(kTown, "d-1"));
  Append(absl::StrCat("d-2\t", std::string(40, 'A')));
  ASSERT_OK_AND_ASSIGN(const KeyRing before, keys.Read(kTown));
  EXPECT_EQ(before.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const PersonKey second, keys.Need(kTown, "d-2"));
  ASSERT_OK_AND_ASSIGN(const KeyRing after, Open().Read(kTown));
  EXPECT_EQ(after.at("d-1")->bytes(), first.bytes());
  EXPECT_EQ(after.at("d-2")->bytes(), second.bytes());
}

TEST_F(PersonKeyFilesTest, DamageIsNamedByFileAndLineAndNeverQuoted) {
  const PersonKeyFiles keys = Open();
  ASSERT_OK(keys.Need(kTown, "d-1").status());
  Append("d-2 secret\n");
  const absl::Status read = keys.Read(kTown).status();
  EXPECT_THAT(read, HasReason("PERSON_KEYS_DAMAGED"));
  EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(read.message().find("line 2"), absl::string_view::npos) << read;
  EXPECT_EQ(read.message().find("secret"), absl::string_view::npos) << read;
  EXPECT_THAT(keys.Need(kTown, "d-3").status(), HasReason("PERSON_KEYS_DAMAGED"));
  EXPECT_THAT(keys.Destroy(kTown, "d-1"), HasReason("PERSON_KEYS_DAMAGED"));
}

TEST_F(PersonKeyFilesTest, OnlyItsOwnerMayReadIt) {
  Open();
  struct stat status;
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  ASSERT_OK(Open().Need(kTown, "d-1").status());
  ASSERT_EQ(stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(chmod(path().c_str(), 0750), 0);
  EXPECT_THAT(PersonKeyFiles::Open(path()).status(), HasReason("PERSON_KEYS_READABLE"));
}

TEST_F(PersonKeyFilesTest, ManyAtOnceAgreeOnOneKey) {
  std::vector<std::string> seen(8);
  std::vector<std::thread> askers;
  for (size_t i = 0; i < seen.size(); ++i) {
    askers.emplace_back([&, i] { seen[i] = std::string(Open().Need(kTown, "d-1")->bytes()); });
  }
  for (std::thread& asker : askers) asker.join();
  for (const std::string& key : seen) EXPECT_EQ(key, seen.front());
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, Open().Read(kTown));
  EXPECT_EQ(ring.size(), 1u);
}

}  // namespace
}  // namespace huiyin
