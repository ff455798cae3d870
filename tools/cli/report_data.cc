#include "tools/cli/report_data.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/report_text.h"
#include "tools/cli/document.h"
#include "tools/cli/report_prose.h"
#include "tools/cli/report_tables.h"
#include "tools/cli/statistics_json.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

std::string NameOf(v1::FigureTable::Dimension dimension) {
  return absl::AsciiStrToLower(v1::FigureTable::Dimension_Name(dimension));
}

// Of a row, in the layout of `huiyin stats --json`, only what the report shows.
Json FiguresJson(const v1::ReportHeader& header, const v1::Figures& figures) {
  v1::LedgerStatistics statistics;
  v1::FigureTable& table = *statistics.add_tables();
  table.set_dimension(v1::FigureTable::LEDGER);
  *table.add_rows()->mutable_figures() = figures;
  const Json all = StatisticsJson(statistics, {}).at("figures").at("ledger");
  Json shown = Json::object();
  for (const std::string& name : header.figures()) {
    if (all.contains(name)) shown[name] = all.at(name);
  }
  return shown;
}

Json TermJson(const v1::Term& term) {
  return Json{{"id", term.id()}, {"name", term.name()}, {"name_zh", term.name_zh()}};
}

Json CellJson(const v1::DataCell& cell) {
  switch (cell.value_case()) {
    case v1::DataCell::kText:
      return cell.text();
    case v1::DataCell::kInteger:
      return cell.integer();
    case v1::DataCell::kDate:
      return cell.date();
    case v1::DataCell::kRatio:
      return Json::array({cell.ratio().numerator(), cell.ratio().denominator()});
    case v1::DataCell::kTerm:
      return TermJson(cell.term());
    case v1::DataCell::kTerms: {
      Json terms = Json::array();
      for (const v1::Term& term : cell.terms().terms()) terms.push_back(TermJson(term));
      return terms;
    }
    case v1::DataCell::VALUE_NOT_SET:
      break;
  }
  return nullptr;
}

Json ListJson(const v1::DataTable& list) {
  Json rows = Json::array();
  for (const v1::DataRow& row : list.rows()) {
    Json& json = rows.emplace_back(Json::object());
    for (int i = 0; i < list.columns_size(); ++i) json[list.columns(i).name().id()] = CellJson(row.cells(i));
  }
  return rows;
}

Json NumberJson(const CitedNumber& number, const WholeReport::Ledger& ledger, const v1::ReportMoment& moment) {
  Json json{{"mark", number.mark}, {"said", number.said}, {"opened_by", HowToOpen(number, ledger, moment)}};
  if (number.citation.has_rows()) {
    const v1::CitedRows& rows = number.citation.rows();
    json.update(
        {{"list", rows.list_id()}, {"column", rows.column_id()}, {"cell", rows.cell_id()}, {"rows", rows.rows()}});
    return json;
  }
  const v1::CitedFigure& figure = number.citation.figure();
  json.update({{"figure", figure.figure()},
               {"dimension", NameOf(figure.dimension())},
               {"value", figure.value()},
               {"part", absl::AsciiStrToLower(v1::CitedFigure::Part_Name(figure.part()))},
               {"ledger_id", ledger.section.provenance().ledger_id()},
               {"moment", MomentJson(moment)}});
  const v1::FigureValue& holds = figure.holds();
  json["holds"] =
      holds.has_denominator() ? Json::array({holds.numerator(), holds.denominator()}) : Json(holds.numerator());
  return json;
}

Json ParagraphsJson(const WholeReport::Ledger& ledger, const v1::ReportMoment& moment) {
  const std::vector<CitedNumber> numbers = CitedNumbers(ledger);
  Json json = Json::array();
  size_t next = 0;
  for (const v1::Paragraph& paragraph : ledger.paragraphs) {
    Json cited = Json::array();
    for (int i = 0; i < paragraph.citations_size(); ++i) cited.push_back(NumberJson(numbers[next++], ledger, moment));
    json.push_back({{"heading", TermJson(paragraph.heading())},
                    {"text", PlainText(paragraph.english())},
                    {"text_zh", PlainText(paragraph.chinese())},
                    {"numbers", std::move(cited)}});
  }
  return json;
}

Json LedgerJson(const v1::ReportHeader& header, const WholeReport::Ledger& ledger) {
  Json json = ProvenanceJson(ledger.section.provenance());
  json["proposals"] = ledger.section.proposals();
  if (!ledger.section.session_id().empty()) json["session_id"] = ledger.section.session_id();
  for (const v1::StatusCount& count : ledger.section.status()) json["status"][count.status()] = count.count();
  json["tables"] = Json::object();
  for (const v1::FigureTable& table : ledger.tables) {
    Json& rows = json["tables"][NameOf(table.dimension())] = Json::object();
    for (const v1::FigureRow& row : table.rows()) {
      rows[row.value()] = Json{{"label", row.label()}, {"figures", FiguresJson(header, row.figures())}};
    }
  }
  if (!ledger.paragraphs.empty()) json["paragraphs"] = ParagraphsJson(ledger, header.moment());
  for (const v1::DataTable& list : ledger.lists) json["lists"][list.name().id()] = ListJson(list);
  return json;
}

