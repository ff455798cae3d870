#include "exchange/exchange_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// Line number and command_id, or reason, of all that a file holds.
std::vector<std::pair<uint64_t, std::string>> ReadAll(std::istream& in) {
  std::vector<std::pair<uint64_t, std::string>> entries;
  ExchangeReader reader(in);
  v1::Command command;
  while (reader.Next()) {
    const absl::Status status = reader.Read(command);
    entries.emplace_back(reader.line_number(), status.ok() ? command.command_id() : ReasonOf(status));
  }
  return entries;
}

std::vector<std::pair<uint64_t, std::string>> ReadAll(const std::string& file) {
  std::istringstream in(file);
  return ReadAll(in);
}

TEST(ExchangeReaderTest, ReadsLineByLine) {
  EXPECT_THAT(ReadAll("{\"command_id\":\"a\"}\n{\"command_id\":\"b\"}\n"), ElementsAre(Pair(1, "a"), Pair(2, "b")));
}

TEST(ExchangeReaderTest, ForgivesByteOrderMarkLineEndsAndBlankLines) {
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF{\"command_id\":\"a\"}\r\n\r\n \t\n{\"command_id\":\"b\"}"),
              ElementsAre(Pair(1, "a"), Pair(4, "b")));
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF\n{\"command_id\":\"b\"}"), ElementsAre(Pair(2, "b")));
}

TEST(ExchangeReaderTest, RefusesByteOrderMarkAnywhereElse) {
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF\xEF\xBB\xBF{}\n\xEF\xBB\xBF{}\n"),
              ElementsAre(Pair(1, "NOT_JSON"), Pair(2, "NOT_JSON")));
}

TEST(ExchangeReaderTest, HasNothingInAnEmptyFile) {
  EXPECT_THAT(ReadAll(""), ElementsAre());
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF"), ElementsAre());
  EXPECT_THAT(ReadAll("\n\r\n  \n"), ElementsAre());
  EXPECT_THAT(EmptyFileError(), HasReason("FILE_EMPTY"));
}

TEST(ExchangeReaderTest, GoesOnAfterAMalformedLine) {
  EXPECT_THAT(ReadAll("{\"command_id\":\"a\"}\n{\"command_id\":\n{\"command_id\":\"c\"}\n"),
              ElementsAre(Pair(1, "a"), Pair(2, "NOT_JSON"), Pair(3, "c")));
}

TEST(ExchangeReaderTest, RefusesALineThatIsCutByTheEndOfTheFile) {
  EXPECT_THAT(ReadAll("{}\n{\"command_id\":\"b"), ElementsAre(Pair(1, ""), Pair(2, "NOT_JSON")));
}

TEST(ExchangeReaderTest, DoesNotJoinLines) {
  EXPECT_THAT(ReadAll("{\"command_id\":\n\"a\"}\n"), ElementsAre(Pair(1, "NOT_JSON"), Pair(2, "NOT_AN_OBJECT")));
}

std::string LineOf(size_t bytes) {
  const std::string head = "{\"command_id\":\"long\",\"close\":{\"note\":\"", tail = "\"}}";
  return absl::StrCat(head, std::string(bytes - head.size() - tail.size(), 'x'), tail);
}

TEST(ExchangeReaderTest, TakesTheLongestLineAndNotOneByteMore) {
  EXPECT_THAT(ReadAll(absl::StrCat(LineOf(kLineBytesMax), "\n{}")), ElementsAre(Pair(1, "long"), Pair(2, "")));
  EXPECT_THAT(ReadAll(absl::StrCat(LineOf(kLineBytesMax), "\r\n{}")), ElementsAre(Pair(1, "long"), Pair(2, "")));
  EXPECT_THAT(ReadAll(absl::StrCat(LineOf(kLineBytesMax + 1), "\n{}")),
              ElementsAre(Pair(1, "LINE_TOO_LONG"), Pair(2, "")));
  EXPECT_THAT(ReadAll(LineOf(kLineBytesMax + 1)), ElementsAre(Pair(1, "LINE_TOO_LONG")));
}

TEST(ExchangeReaderTest, SkipsATenMegabyteLine) {
  EXPECT_THAT(ReadAll(absl::StrCat("{\"command_id\":\"a\"}\n", LineOf(10 << 20), "\n{\"command_id\":\"c\"}\n")),
              ElementsAre(Pair(1, "a"), Pair(2, "LINE_TOO_LONG"), Pair(3, "c")));
}

// However long the line is, the field that made it so is named.
TEST(ExchangeReaderTest, NamesTheFieldOfALineThatIsTooLong) {
  for (const size_t bytes : {kLineBytesMax + 1, size_t{10} << 20}) {
    std::istringstream in(
        absl::StrCat(R"({"command_id":"a","submit":{"title":"t","body":")", std::string(bytes, 'x'), "\"}}\n"));
    ExchangeReader reader(in);
    ASSERT_TRUE(reader.Next());
    v1::Command command;
    const absl::Status refused = reader.Read(command);
    EXPECT_THAT(refused, HasReason("LINE_TOO_LONG"));
    EXPECT_EQ(FieldOf(refused), "submit.body");
  }
}

// Gives some text, then fails as a broken disk does.
class BreakingFile : public std::streambuf {
 public:
  explicit BreakingFile(std::string text) : text_(std::move(text)) {}

 protected:
  int_type underflow() override {
    if (given_) throw std::ios_base::failure("broken");
    given_ = true;
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    return traits_type::to_int_type(text_[0]);
  }

 private:
  std::string text_;
  bool given_ = false;
};

TEST(ExchangeReaderTest, DoesNotTakeAReadErrorForTheEndOfTheFile) {
  BreakingFile file("{\"command_id\":\"a\"}\n{\"command_id\":\"b");
  std::istream in(&file);
  EXPECT_EQ(ReadAll(in).back().second, "FILE_UNREADABLE");
}

}  // namespace
}  // namespace huiyin
