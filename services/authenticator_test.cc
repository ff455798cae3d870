#include "services/authenticator.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"

namespace huiyin {
namespace {

constexpr char kSecret[] = "a-secret-nobody-may-see";
constexpr char kOffice[] = R"({"token":"office-token-0001","actor":{"id":"office-1","role":"CONGRESS_OFFICE"}})";

std::string Entry(absl::string_view rest) { return absl::StrCat(R"({"token":")", kSecret, R"(",)", rest, "}"); }

TEST(TrustEveryoneTest, EverybodyIsAnAdministratorOfAllLedgers) {
  const std::unique_ptr<Authenticator> authenticator = TrustEveryone("local");
  for (const char* authorization : {"", "Bearer x", "nonsense"}) {
    ASSERT_OK_AND_ASSIGN(const Caller caller, authenticator->Authenticate(authorization));
    EXPECT_EQ(caller.actor.id(), "local");
    EXPECT_EQ(caller.actor.role(), v1::Actor::ADMINISTRATOR);
    EXPECT_TRUE(caller.MayNameActor());
    EXPECT_TRUE(caller.MaySeeAll());
  }
}

TEST(TrustTokensTest, ReadsALineAToken) {
  ASSERT_OK_AND_ASSIGN(
      const std::unique_ptr<Authenticator> authenticator,
      TrustTokens(absl::StrCat("# who may\r\n\r\n", kOffice, "\r\n  \n",
                               R"({"token":"unit-token-000001","actor":{"id":"roads.clerk","role":"HANDLING_UNIT",)"
                               R"("unit_id":"u-roads"},"ledgers":["town-a","town-b"]})")));
  ASSERT_OK_AND_ASSIGN(const Caller office, authenticator->Authenticate("Bearer office-token-0001"));
  EXPECT_EQ(office.actor.id(), "office-1");
  EXPECT_EQ(office.actor.role(), v1::Actor::CONGRESS_OFFICE);
  EXPECT_FALSE(office.MayNameActor());
  EXPECT_TRUE(office.MaySeeAll());
  EXPECT_OK(CheckMaySee(office, "anything"));

  ASSERT_OK_AND_ASSIGN(const Caller unit, authenticator->Authenticate("Bearer unit-token-000001"));
  EXPECT_EQ(unit.actor.unit_id(), "u-roads");
  EXPECT_FALSE(unit.MaySeeAll());
  EXPECT_OK(CheckMaySee(unit, "town-b"));
  const absl::Status hidden = CheckMaySee(unit, "town-c");
  EXPECT_THAT(hidden, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(hidden, HasReason("LEDGER_NOT_YOURS"));
}

TEST(TrustTokensTest, TellsAMissingFromAnUnknownToken) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Authenticator> authenticator, TrustTokens(kOffice));
  for (const char* missing : {"", "office-token-0001", "Basic office-token-0001", "Bearer"}) {
    const absl::Status refused = authenticator->Authenticate(missing).status();
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnauthenticated)) << missing;
    EXPECT_THAT(refused, HasReason("TOKEN_MISSING")) << missing;
  }
  for (const char* unknown :
       {"Bearer ", "Bearer office-token-0002", "Bearer office-token-0001x", "Bearer office-token-000"}) {
    const absl::Status refused = authenticator->Authenticate(unknown).status();
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnauthenticated)) << unknown;
    EXPECT_THAT(refused, HasReason("TOKEN_UNKNOWN")) << unknown;
    EXPECT_FALSE(absl::StrContains(absl::StrCat(refused.ToString(), ChineseOf(refused)), "office-token"));
  }
}

TEST(TrustTokensTest, AMalformedFileNamesTheLineAndNeverTheToken) {
  const std::string malformed[] = {
      Entry(R"("actor":{"id":"x","role":"NOBODY"})"),
      Entry(R"("actor":{"id":"x"})"),
      Entry(R"("actor":{"role":"DEPUTY"})"),
      Entry(R"("actor":{"id":"x","role":"HANDLING_UNIT"})"),
      Entry(R"("actor":{"id":"x","role":"DEPUTY"},"surprise":1)"),
      // To everybody but a machine, an empty list is none, not all.
      Entry(R"("actor":{"id":"x","role":"DEPUTY"},"ledgers":[])"),
      Entry(R"("actor":{"id":"x","role":"DEPUTY"},"ledgers":null)"),
      Entry(R"("actor":{"id":"x","role":"DEPUTY"},"ledgers":[""])"),
      Entry(R"("actor":{"id":"x","role":"DEPUTY"},"ledgers":["town-a","town b"])"),
      Entry(R"("actor":{"id":"x y","role":"DEPUTY"})"),
      Entry(R"("actor":{"id":"x","role":"HANDLING_UNIT","unit_id":"水务局"})"),
      Entry(R"("actor":{"id":"x","role":"DEPUTY"})").substr(0, 40),
      absl::StrCat(kSecret, " office-1"),
      absl::StrCat("[\"", kSecret, "\"]"),
      R"({"token":"a-secret-short","actor":{"id":"x","role":"DEPUTY"}})",
      absl::StrCat(Entry(R"("actor":{"id":"x","role":"DEPUTY"})"), Entry(R"("actor":{"id":"x","role":"DEPUTY"})")),
  };
  for (const std::string& line : malformed) {
    const absl::Status refused = TrustTokens(absl::StrCat(kOffice, "\n", line, "\n")).status();
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument)) << line;
    EXPECT_THAT(refused, HasReason("TOKEN_FILE_MALFORMED")) << line;
    const std::string told = absl::StrCat(refused.message(), ChineseOf(refused));
    EXPECT_TRUE(absl::StrContains(told, "line 2")) << told;
    EXPECT_TRUE(absl::StrContains(told, "第 2 行")) << told;
    EXPECT_FALSE(absl::StrContains(told, "a-secret")) << told;
  }
}

TEST(TrustTokensTest, ATokenStandsThereOnce) {
  const std::string twice = absl::StrCat(Entry(R"("actor":{"id":"x","role":"DEPUTY"})"), "\n\n",
                                         Entry(R"("actor":{"id":"y","role":"PRESIDIUM"})"));
  const absl::Status refused = TrustTokens(twice).status();
  EXPECT_THAT(refused, HasReason("TOKEN_FILE_MALFORMED"));
  EXPECT_TRUE(absl::StrContains(refused.message(), "line 3")) << refused;
  EXPECT_FALSE(absl::StrContains(refused.ToString(), kSecret)) << refused;
}

TEST(TrustTokensTest, AFileWithoutTokensIsRefused) {
  EXPECT_THAT(TrustTokens(""), HasReason("TOKEN_FILE_MALFORMED"));
  EXPECT_THAT(TrustTokens("# nobody\n"), HasReason("TOKEN_FILE_MALFORMED"));
}

}  // namespace
}  // namespace huiyin
