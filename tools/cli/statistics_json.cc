#include "tools/cli/statistics_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "projections/days.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

Json RatioJson(const v1::Ratio& ratio) { return Json::array({ratio.numerator(), ratio.denominator()}); }

Json HandlingDaysJson(const v1::HandlingDays& days) {
  return Json{{"n", days.n()},
              {"median", days.has_median() ? Json(days.median()) : Json()},
              {"p90", days.has_p90() ? Json(days.p90()) : Json()}};
}

// All figures, in the order of the schema; a message that is absent stands for zeros.
Json FiguresJson(const v1::Figures& figures) {
  Json json = Json::object();
  const auto* reflection = figures.GetReflection();
  for (int i = 0; i < figures.GetDescriptor()->field_count(); ++i) {
    const auto* field = figures.GetDescriptor()->field(i);
    if (field->message_type() == v1::Ratio::descriptor()) {
      json[field->name()] = RatioJson(static_cast<const v1::Ratio&>(reflection->GetMessage(figures, field)));
    } else if (field->message_type() == v1::HandlingDays::descriptor()) {
      json[field->name()] =
          HandlingDaysJson(static_cast<const v1::HandlingDays&>(reflection->GetMessage(figures, field)));
    } else {
      json[field->name()] = reflection->GetUInt64(figures, field);
    }
  }
  return json;
}

Json TableJson(const v1::FigureTable& table) {
  if (table.dimension() == v1::FigureTable::LEDGER) {
    return FiguresJson(table.rows_size() > 0 ? table.rows(0).figures() : v1::Figures());
  }
  Json json = Json::object();
  for (const v1::FigureRow& row : table.rows()) json[row.value()] = FiguresJson(row.figures());
  return json;
}

Json Sorted(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

Json OverdueJson(const v1::DueProposal& due) {
  return Json{{"proposal_id", due.proposal_id()},
              {"number", due.number()},
              {"round", due.round()},
              {"due_on", due.due_on()},
              {"days_overdue", due.days_overdue()},
              {"main_units", Sorted({due.main_unit_ids().begin(), due.main_unit_ids().end()})}};
}

// An enum's name; null for the unspecified one.
template <typename Enum>
Json NameJson(Enum value, const std::string& (*name)(Enum)) {
  return value == Enum{} ? Json() : Json(name(value));
}

Json FactsJson(const v1::ProposalFacts& facts) {
  std::vector<std::string> main_units;
  for (const v1::TaskFacts& task : facts.tasks()) {
    if (task.role() != v1::Task::CO) main_units.push_back(task.unit_id());
  }
  int open_commitments = 0;
  for (const v1::CommitmentFacts& commitment : facts.commitments()) {
    if (commitment.state() != v1::CommitmentFacts::FULFILLED) ++open_commitments;
  }
  return Json{{"number", facts.number() > 0 ? Json(facts.number()) : Json()},
              {"kind", NameJson(facts.kind(), v1::Proposal::Kind_Name)},
              {"status", NameJson(facts.status(), v1::Proposal::Status_Name)},
              {"round", facts.round()},
              {"due_on", facts.has_due_day() ? Json(FormatDay(facts.due_day())) : Json()},
              {"main_units", Sorted(std::move(main_units))},
              {"class", NameJson(facts.latest_class(), v1::Reply::Class_Name)},
              {"result", NameJson(facts.latest_result(), v1::Evaluation::Verdict_Name)},
              {"open_commitments", open_commitments}};
}

}  // namespace

Json StatisticsJson(const v1::LedgerStatistics& statistics, const std::vector<v1::ProposalFacts>& facts) {
  Json json{{"known_events", statistics.known_events()},
            {"last_seq", statistics.has_last_seq() ? Json(statistics.last_seq()) : Json()},
            {"local_date", statistics.local_date()},
            {"proposals", statistics.proposals()}};
  json["status"] = Json::object();
  for (const v1::StatusCount& count : statistics.status()) json["status"][count.status()] = count.count();
  json["overdue"] = Json::array();
  for (const v1::DueProposal& due : statistics.overdue()) json["overdue"].push_back(OverdueJson(due));
  if (statistics.overdue_omitted() > 0) json["overdue_omitted"] = statistics.overdue_omitted();
  json["figures"] = Json::object();
  for (const v1::FigureTable& table : statistics.tables()) {
    json["figures"][absl::AsciiStrToLower(v1::FigureTable::Dimension_Name(table.dimension()))] = TableJson(table);
  }
  json["facts"] = Json::object();
  // Past the search for the key, which is linear: every proposal comes once.
  auto& rows = json["facts"].get_ref<Json::object_t&>();
  for (const v1::ProposalFacts& proposal : facts) rows.push_back({proposal.proposal_id(), FactsJson(proposal)});
  return json;
}

}  // namespace huiyin
