#include "projections/days.h"
#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

v1::DataTable NewPassedUpList() {
  return NewDataTable(TermOf("passed_up", {"Passed up", "上报上级办理"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"lead_deputy", {"lead deputy", "领衔代表"}, Column::TERM},
                       {"passed_up_on", {"passed up", "上报日期"}, Column::DATE},
                       {"passed_up_to", {"to", "上报至"}, Column::TEXT},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"status_above", {"status there", "上级办理状态"}, Column::TERM},
                       {"since", {"since", "上级办理日期"}, Column::DATE},
                       {"due_above", {"due there", "上级办理期限"}, Column::DATE},
                       {"class_above", {"class there", "上级答复分类"}, Column::TERM},
                       {"document_above", {"reply document", "上级答复文号"}, Column::TEXT},
                       {"result_above", {"result there", "上级结果评价"}, Column::TERM}});
}

void WriteDate(const std::string& date, RowWriter& writer) {
  const std::optional<int32_t> day = ParseDay(date);
  writer.Day(day.has_value(), day.value_or(0));
}

void WritePassedUp(const v1::ProposalFacts& facts, const ReportScene& scene, v1::DataRow& row) {
  const v1::PassingFacts& passing = facts.passing();
  const v1::Outcome& outcome = passing.outcome();
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Term(scene.names.Deputy(facts.lead_deputy_id())).Day(true, passing.passed_up_day());
  writer.Text(passing.to_ledger_id()).Term(TermOf(facts.status())).Term(TermOf(outcome.status()));
  WriteDate(outcome.happened_on(), writer);
  WriteDate(outcome.due_on(), writer);
  writer.Term(TermOf(outcome.result_class())).Text(outcome.document_no()).Term(TermOf(outcome.result()));
}

v1::DataTable NewReceivedList() {
  return NewDataTable(TermOf("received", {"Received from ledgers below", "下级上报"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"from", {"from", "上报来源"}, Column::TEXT},
                       {"proposal_below", {"proposal there", "下级建议"}, Column::TEXT},
                       {"lead_deputy", {"lead deputy", "领衔代表"}, Column::TERM},
                       {"received_on", {"received", "收到日期"}, Column::DATE},
                       {"main_units", {"main units", "主办单位"}, Column::TERMS},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"due_on", {"due", "办理期限"}, Column::DATE},
                       {"replied_on", {"first replied", "首次答复日期"}, Column::DATE},
                       {"class", {"class", "答复分类"}, Column::TERM},
                       {"result", {"result", "结果评价"}, Column::TERM},
                       {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER}});
}

void WriteReceived(const v1::ProposalFacts& facts, const ReportScene& scene, v1::DataRow& row) {
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Text(facts.origin().ledger_id()).Text(facts.origin().proposal_id());
  writer.Term(scene.names.Deputy(facts.lead_deputy_id())).Day(facts.has_submitted_day(), facts.submitted_day());
  writer.Terms(scene.names.MainUnits(facts)).Term(TermOf(facts.status()));
  writer.Day(facts.has_due_day(), facts.due_day()).Day(facts.has_first_replied_day(), facts.first_replied_day());
  writer.Term(TermOf(facts.latest_class())).Term(TermOf(facts.latest_result()));
  writer.Integer(DaysOverdue(facts, scene.today));
}

}  // namespace

absl::StatusOr<v1::DataTable> PassedUpList(const ReportScene& scene) {
  return ProposalsByNumber(
      scene, NewPassedUpList(), [](const v1::ProposalFacts& facts) { return facts.has_passing(); }, &WritePassedUp);
}

absl::StatusOr<v1::DataTable> ReceivedList(const ReportScene& scene) {
  return ProposalsByNumber(
      scene, NewReceivedList(), [](const v1::ProposalFacts& facts) { return facts.has_origin(); }, &WriteReceived);
}

}  // namespace huiyin
