#include "tools/cli/report_tables.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/data_table.h"
#include "tools/cli/figure_words.h"
#include "tools/cli/statistics_text.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

// The field of Figures, as one cell or, of the handling days, as three: how many, median, 90th percentile.
enum class Shape { kUnknown, kRate, kCount, kDays };

Shape ShapeOf(const std::string& figure) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(figure);
  if (field == nullptr) return Shape::kUnknown;
  if (field->message_type() == nullptr) return Shape::kCount;
  return field->message_type() == v1::HandlingDays::descriptor() ? Shape::kDays : Shape::kRate;
}

v1::Ratio RateOf(const v1::Figures& figures, const std::string& figure) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(figure);
  return static_cast<const v1::Ratio&>(figures.GetReflection()->GetMessage(figures, field));
}

int64_t CountOf(const v1::Figures& figures, const std::string& figure) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(figure);
  return static_cast<int64_t>(figures.GetReflection()->GetUInt64(figures, field));
}

const Words kDaysWords[] = {{"handling days: proposals", "办理天数：件数"},
                            {"handling days: median", "办理天数：中位"},
                            {"handling days: 90th percentile", "办理天数：九成位"}};
const char* const kDaysIds[] = {"handling_days", "handling_days_median", "handling_days_p90"};

void AddColumn(const v1::Term& name, Column::Type type, v1::DataTable& table) {
  v1::DataColumn& column = *table.add_columns();
  *column.mutable_name() = name;
  column.set_type(type);
}

// One column of each figure.
void AddFigureColumns(const v1::ReportHeader& header, v1::DataTable& table) {
  for (const std::string& figure : header.figures()) {
    const Shape shape = ShapeOf(figure);
    if (shape == Shape::kRate) AddColumn(TermOf(figure, FigureWords(figure)), Column::RATIO, table);
    if (shape == Shape::kCount) AddColumn(TermOf(figure, FigureWords(figure)), Column::INTEGER, table);
    if (shape != Shape::kDays) continue;
    for (int i = 0; i < 3; ++i) AddColumn(TermOf(kDaysIds[i], kDaysWords[i]), Column::INTEGER, table);
  }
}

void WriteFigures(const v1::ReportHeader& header, const v1::Figures& figures, RowWriter& row) {
  for (const std::string& figure : header.figures()) {
    const Shape shape = ShapeOf(figure);
    if (shape == Shape::kRate) row.Ratio(RateOf(figures, figure));
    if (shape == Shape::kCount) row.Integer(CountOf(figures, figure));
    if (shape != Shape::kDays) continue;
    const v1::HandlingDays& days = figures.handling_days();
    row.Integer(static_cast<int64_t>(days.n())).Integer(days.has_median(), days.median());
    row.Integer(days.has_p90(), days.p90());
  }
}

// One row of each figure: there are many, and only one ledger.
v1::DataTable FiguresTable(const v1::Term& name, const v1::ReportHeader& header, const v1::Figures& figures) {
  v1::DataTable table = NewDataTable(name, {{"figure", {"figure", "指标"}, Column::TERM},
                                            {"rate", {"rate", "比率"}, Column::RATIO},
                                            {"number", {"number", "数值"}, Column::INTEGER}});
  const auto add_rate = [&table](const v1::Term& figure, const v1::Ratio& rate) {
    RowWriter(*table.add_rows()).Term(figure).Ratio(rate).Integer(std::nullopt);
  };
  const auto add_number = [&table](const v1::Term& figure, bool is_known, int64_t number) {
    RowWriter(*table.add_rows()).Term(figure).Text("").Integer(is_known, number);
  };
  for (const std::string& figure : header.figures()) {
    const Shape shape = ShapeOf(figure);
    if (shape == Shape::kRate) add_rate(TermOf(figure, FigureWords(figure)), RateOf(figures, figure));
    if (shape == Shape::kCount) add_number(TermOf(figure, FigureWords(figure)), true, CountOf(figures, figure));
    if (shape != Shape::kDays) continue;
    const v1::HandlingDays& days = figures.handling_days();
    add_number(TermOf(kDaysIds[0], kDaysWords[0]), true, static_cast<int64_t>(days.n()));
    add_number(TermOf(kDaysIds[1], kDaysWords[1]), days.has_median(), days.median());
    add_number(TermOf(kDaysIds[2], kDaysWords[2]), days.has_p90(), days.p90());
  }
  return table;
}