// The columns and fields of the CSV.
class Csv {
 public:
  explicit Csv(const WholeReport& report) : header_(report.header) {
    for (const WholeReport::Ledger& ledger : report.ledgers) {
      for (const v1::DataTable& list : ledger.lists) AddColumns(list);
    }
  }

  std::string Heading() const {
    std::vector<std::string> names = {"ledger_id", "ledger_name", "table", "row", "label"};
    for (const std::string& figure : header_.figures()) {
      names.push_back(figure);
      if (IsRate(figure)) names.push_back(figure + "_of");
      if (figure == "handling_days") names.insert(names.end(), {"handling_days_median", "handling_days_p90"});
    }
    for (const v1::DataColumn& column : columns_) {
      names.push_back(column.name().id());
      if (column.type() == v1::DataColumn::RATIO) names.push_back(column.name().id() + "_of");
      if (IsOfTerms(column.type())) names.push_back(column.name().id() + "_name");
    }
    return CsvLine(names);
  }

  struct Row {
    const v1::LedgerProvenance& ledger;
    std::string table;
    std::string row;
    std::string label;
  };
  // Without figures where they are nullptr.
  std::string Line(const Row& row, const v1::Figures* figures = nullptr) const {
    std::vector<std::string> fields = Beginning(row, figures);
    fields.resize(fields.size() + fields_of_lists_);
    return CsvLine(fields);
  }
  // Of a list's row, which fits `list`.
  std::string Line(const v1::LedgerProvenance& ledger, const v1::DataTable& list, const v1::DataRow& row) const {
    std::vector<std::string> fields = Beginning({ledger, list.name().id(), CellFields(row.cells(0))[0], ""}, nullptr);
    for (const v1::DataColumn& column : columns_) {
      const auto place = std::find_if(list.columns().begin(), list.columns().end(),
                                      [&](const v1::DataColumn& own) { return own.name().id() == column.name().id(); });
      const bool is_there = place != list.columns().end();
      const auto cell = static_cast<int>(place - list.columns().begin());
      std::array<std::string, 2> values = is_there ? CellFields(row.cells(cell)) : std::array<std::string, 2>();
      fields.push_back(std::move(values[0]));
      if (HasTwoFields(column.type())) fields.push_back(std::move(values[1]));
    }
    return CsvLine(fields);
  }

 private:
  static bool IsOfTerms(v1::DataColumn::Type type) {
    return type == v1::DataColumn::TERM || type == v1::DataColumn::TERMS;
  }
  static bool HasTwoFields(v1::DataColumn::Type type) { return IsOfTerms(type) || type == v1::DataColumn::RATIO; }

  // Lists share the columns of one name.
  void AddColumns(const v1::DataTable& list) {
    for (const v1::DataColumn& column : list.columns()) {
      if (!known_columns_.insert(column.name().id()).second) continue;
      columns_.push_back(column);
      fields_of_lists_ += HasTwoFields(column.type()) ? 2 : 1;
    }
  }

  std::vector<std::string> Beginning(const Row& row, const v1::Figures* figures) const {
    std::vector<std::string> fields = {row.ledger.ledger_id(), row.ledger.name(), row.table, row.row, row.label};
    for (const std::string& figure : header_.figures()) AddFigure(figures, figure, fields);
    return fields;
  }

  // The second is empty where its column has only one.
  static std::array<std::string, 2> CellFields(const v1::DataCell& cell) {
    if (cell.has_ratio()) return {absl::StrCat(cell.ratio().numerator()), absl::StrCat(cell.ratio().denominator())};
    if (cell.has_term()) return {cell.term().id(), cell.term().name_zh()};
    if (!cell.has_terms()) return {CellText(cell, Speech::kChinese), ""};
    const auto id = [](std::string* out, const v1::Term& term) { *out += term.id(); };
    return {absl::StrJoin(cell.terms().terms(), " ", id), CellText(cell, Speech::kChinese)};
  }

  static bool IsRate(const std::string& figure) {
    const auto* const field = v1::Figures::descriptor()->FindFieldByName(figure);
    return field != nullptr && field->message_type() == v1::Ratio::descriptor();
  }

