#include "tools/cli/table.h"

#include <gtest/gtest.h>

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

TEST(CutToWidthTest, CutsBetweenCharacters) {
  EXPECT_EQ(CutToWidth("关于硬化公路", 12), "关于硬化公路");
  EXPECT_EQ(CutToWidth("关于硬化公路", 11), "关于硬化公…");
  EXPECT_EQ(CutToWidth("关于硬化公路", 10), "关于硬化…");
  EXPECT_EQ(CutToWidth("abc", 1), "…");
  EXPECT_EQ(CutToWidth("abc", 0), "");
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

TEST(TableTest, CutsOnlyWhatMayBeCut) {
  Table table({{"id"}, {"title", Table::Align::kLeft, true}});
  table.Add({"p-001", "关于硬化双龙桥村公路的建议"});
  EXPECT_EQ(table.Render(20),
            "id     title\n"
            "─────  ─────────────\n"
            "p-001  关于硬化双龙…\n");
  EXPECT_EQ(table.Render(3),
            "id     title\n"
            "─────  ────────\n"
            "p-001  关于硬…\n");
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