v1::DataTable RowsTable(const v1::ReportHeader& header, const v1::FigureTable& figures) {
  const std::string id = absl::AsciiStrToLower(v1::FigureTable::Dimension_Name(figures.dimension()));
  const v1::Term name = TermOf(id, DimensionWords(figures.dimension()));
  v1::DataTable table;
  *table.mutable_name() = name;
  AddColumn(name, Column::TERM, table);
  AddColumn(TermOf("label", {"name", "名称"}), Column::TEXT, table);
  AddFigureColumns(header, table);
  for (const v1::FigureRow& figure_row : figures.rows()) {
    RowWriter row(*table.add_rows());
    row.Term(TermOf(figure_row.value(), ValueWords(figures.dimension(), figure_row.value()))).Text(figure_row.label());
    WriteFigures(header, figure_row.figures(), row);
  }
  return table;
}

v1::DataTable StatusTable(const v1::ReportSection& section) {
  v1::DataTable table = NewDataTable(
      TermOf("status", {"How many in each status", "各状态件数"}),
      {{"status", {"status", "状态"}, Column::TERM}, {"proposals", {"proposals", "件数"}, Column::INTEGER}});
  for (const v1::StatusCount& count : section.status()) {
    v1::Proposal::Status status = v1::Proposal::STATUS_UNSPECIFIED;
    v1::Proposal::Status_Parse(count.status(), &status);
    RowWriter(*table.add_rows())
        .Term(TermOf(count.status(), WordsOf(status)))
        .Integer(static_cast<int64_t>(count.count()));
  }
  RowWriter(*table.add_rows()).Term(TermOf("ALL", {"all", "合计"})).Integer(static_cast<int64_t>(section.proposals()));
  return table;
}

}  // namespace

std::vector<v1::DataTable> TablesOf(const v1::ReportHeader& header, const WholeReport::Ledger& ledger) {
  std::vector<v1::DataTable> tables;
  for (const v1::FigureTable& table : ledger.tables) {
    if (table.dimension() != v1::FigureTable::LEDGER) {
      tables.push_back(RowsTable(header, table));
    } else if (!table.rows().empty() && !header.figures().empty()) {
      tables.push_back(FiguresTable(TermOf("figures", {"Figures", "指标"}), header, table.rows(0).figures()));
    }
  }
  if (!ledger.section.status().empty()) tables.push_back(StatusTable(ledger.section));
  tables.insert(tables.end(), ledger.lists.begin(), ledger.lists.end());
  return tables;
}

v1::DataTable TotalTable(const WholeReport& report) {
  return FiguresTable(TermOf("total", {"All ledgers together", "全部登记册合计"}), report.header, report.end.total());
}

std::string TermText(const v1::Term& term, Speech speech) { return Say(speech, {term.name(), term.name_zh()}); }

std::string CellText(const v1::DataCell& cell, Speech speech) {
  switch (cell.value_case()) {
    case v1::DataCell::kText:
      return cell.text();
    case v1::DataCell::kInteger:
      return absl::StrCat(cell.integer());
    case v1::DataCell::kDate:
      return cell.date();
    case v1::DataCell::kRatio:
      return RatioText(cell.ratio());
    case v1::DataCell::kTerm:
      return TermText(cell.term(), speech);
    case v1::DataCell::kTerms:
      return absl::StrJoin(cell.terms().terms(), speech == Speech::kEnglish ? ", " : "、",
                           [speech](std::string* out, const v1::Term& term) { *out += TermText(term, speech); });
    case v1::DataCell::VALUE_NOT_SET:
      break;
  }
  return "";
}

bool IsNumber(v1::DataColumn::Type type) { return type == Column::INTEGER || type == Column::RATIO; }

}  // namespace huiyin
