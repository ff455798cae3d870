#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

v1::DataTable NewRegister() {
  return NewDataTable(TermOf("register", {"Register of proposals", "办理台账"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"session", {"session", "会议"}, Column::TEXT},
                       {"kind", {"kind", "类型"}, Column::TERM},
                       {"source", {"source", "来源"}, Column::TERM},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"lead_deputy", {"lead deputy", "领衔代表"}, Column::TERM},
                       {"category", {"category", "类别"}, Column::TEXT},
                       {"main_units", {"main units", "主办单位"}, Column::TERMS},
                       {"co_units", {"co-handling units", "会办单位"}, Column::TERMS},
                       {"submitted_on", {"submitted", "提出日期"}, Column::DATE},
                       {"assigned_on", {"assigned", "交办日期"}, Column::DATE},
                       {"due_on", {"due", "办理期限"}, Column::DATE},
                       {"due_mark", {"due mark", "期限标记"}, Column::TERM},
                       {"replied_on", {"first replied", "首次答复日期"}, Column::DATE},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"document_no", {"reply document", "答复文号"}, Column::TEXT},
                       {"class", {"class", "答复分类"}, Column::TERM},
                       {"attitude", {"attitude", "态度评价"}, Column::TERM},
                       {"result", {"result", "结果评价"}, Column::TERM},
                       {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER},
                       {"merged_into", {"merged into", "并入"}, Column::TEXT}});
}

void WriteProposal(const v1::ProposalFacts& facts, const ReportScene& scene, v1::DataRow& row) {
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.session_id());
  writer.Term(TermOf(facts.kind())).Term(TermOf(facts.source())).Text(facts.title());
  writer.Term(scene.names.Deputy(facts.lead_deputy_id())).Text(facts.category());
  writer.Terms(scene.names.MainUnits(facts)).Terms(scene.names.CoUnits(facts));
  writer.Day(facts.has_submitted_day(), facts.submitted_day());
  writer.Day(facts.has_assigned_day(), facts.assigned_day());
  writer.Day(facts.has_due_day(), facts.due_day()).Term(DueMark(facts));
  writer.Day(facts.has_first_replied_day(), facts.first_replied_day());
  writer.Term(TermOf(facts.status())).Text(facts.reply_document_no()).Term(TermOf(facts.latest_class()));
  writer.Term(TermOf(facts.latest_attitude())).Term(TermOf(facts.latest_result()));
  writer.Integer(DaysOverdue(facts, scene.today)).Text(facts.merged_into());
}

}  // namespace

absl::StatusOr<v1::DataTable> RegisterList(const ReportScene& scene) {
  return ProposalsByNumber(
      scene, NewRegister(), [](const v1::ProposalFacts&) { return true; }, &WriteProposal);
}

}  // namespace huiyin
