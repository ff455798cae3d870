#include "tools/cli/report_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/data_table.h"
#include "tools/cli/report_document.h"
#include "tools/cli/report_workbook.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

WholeReport Overdue() {
  WholeReport report;
  report.header.set_report("overdue");
  report.header.set_version(1);
  report.header.mutable_moment()->mutable_known_at()->set_seconds(1'577'836'800);
  report.header.add_figures("overdue");
  report.header.add_figures("reply_rate");
  report.header.add_figures("handling_days");
  WholeReport::Ledger& ledger = report.ledgers.emplace_back();
  v1::LedgerProvenance& provenance = *ledger.section.mutable_provenance();
  provenance.set_ledger_id("town-a");
  provenance.set_name("石门镇, \"<b>\"");
  provenance.set_tree_size(18);
  provenance.set_root_hash("\x01\xAB");
  provenance.mutable_at()->set_seconds(1'577'836'800);
  provenance.set_local_date("2020-01-01");
  v1::FigureTable& table = ledger.tables.emplace_back();
  table.set_dimension(v1::FigureTable::MAIN_UNIT);
  v1::FigureRow& row = *table.add_rows();
  row.set_value("u-1");
  row.set_label("=Unit");
  row.mutable_figures()->set_overdue(1);
  row.mutable_figures()->mutable_reply_rate()->set_numerator(43);
  row.mutable_figures()->mutable_reply_rate()->set_denominator(57);
  ledger.lists.push_back(NewDataTable(TermOf("overdue", {"Overdue", "逾期未答复"}),
                                      {{"proposal", {"proposal", "建议"}, v1::DataColumn::TEXT},
                                       {"title", {"title", "标题"}, v1::DataColumn::TEXT},
                                       {"due_on", {"due", "办理期限"}, v1::DataColumn::DATE},
                                       {"due_mark", {"due mark", "期限标记"}, v1::DataColumn::TERM},
                                       {"days_overdue", {"days overdue", "逾期天数"}, v1::DataColumn::INTEGER},
                                       {"share", {"share", "占比"}, v1::DataColumn::RATIO},
                                       {"main_units", {"main units", "主办单位"}, v1::DataColumn::TERMS}}));
  v1::Ratio share;
  share.set_denominator(3);
  v1::Terms units;
  *units.add_terms() = NamedTerm("u-1", "Roads");
  *units.add_terms() = NamedTerm("u-2", "Water");
  RowWriter writer(*ledger.lists[0].add_rows());
  writer.Text("p-1").Text("<img src=x>").Day(true, 18260).Term(TermOf("PROVISIONAL", {"provisional", "暂定"}));
  writer.Integer(2).Ratio(share).Terms(units);
  report.end.set_ledgers(1);
  report.end.set_digest("\xFF");
  return report;
}

TEST(ReportCsv, HasAsManyFieldsInEachLine) {
  EXPECT_EQ(ReportCsv(Overdue()),
            "ledger_id,ledger_name,table,row,label,overdue,reply_rate,reply_rate_of,handling_days,"
            "handling_days_median,handling_days_p90,proposal,title,due_on,due_mark,due_mark_name,days_overdue,share,"
            "share_of,main_units,main_units_name\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",main_unit,u-1,=Unit,1,43,57,0,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",overdue,p-1,,,,,,,,p-1,<img src=x>,2019-12-30,PROVISIONAL,暂定,2,0,3,"
            "u-1 u-2,Roads、Water\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,tree_size,18,,,,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,root_hash,01ab,,,,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,at,2020-01-01T00:00:00Z,,,,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,local_date,2020-01-01,,,,,,,,,,,,,,,,\r\n"
            ",,total,1,,0,0,0,0,,,,,,,,,,,,\r\n"
            ",,provenance,report,overdue,,,,,,,,,,,,,,,,\r\n"
            ",,provenance,version,1,,,,,,,,,,,,,,,,\r\n"
            ",,provenance,known_at,2020-01-01T00:00:00Z,,,,,,,,,,,,,,,,\r\n"
            ",,provenance,digest,ff,,,,,,,,,,,,,,,,\r\n");
}

TEST(ReportJson, SaysFiguresAndProvenance) {
  const nlohmann::ordered_json json = ReportJson(Overdue());
  EXPECT_EQ(json.at("moment").dump(), R"({"known_at":"2020-01-01T00:00:00Z"})");
  const auto& ledger = json.at("ledgers").at(0);
  EXPECT_EQ(ledger.at("root_hash"), "01ab");
  EXPECT_EQ(ledger.at("tables").at("main_unit").at("u-1").dump(),
            R"({"label":"=Unit","figures":{"overdue":1,"reply_rate":[43,57],)"
            R"("handling_days":{"n":0,"median":null,"p90":null}}})");
  EXPECT_EQ(ledger.at("lists").at("overdue").at(0).dump(),
            R"({"proposal":"p-1","title":"<img src=x>","due_on":"2019-12-30",)"
            R"("due_mark":{"id":"PROVISIONAL","name":"provisional","name_zh":"暂定"},"days_overdue":2,"share":[0,3],)"
            R"("main_units":[{"id":"u-1","name":"Roads","name_zh":"Roads"},)"
            R"({"id":"u-2","name":"Water","name_zh":"Water"}]})");
}

TEST(ReportDocument, IsBilingualAndEscapedOnPaper) {
  const std::string html = HtmlOf(ReportDocument(Overdue(), Speech::kBoth));
  EXPECT_THAT(html, HasSubstr("<h1>逾期未答复 Overdue proposals</h1>"));
  EXPECT_THAT(html, HasSubstr("<th class=\"number\">答复率 replied</th>"));
  EXPECT_THAT(html, HasSubstr("43/57  75.4%"));
  EXPECT_THAT(html, HasSubstr("&lt;img src=x&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("18 条记录 records, 树根 root 01ab"));
  EXPECT_THAT(html, HasSubstr("<td>Roads、Water</td>"));
}

// Numbers, dates and shares are what they are; a rate over nothing is no number.
TEST(ReportSheets, HaveTypedCells) {
  WholeReport report = Overdue();
  RowWriter empty(*report.ledgers[0].lists[0].add_rows());
  empty.Text("p-2").Text("").Day(false, 0).Term(std::nullopt).Integer(std::nullopt).Ratio(v1::Ratio()).Terms({});
  const std::vector<Sheet> sheets = SheetsOf(report, Speech::kChinese);
  ASSERT_THAT(sheets, SizeIs(3));
  EXPECT_EQ(sheets[0].name, "主办单位");
  EXPECT_EQ(sheets[1].name, "逾期未答复");
  EXPECT_THAT(sheets[1].headings, ElementsAre("建议", "标题", "办理期限", "期限标记", "逾期天数", "占比: 分子",
                                              "占比: 分母", "占比", "主办单位"));
  ASSERT_THAT(sheets[1].rows, SizeIs(2));
  const std::vector<SheetCell>& row = sheets[1].rows[0];
  EXPECT_EQ(std::get<std::string>(row[0]), "p-1");
  EXPECT_EQ(std::get<absl::CivilDay>(row[2]), absl::CivilDay(2019, 12, 30));
  EXPECT_EQ(std::get<std::string>(row[3]), "暂定");
  EXPECT_EQ(std::get<int64_t>(row[4]), 2);
  EXPECT_EQ(std::get<int64_t>(row[6]), 3);
  EXPECT_EQ(std::get<Percentage>(row[7]).value, 0.0);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(sheets[1].rows[1][2]));
  EXPECT_EQ(std::get<std::string>(sheets[1].rows[1][7]), "–");
  EXPECT_EQ(sheets[2].name, "出处");
}

TEST(ReportSheets, OfSeveralLedgersShareOneSheetATable) {
  WholeReport report = Overdue();
  report.ledgers.push_back(report.ledgers[0]);
  report.ledgers[1].section.mutable_provenance()->set_ledger_id("town-b");
  report.end.set_ledgers(2);
  const std::vector<Sheet> sheets = SheetsOf(report, Speech::kEnglish);
  ASSERT_THAT(sheets, SizeIs(4));
  EXPECT_EQ(sheets[1].headings[0], "ledger");
  ASSERT_THAT(sheets[1].rows, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(sheets[1].rows[1][0]), "town-b");
  EXPECT_EQ(sheets[2].name, "All ledgers together");
}

}  // namespace
}  // namespace huiyin
