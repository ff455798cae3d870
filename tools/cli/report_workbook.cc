#include "tools/cli/report_workbook.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "projections/days.h"
#include "services/report_text.h"
#include "tools/cli/report_document.h"
#include "tools/cli/report_prose.h"
#include "tools/cli/report_tables.h"

namespace huiyin {
namespace {

// One table of all ledgers.
class TableSheet {
 public:
  TableSheet(const v1::DataTable& table, bool names_ledgers, Speech speech)
      : speech_(speech), names_ledgers_(names_ledgers) {
    sheet_.name = speech == Speech::kEnglish ? table.name().name() : table.name().name_zh();
    if (names_ledgers) {
      sheet_.headings = {Say(speech, {"ledger", "登记册"}), Say(speech, {"name of the ledger", "登记册名称"})};
    }
    for (const v1::DataColumn& column : table.columns()) AddHeadings(column);
  }

  void Add(const v1::LedgerProvenance& ledger, const v1::DataTable& table) {
    for (const v1::DataRow& row : table.rows()) {
      std::vector<SheetCell>& cells = sheet_.rows.emplace_back();
      if (names_ledgers_) cells = {ledger.ledger_id(), ledger.name()};
      for (int i = 0; i < row.cells_size(); ++i) AddCells(table.columns(i).type(), row.cells(i), cells);
      // Another ledger's columns are the same, unless the server is another than ours.
      cells.resize(sheet_.headings.size());
    }
  }

  Sheet Finish() { return std::move(sheet_); }

 private:
  void AddHeadings(const v1::DataColumn& column) {
    const std::string name = TermText(column.name(), speech_);
    if (column.type() == v1::DataColumn::RATIO) {
      sheet_.headings.push_back(absl::StrCat(name, ": ", Say(speech_, {"counted", "分子"})));
      sheet_.headings.push_back(absl::StrCat(name, ": ", Say(speech_, {"of", "分母"})));
    }
    sheet_.headings.push_back(name);
  }

  void AddCells(v1::DataColumn::Type type, const v1::DataCell& cell, std::vector<SheetCell>& cells) const {
    if (type == v1::DataColumn::RATIO) return AddRatio(cell, cells);
    if (cell.has_integer()) {
      cells.emplace_back(cell.integer());
    } else if (const auto day = ParseDay(cell.date()); cell.has_date() && day) {
      cells.emplace_back(DayOf(*day));
    } else if (cell.value_case() == v1::DataCell::VALUE_NOT_SET) {
      cells.emplace_back();
    } else {
      cells.emplace_back(CellText(cell, speech_));
    }
  }

  static void AddRatio(const v1::DataCell& cell, std::vector<SheetCell>& cells) {
    if (!cell.has_ratio()) return cells.resize(cells.size() + 3);
    const v1::Ratio& ratio = cell.ratio();
    cells.emplace_back(static_cast<int64_t>(ratio.numerator()));
    cells.emplace_back(static_cast<int64_t>(ratio.denominator()));
    if (ratio.denominator() == 0) {
      cells.emplace_back(std::string("–"));
    } else {
      cells.emplace_back(Percentage{static_cast<double>(ratio.numerator()) / static_cast<double>(ratio.denominator())});
    }
  }

  const Speech speech_;
  const bool names_ledgers_;
  Sheet sheet_;
};

std::string HeadingText(const WholeReport::Ledger& ledger) {
  return absl::StrCat(ledger.section.provenance().name(), " (", ledger.section.provenance().ledger_id(), ")");
}

// The prose, and the numbers in it. Nothing when the report has none.
void AddProse(const WholeReport& report, Speech speech, std::vector<Sheet>& sheets) {
  Sheet prose{Say(speech, {"Report", "正文"}), {Say(speech, {"part", "部分"}), Say(speech, {"text", "正文"})}, {}};
  Sheet numbers{Say(speech, {"Numbers", "数据出处"}),
                {Say(speech, {"ledger", "登记册"}), Say(speech, {"mark", "序号"}), Say(speech, {"number", "数字"}),
                 Say(speech, {"what opens it", "如何打开"})},
                {}};
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    if (ledger.paragraphs.empty()) continue;
    prose.rows.push_back({HeadingText(ledger), std::monostate()});
    for (const v1::Paragraph& paragraph : ledger.paragraphs) {
      const std::string part = TermText(paragraph.heading(), speech);
      if (speech != Speech::kEnglish) prose.rows.push_back({part, PlainText(paragraph.chinese())});
      if (speech != Speech::kChinese) prose.rows.push_back({part, PlainText(paragraph.english())});
    }
    for (const CitedNumber& number : CitedNumbers(ledger)) {
      numbers.rows.push_back({ledger.section.provenance().ledger_id(), int64_t{number.mark}, number.said,
                              HowToOpen(number, ledger, report.header.moment())});
    }
  }
  if (prose.rows.empty()) return;
  sheets.push_back(std::move(prose));
  sheets.push_back(std::move(numbers));
}

void AddTables(const WholeReport& report, Speech speech, std::vector<Sheet>& sheets) {
  const bool names_ledgers = report.end.ledgers() != 1;
  std::vector<TableSheet> made;
  std::map<std::string, size_t> place_of;
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    for (const v1::DataTable& table : TablesOf(report.header, ledger)) {
      const auto [place, is_new] = place_of.emplace(table.name().id(), made.size());
      if (is_new) made.emplace_back(table, names_ledgers, speech);
      made[place->second].Add(ledger.section.provenance(), table);
    }
  }
  for (TableSheet& sheet : made) sheets.push_back(sheet.Finish());
  if (!names_ledgers) return;
  TableSheet total(TotalTable(report), false, speech);
  total.Add(v1::LedgerProvenance(), TotalTable(report));
  sheets.push_back(total.Finish());
}

Sheet ProvenanceSheet(const WholeReport& report, Speech speech) {
  Sheet sheet{Say(speech, {"Provenance", "出处"}), {Say(speech, {"what", "项目"}), Say(speech, {"is", "内容"})}, {}};
  sheet.rows.push_back({Say(speech, {"report", "报表"}), report.header.report()});
  sheet.rows.push_back({Say(speech, {"version", "版本"}), int64_t{report.header.version()}});
  sheet.rows.push_back({Say(speech, {"moment", "时点"}), MomentText(speech, report.header.moment())});
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    sheet.rows.push_back({HeadingText(ledger), ProvenanceText(speech, ledger.section.provenance())});
  }
  sheet.rows.push_back({Say(speech, {"digest, SHA-256", "摘要 SHA-256"}), absl::BytesToHexString(report.end.digest())});
  return sheet;
}

}  // namespace

std::vector<Sheet> SheetsOf(const WholeReport& report, Speech speech) {
  std::vector<Sheet> sheets;
  AddProse(report, speech, sheets);
  AddTables(report, speech, sheets);
  sheets.push_back(ProvenanceSheet(report, speech));
  return sheets;
}

}  // namespace huiyin
