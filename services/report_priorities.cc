#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

v1::DataTable NewPriorityList() {
  return NewDataTable(TermOf("priorities", {"Priority proposals", "重点督办"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"supervisor", {"supervisor", "督办领导"}, Column::TEXT},
                       {"priority_on", {"designated", "确定日期"}, Column::DATE},
                       {"main_units", {"main units", "主办单位"}, Column::TERMS},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"due_on", {"due", "办理期限"}, Column::DATE},
                       {"replied_on", {"first replied", "首次答复日期"}, Column::DATE},
                       {"class", {"class", "答复分类"}, Column::TERM},
                       {"result", {"result", "结果评价"}, Column::TERM},
                       {"urges", {"urged", "催办次数"}, Column::INTEGER},
                       {"visits", {"visits: satisfied of all", "回访：满意/全部"}, Column::RATIO},
                       {"open_commitments", {"open commitments", "未兑现承诺"}, Column::INTEGER},
                       {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER}});
}

void WritePriority(const v1::ProposalFacts& facts, const ReportScene& scene, v1::DataRow& row) {
  int64_t open = 0;
  for (const v1::CommitmentFacts& commitment : facts.commitments()) {
    open += commitment.state() == v1::CommitmentFacts::FULFILLED ? 0 : 1;
  }
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Text(facts.supervisor()).Day(true, facts.priority_day()).Terms(scene.names.MainUnits(facts));
  writer.Term(TermOf(facts.status())).Day(facts.has_due_day(), facts.due_day());
  writer.Day(facts.has_first_replied_day(), facts.first_replied_day()).Term(TermOf(facts.latest_class()));
  writer.Term(TermOf(facts.latest_result()))
      .Integer(facts.urges())
      .Ratio(RatioOf(facts.satisfied_visits(), facts.visits()))
      .Integer(open);
  writer.Integer(DaysOverdue(facts, scene.today));
}

}  // namespace

absl::StatusOr<v1::DataTable> PriorityList(const ReportScene& scene) {
  return ProposalsByNumber(
      scene, NewPriorityList(), [](const v1::ProposalFacts& facts) { return facts.has_priority_day(); },
      &WritePriority);
}

}  // namespace huiyin
