#include "tools/cli/report_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tools/cli/report_document.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  v1::DueProposal& due = ledger.overdue.emplace_back();
  due.set_proposal_id("p-1");
  due.set_number(7);
  due.set_round(1);
  due.set_due_on("2019-12-30");
  due.set_days_overdue(2);
  due.set_title("<img src=x>");
  due.add_main_unit_ids("u-1");
  due.add_main_unit_names("Unit");
  report.end.set_ledgers(1);
  report.end.set_digest("\xFF");
  return report;
}

TEST(ReportCsv, HasAsManyFieldsInEachLine) {
  EXPECT_EQ(ReportCsv(Overdue()),
            "ledger_id,ledger_name,table,row,label,overdue,reply_rate,reply_rate_of,handling_days,"
            "handling_days_median,handling_days_p90,number,round,due_on,due_provisional,days_overdue,main_unit_ids,"
            "main_unit_names\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",main_unit,u-1,=Unit,1,43,57,0,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",overdue,p-1,<img src=x>,,,,,,,7,1,2019-12-30,0,2,u-1,Unit\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,tree_size,18,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,root_hash,01ab,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,at,2020-01-01T00:00:00Z,,,,,,,,,,,,,\r\n"
            "town-a,\"石门镇, \"\"<b>\"\"\",provenance,local_date,2020-01-01,,,,,,,,,,,,,\r\n"
            ",,total,1,,0,0,0,0,,,,,,,,,\r\n"
            ",,provenance,report,overdue,,,,,,,,,,,,,\r\n"
            ",,provenance,version,1,,,,,,,,,,,,,\r\n"
            ",,provenance,known_at,2020-01-01T00:00:00Z,,,,,,,,,,,,,\r\n"
            ",,provenance,digest,ff,,,,,,,,,,,,,\r\n");
}

TEST(ReportJson, SaysFiguresAndProvenance) {
  const nlohmann::ordered_json json = ReportJson(Overdue());
  EXPECT_EQ(json.at("moment").dump(), R"({"known_at":"2020-01-01T00:00:00Z"})");
  const auto& ledger = json.at("ledgers").at(0);
  EXPECT_EQ(ledger.at("root_hash"), "01ab");
  EXPECT_EQ(ledger.at("tables").at("main_unit").at("u-1").dump(),
            R"({"label":"=Unit","figures":{"overdue":1,"reply_rate":[43,57],)"
            R"("handling_days":{"n":0,"median":null,"p90":null}}})");
  EXPECT_EQ(ledger.at("overdue").at(0).at("days_overdue"), 2);
}

TEST(ReportDocument, IsBilingualAndEscapedOnPaper) {
  const std::string html = HtmlOf(ReportDocument(Overdue(), Speech::kBoth));
  EXPECT_THAT(html, HasSubstr("<h1>逾期未答复 Overdue proposals</h1>"));
  EXPECT_THAT(html, HasSubstr("<th class=\"number\">答复率 replied</th>"));
  EXPECT_THAT(html, HasSubstr("43/57  75.4%"));
  EXPECT_THAT(html, HasSubstr("&lt;img src=x&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("18 条记录 records, 树根 root 01ab"));
}

}  // namespace
}  // namespace huiyin
