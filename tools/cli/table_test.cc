#include "tools/cli/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "tools/cli/display_width.h"

namespace huiyin {
namespace {

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0u);
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("满意率"), 6u);
  EXPECT_EQ(DisplayWidth("（A）、。"), 9u);
  EXPECT_EQ(DisplayWidth("café"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(DisplayWidth("𠮷"), 2u);
  EXPECT_EQ(DisplayWidth("–…"), 2u);
}

TEST(DisplayWidthTest, SurvivesWhatIsNotUtf8) {
  EXPECT_EQ(DisplayWidth("\xE5"), 1u);
  EXPECT_EQ(DisplayWidth("\xFF\xFFz"), 3u);
}

TEST(WrappedTest, BreaksAtSpacesAndBetweenChineseCharacters) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Wrapped("关于硬化公路", 12), Lines({"关于硬化公路"}));
  EXPECT_EQ(Wrapped("关于硬化公路", 11), Lines({"关于硬化公", "路"}));
  EXPECT_EQ(Wrapped("to be handled again", 8), Lines({"to be", "handled", "again"}));
  EXPECT_EQ(Wrapped("第 12 号，交由 u-road", 8), Lines({"第 12", "号，交由", "u-road"}));
  EXPECT_EQ(Wrapped("", 8), Lines({""}));
  EXPECT_EQ(Wrapped("as it is", 0), Lines({"as it is"}));
}

TEST(WrappedTest, NoLineBeginsWithClosingPunctuation) {
  EXPECT_EQ(Wrapped("路面有坑。请修", 8), std::vector<std::string>({"路面有", "坑。请修"}));
}

TEST(WrappedTest, CutsAWordThatIsLongerThanALine) {
  EXPECT_EQ(Wrapped("a u-cunjian.staff-1 b", 8), std::vector<std::string>({"a", "u-cunjia", "n.staff-", "1 b"}));
}

TEST(WrappedTest, LosesNothing) {
  const std::string text =
      "镇村建办 asks to return it: 宅基地审批的主体业务在国土所，村建办只负责规划许可一个环节（见附件）";
  for (size_t width = 1; width < 60; ++width) {
    std::string together;
    for (const std::string& line : Wrapped(text, width)) {
      EXPECT_LE(DisplayWidth(line), std::max<size_t>(width, 2)) << line;
      together += line;
    }
    EXPECT_EQ(absl::StrReplaceAll(together, {{" ", ""}}), absl::StrReplaceAll(text, {{" ", ""}})) << width;
  }
}

TEST(TableTest, AlignsChineseWithAscii) {
  Table table({{"单位", Table::Align::kLeft}, {"n", Table::Align::kRight}, {"name", Table::Align::kLeft}});
  table.Add({"u-road", "7", "交通所"});
  table.Add({"水利所", "12", "b"});
  EXPECT_EQ(table.Render(0),
            "单位     n  name\n"
            "──────  ──  ──────\n"
            "u-road   7  交通所\n"
            "水利所  12  b\n");
}

TEST(TableTest, WrapsOnlyWhatMayWrap) {
  Table table({{"id"}, {"title", Table::Align::kLeft, true}});
  table.Add({"p-001", "关于硬化双龙桥村公路的建议"});
  table.Add({"p-002", "b"});
  EXPECT_EQ(table.Render(21),
            "id     title\n"
            "─────  ──────────────\n"
            "p-001  关于硬化双龙桥\n"
            "       村公路的建议\n"
            "p-002  b\n");
  EXPECT_EQ(table.Render(3),
            "id     title\n"
            "─────  ────────\n"
            "p-001  关于硬化\n"
            "       双龙桥村\n"
            "       公路的建\n"
            "       议\n"
            "p-002  b\n");
}

TEST(TableTest, LeavesOutAnOptionalColumnThatSaysNothing) {
  Table table({{"id"}, {"round", Table::Align::kRight, false, true}, {"x", Table::Align::kLeft, false, true}});
  table.Add({"p-001", "", "1"});
  EXPECT_EQ(table.Render(0),
            "id     x\n"
            "─────  ─\n"
            "p-001  1\n");
}

TEST(TableTest, KeepsACellOnItsLine) {
  Table table({{"note"}, {"end"}});
  table.Add({"a\nb\x1b[31m", "c"});
  EXPECT_EQ(table.Render(0),
            "note      end\n"
            "────────  ───\n"
            "a b [31m  c\n");
}

}  // namespace
}  // namespace huiyin
