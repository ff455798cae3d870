#include "tools/cli/report_data.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/report_definition.h"
#include "services/report_text.h"
#include "tools/cli/document.h"
#include "tools/cli/message_json.h"
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

Json LedgerJson(const v1::ReportHeader& header, const WholeReport::Ledger& ledger) {
  Json json = ProvenanceJson(ledger.section.provenance());
  json["proposals"] = ledger.section.proposals();
  for (const v1::StatusCount& count : ledger.section.status()) json["status"][count.status()] = count.count();
  json["tables"] = Json::object();
  for (const v1::FigureTable& table : ledger.tables) {
    Json& rows = json["tables"][NameOf(table.dimension())] = Json::object();
    for (const v1::FigureRow& row : table.rows()) {
      rows[row.value()] = Json{{"label", row.label()}, {"figures", FiguresJson(header, row.figures())}};
    }
  }
  const auto report = FindReport(header.report());
  if (!report.ok() || !(*report)->lists_overdue) return json;
  json["overdue"] = Json::array();
  for (const v1::DueProposal& due : ledger.overdue) json["overdue"].push_back(MessageJson(due));
  return json;
}

// The columns and fields of the CSV.
class Csv {
 public:
  explicit Csv(const WholeReport& report) : header_(report.header) {
    const auto definition = FindReport(header_.report());
    lists_overdue_ = definition.ok() && (*definition)->lists_overdue;
  }

  std::string Heading() const {
    std::vector<std::string> names = {"ledger_id", "ledger_name", "table", "row", "label"};
    for (const std::string& figure : header_.figures()) {
      names.push_back(figure);
      if (IsRate(figure)) names.push_back(figure + "_of");
      if (figure == "handling_days") names.insert(names.end(), {"handling_days_median", "handling_days_p90"});
    }
    if (lists_overdue_) names.insert(names.end(), std::begin(kDueColumns), std::end(kDueColumns));
    return CsvLine(names);
  }

  struct Row {
    const v1::LedgerProvenance& ledger;
    std::string table;
    std::string row;
    std::string label;
  };
  // Without figures, and without a due proposal, where they are nullptr.
  std::string Line(const Row& row, const v1::Figures* figures = nullptr, const v1::DueProposal* due = nullptr) const {
    std::vector<std::string> fields = {row.ledger.ledger_id(), row.ledger.name(), row.table, row.row, row.label};
    for (const std::string& figure : header_.figures()) AddFigure(figures, figure, fields);
    if (lists_overdue_) AddDue(due, fields);
    return CsvLine(fields);
  }

 private:
  static constexpr const char* kDueColumns[] = {"number",       "round",         "due_on",         "due_provisional",
                                                "days_overdue", "main_unit_ids", "main_unit_names"};

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

  static void AddDue(const v1::DueProposal* due, std::vector<std::string>& fields) {
    if (due == nullptr) return fields.resize(fields.size() + std::size(kDueColumns));
    fields.push_back(absl::StrCat(due->number()));
    fields.push_back(absl::StrCat(due->round()));
    fields.push_back(due->due_on());
    fields.push_back(due->due_provisional() ? "1" : "0");
    fields.push_back(absl::StrCat(due->days_overdue()));
    fields.push_back(absl::StrJoin(due->main_unit_ids(), " "));
    fields.push_back(absl::StrJoin(due->main_unit_names(), " "));
  }

  const v1::ReportHeader& header_;
  bool lists_overdue_ = false;
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
  for (const v1::DueProposal& due : ledger.overdue) {
    text += csv.Line({from, "overdue", due.proposal_id(), due.title()}, nullptr, &due);
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
