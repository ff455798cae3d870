#include <map>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "projections/facts.h"
#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

// By due date, then id.
using DueOrder = std::pair<int32_t, std::string>;

v1::DataTable NewDueList(const v1::Term& name, const DataColumnDefinition& days) {
  return NewDataTable(name, {{"proposal", {"proposal", "建议"}, Column::TEXT},
                             {"number", {"no.", "编号"}, Column::INTEGER},
                             {"title", {"title", "标题"}, Column::TEXT},
                             {"round", {"round", "轮次"}, Column::INTEGER},
                             {"due_on", {"due", "办理期限"}, Column::DATE},
                             {"due_mark", {"due mark", "期限标记"}, Column::TERM},
                             days,
                             {"main_units", {"main units", "主办单位"}, Column::TERMS}});
}

void WriteDue(const v1::ProposalFacts& facts, int32_t days, const ReportScene& scene, v1::DataRow& row) {
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Integer(facts.round()).Day(true, facts.due_day()).Term(DueMark(facts)).Integer(days);
  writer.Terms(scene.names.MainUnits(facts));
}

// What it stands without.
v1::Term AnswerMissing(const v1::ProposalFacts& facts) {
  if (facts.status() == v1::Proposal::MERGED) return TermOf("OF_PRIMARY", {"the primary's reply", "主件的答复"});
  if (facts.has_first_replied_day()) return TermOf("NEW_REPLY", {"a new reply", "重新办理后的答复"});
  return TermOf("FIRST_REPLY", {"the first reply", "首次答复"});
}

struct DueRow {
  v1::ProposalFacts facts;
  int32_t days_overdue;
};
using DueRows = std::map<std::string, DueRow>;

// The overdue proposal that a merged one was merged into, through however many; nullptr: there is none.
const DueRow* PrimaryOf(const std::string& merged_into, const std::map<std::string, v1::ProposalFacts>& merged,
                        const DueRows& overdue) {
  std::string primary = merged_into;
  for (size_t steps = 0; steps <= merged.size(); ++steps) {
    if (const auto found = overdue.find(primary); found != overdue.end()) return &found->second;
    const auto next = merged.find(primary);
    if (next == merged.end()) return nullptr;
    primary = next->second.merged_into();
  }
  return nullptr;
}

void WriteUnanswered(const v1::ProposalFacts& facts, const DueRow& due, const ReportScene& scene, v1::DataRow& row) {
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Term(scene.names.Deputy(facts.lead_deputy_id())).Term(AnswerMissing(facts)).Text(facts.merged_into());
  writer.Day(true, due.facts.due_day()).Term(DueMark(due.facts)).Integer(due.days_overdue);
  writer.Terms(scene.names.MainUnits(due.facts)).Integer(due.facts.urges());
}

v1::DataTable NewUnanswered() {
  return NewDataTable(TermOf("unanswered", {"Unanswered past their limit", "超期未答复"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"lead_deputy", {"lead deputy", "领衔代表"}, Column::TERM},
                       {"missing", {"what is missing", "缺少"}, Column::TERM},
                       {"merged_into", {"merged into", "并入"}, Column::TEXT},
                       {"due_on", {"due", "办理期限"}, Column::DATE},
                       {"due_mark", {"due mark", "期限标记"}, Column::TERM},
                       {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER},
                       {"main_units", {"main units", "主办单位"}, Column::TERMS},
                       {"urges", {"urged", "催办次数"}, Column::INTEGER}});
}

}  // namespace

absl::StatusOr<v1::DataTable> ComingDueList(const ReportScene& scene) {
  SortedRows<DueOrder> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (!IsAwaitingReply(facts)) return absl::OkStatus();
    const int64_t days_left = int64_t{facts.due_day()} - scene.today;
    if (days_left < 0 || days_left > int64_t{scene.within_days}) return absl::OkStatus();
    WriteDue(facts, static_cast<int32_t>(days_left), scene, rows.Add({facts.due_day(), facts.proposal_id()}));
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDueList(TermOf("coming-due", {"Due soon", "即将到期"}),
                                   {"days_left", {"days left", "剩余天数"}, Column::INTEGER});
  rows.MoveTo(table);
  return table;
}

absl::StatusOr<v1::DataTable> UnansweredList(const ReportScene& scene) {
  DueRows overdue;
  std::map<std::string, v1::ProposalFacts> merged;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (const auto days = DaysOverdue(facts, scene.today)) overdue.insert({facts.proposal_id(), DueRow{facts, *days}});
    if (facts.status() == v1::Proposal::MERGED) merged.insert({facts.proposal_id(), facts});
    return absl::OkStatus();
  }));
  SortedRows<DueOrder> rows;
  for (const auto& [id, due] : overdue) WriteUnanswered(due.facts, due, scene, rows.Add({due.facts.due_day(), id}));
  for (const auto& [id, facts] : merged) {
    const DueRow* const primary = PrimaryOf(facts.merged_into(), merged, overdue);
    if (primary != nullptr) WriteUnanswered(facts, *primary, scene, rows.Add({primary->facts.due_day(), id}));
  }
  v1::DataTable table = NewUnanswered();
  rows.MoveTo(table);
  return table;
}

absl::StatusOr<v1::DataTable> OverdueList(const ReportScene& scene) {
  SortedRows<DueOrder> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    const std::optional<int32_t> days = DaysOverdue(facts, scene.today);
    if (days) WriteDue(facts, *days, scene, rows.Add({facts.due_day(), facts.proposal_id()}));
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDueList(TermOf("overdue", {"Overdue", "逾期未答复"}),
                                   {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER});
  rows.MoveTo(table);
  return table;
}

}  // namespace huiyin
