#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/token.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

std::string FileWith(const std::string& text) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/file";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

TEST(ListenAddressTest, HostAndPort) {
  ASSERT_OK_AND_ASSIGN(const HostPort four, ParseListenAddress("127.0.0.1:7600"));
  EXPECT_EQ(four.host, "127.0.0.1");
  EXPECT_EQ(four.port, 7600);
  ASSERT_OK_AND_ASSIGN(const HostPort six, ParseListenAddress("[::1]:0"));
  EXPECT_EQ(six.host, "[::1]");
  EXPECT_OK(ParseListenAddress("localhost:65535").status());
}

TEST(ListenAddressTest, RefusesAnythingElse) {
  for (const char* text : {"", "7601", ":7601", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:99999",
                           "127.0.0.1:-1", "127.0.0.1:76x", "::1:7600", "unix:/tmp/socket", "a b:1", "[]:1"}) {
    EXPECT_THAT(ParseListenAddress(text), HasReason("ADDRESS_MALFORMED")) << text;
  }
}

TEST(TokenTest, IsOneVisibleLine) {
  ASSERT_OK_AND_ASSIGN(const std::string token, ChooseToken("", FileWith("0f6c1a2b3c4d5e6f7a8b\n")));
  EXPECT_EQ(token, "0f6c1a2b3c4d5e6f7a8b");
  for (const char* text :
       {"", "\n", "令牌令牌令牌令牌", "0f6c1a2b3c4d5e6f\n7a8b9c", "two words of it", "a\tbcdefghijklmnopq"}) {
    EXPECT_THAT(ChooseToken("", FileWith(text)), HasReason("TOKEN_MALFORMED")) << text;
  }
  EXPECT_THAT(ChooseToken("令牌", ""), HasReason("TOKEN_MALFORMED"));
}

TEST(TokenTest, TheServersTableIsToldApartAndKeptSecret) {
  const std::string table = R"({"token":"0f6c1a2b3c4d5e6f7a8b","actor":{"id":"o","role":"CONGRESS_OFFICE"}})";
  const absl::Status refused = ChooseToken("", FileWith(table)).status();
  EXPECT_THAT(refused, HasReason("TOKEN_MALFORMED"));
  EXPECT_TRUE(absl::StrContains(refused.message(), "--tokens"));
  EXPECT_FALSE(absl::StrContains(refused.ToString(), "0f6c"));
}

TEST(TokenTest, TheEnvironmentComesLast) {
  setenv("HUIYIN_TOKEN", "from-the-environment", 1);
  EXPECT_EQ(ChooseToken("", "").value(), "from-the-environment");
  EXPECT_EQ(ChooseToken("from-the-flag", "").value(), "from-the-flag");
  setenv("HUIYIN_TOKEN", "令牌", 1);
  EXPECT_THAT(ChooseToken("", ""), HasReason("TOKEN_MALFORMED"));
  unsetenv("HUIYIN_TOKEN");
  EXPECT_EQ(ChooseToken("", "").value(), "");
}

TEST(WholeFileTest, EmptyIsFineUnreadableAndHugeAreNot) {
  EXPECT_EQ(WholeFile(FileWith(""), "--body").value(), "");
  EXPECT_EQ(WholeFile(FileWith("回音"), "--body").value(), "回音");
  EXPECT_THAT(WholeFile("/no/such/file", "--body"), HasReason("FILE_UNREADABLE"));
  EXPECT_THAT(WholeFile("/tmp", "--body"), HasReason("FILE_UNREADABLE"));
  EXPECT_THAT(WholeFile("/dev/zero", "--body"), HasReason("FILE_TOO_LARGE"));
}

}  // namespace
}  // namespace huiyin
