#include "tools/cli/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace huiyin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A name that would be more than a name in each of the formats.
constexpr char kHostile[] = "<script>alert('x')</script> | **b** \"q\" & [a](http://x) `c` \x1B[31mred\nnext";

Document Hostile() {
  Document document;
  document.title = kHostile;
  DocumentBlock& block = document.blocks.emplace_back();
  block.heading = kHostile;
  block.columns = {{kHostile}, {"n", Table::Align::kRight}};
  block.rows = {{kHostile, "17"}};
  block.notes = {kHostile};
  return document;
}

TEST(Document, HtmlShowsWhatIsWrittenAndDoesNothingOfIt) {
  const std::string html = HtmlOf(Hostile());
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\x1B")));
  EXPECT_THAT(html, HasSubstr("<td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; | **b** &quot;q&quot; &amp; "
                              "[a](http://x) `c`  [31mred next</td><td class=\"number\">17</td>"));
  EXPECT_THAT(html, HasSubstr("<title>&lt;script"));
  EXPECT_THAT(html, HasSubstr("<meta charset=\"utf-8\">"));
  EXPECT_THAT(html, HasSubstr("thead { display: table-header-group; }"));
}

TEST(Document, MarkdownKeepsACellACell) {
  const std::string markdown = MarkdownOf(Hostile());
  EXPECT_THAT(markdown, HasSubstr("| \\<script\\>alert('x')\\</script\\> \\| \\*\\*b\\*\\* \"q\" \\& \\[a\\](http://x) "
                                  "\\`c\\`  \\[31mred next | 17 |\n"));
  EXPECT_THAT(markdown, HasSubstr("| --- | ---: |\n"));
}

TEST(Document, TextKeepsToTheTerminal) {
  EXPECT_THAT(TextOf(Hostile(), 0), Not(HasSubstr("\x1B")));
  EXPECT_THAT(TextOf(Hostile(), 0), HasSubstr("<script>alert('x')</script>"));
}

TEST(Document, SaysWhatIsTheSameOnce) {
  const Words words = {"replied", "答复率"};
  EXPECT_EQ(Say(Speech::kEnglish, words), "replied");
  EXPECT_EQ(Say(Speech::kChinese, words), "答复率");
  EXPECT_EQ(Say(Speech::kBoth, words), "答复率 replied");
  EXPECT_EQ(Say(Speech::kBoth, {"u-road", "u-road"}), "u-road");
}

// RFC 4180 §2, points 5 to 7.
TEST(CsvLine, QuotesWhatMustBeAndChangesNothing) {
  EXPECT_EQ(CsvLine({"a", "", "石门镇"}), "a,,石门镇\r\n");
  EXPECT_EQ(CsvLine({"a,b", "say \"x\"", "one\r\ntwo"}), "\"a,b\",\"say \"\"x\"\"\",\"one\r\ntwo\"\r\n");
  EXPECT_EQ(CsvLine({"=1+1", "'x"}), "=1+1,'x\r\n");
}

}  // namespace
}  // namespace huiyin