  static void AddFigure(const v1::Figures* figures, const std::string& name, std::vector<std::string>& fields) {
    const size_t columns = name == "handling_days" ? 3 : IsRate(name) ? 2 : 1;
    const auto* const field = v1::Figures::descriptor()->FindFieldByName(name);
    if (figures == nullptr || field == nullptr) return fields.resize(fields.size() + columns);
    const auto* const reflection = figures->GetReflection();
    if (columns == 3) {
      const v1::HandlingDays& days = figures->handling_days();
      fields.push_back(absl::StrCat(days.n()));
      fields.push_back(days.has_median() ? absl::StrCat(days.median()) : "");
      fields.push_back(days.has_p90() ? absl::StrCat(days.p90()) : "");
    } else if (columns == 2) {
      const auto& ratio = static_cast<const v1::Ratio&>(reflection->GetMessage(*figures, field));
      fields.push_back(absl::StrCat(ratio.numerator()));
      fields.push_back(absl::StrCat(ratio.denominator()));
    } else {
      fields.push_back(absl::StrCat(reflection->GetUInt64(*figures, field)));
    }
  }

  const v1::ReportHeader& header_;
  std::vector<v1::DataColumn> columns_;
  std::set<std::string> known_columns_;
  size_t fields_of_lists_ = 0;
};

std::string LedgerCsv(const Csv& csv, const WholeReport::Ledger& ledger) {
  const v1::LedgerProvenance& from = ledger.section.provenance();
  std::string text;
  for (const v1::FigureTable& table : ledger.tables) {
    for (const v1::FigureRow& row : table.rows()) {
      text += csv.Line({from, NameOf(table.dimension()), row.value(), row.label()}, &row.figures());
    }
  }
  for (const v1::StatusCount& count : ledger.section.status()) {
    text += csv.Line({from, "status", count.status(), absl::StrCat(count.count())});
  }
  for (size_t i = 0; i < ledger.paragraphs.size(); ++i) {
    const v1::Paragraph& paragraph = ledger.paragraphs[i];
    text += csv.Line({from, "text", absl::StrCat(i + 1), PlainText(paragraph.english())});
    text += csv.Line({from, "text_zh", absl::StrCat(i + 1), PlainText(paragraph.chinese())});
  }
  for (const v1::DataTable& list : ledger.lists) {
    for (const v1::DataRow& row : list.rows()) text += csv.Line(from, list, row);
  }
  text += csv.Line({from, "provenance", "tree_size", absl::StrCat(from.tree_size())});
  text += csv.Line({from, "provenance", "root_hash", absl::BytesToHexString(from.root_hash())});
  text += csv.Line({from, "provenance", "at", UtcText(from.at())});
  return text + csv.Line({from, "provenance", "local_date", from.local_date()});
}

}  // namespace

Json ProvenanceJson(const v1::LedgerProvenance& ledger) {
  return Json{{"ledger_id", ledger.ledger_id()}, {"name", ledger.name()},
              {"tree_size", ledger.tree_size()}, {"root_hash", absl::BytesToHexString(ledger.root_hash())},
              {"at", UtcText(ledger.at())},      {"local_date", ledger.local_date()}};
}

Json MomentJson(const v1::ReportMoment& moment) {
  Json json = Json::object();
  if (moment.has_known_at()) json["known_at"] = UtcText(moment.known_at());
  if (moment.has_as_of()) json["as_of"] = UtcText(moment.as_of());
  if (moment.has_seq()) json["seq"] = moment.seq();
  return json;
}

Json ReportJson(const WholeReport& report) {
  Json json{{"report", report.header.report()},
            {"version", report.header.version()},
            {"moment", MomentJson(report.header.moment())},
            {"figures", Json::array()},
            {"ledgers", Json::array()}};
  for (const std::string& figure : report.header.figures()) json["figures"].push_back(figure);
  if (report.header.has_within_days()) json["within_days"] = report.header.within_days();
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    json["ledgers"].push_back(LedgerJson(report.header, ledger));
  }
  json["total"] = Json{{"ledgers", report.end.ledgers()},
                       {"proposals", report.end.proposals()},
                       {"figures", FiguresJson(report.header, report.end.total())}};
  json["digest"] = absl::BytesToHexString(report.end.digest());
  return json;
}

std::string ReportCsv(const WholeReport& report) {
  const Csv csv(report);
  const v1::LedgerProvenance all;
  std::string text = csv.Heading();
  for (const WholeReport::Ledger& ledger : report.ledgers) text += LedgerCsv(csv, ledger);
  text += csv.Line({all, "total", absl::StrCat(report.end.ledgers()), ""}, &report.end.total());
  text += csv.Line({all, "provenance", "report", report.header.report()});
  text += csv.Line({all, "provenance", "version", absl::StrCat(report.header.version())});
  const Json moment = MomentJson(report.header.moment());
  for (const auto& [name, value] : moment.items()) {
    text += csv.Line({all, "provenance", name, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  return text + csv.Line({all, "provenance", "digest", absl::BytesToHexString(report.end.digest())});
}

}  // namespace huiyin
