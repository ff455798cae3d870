#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "services/data_table.h"
#include "services/report_lists.h"
#include "services/report_tally.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

struct Deputy {
  uint64_t led = 0;
  uint64_t cosigned = 0;
  // Of those that it leads.
  ReportTally tally;
};

v1::DataTable NewDeputyList() {
  return NewDataTable(TermOf("deputies", {"Deputies", "代表"}),
                      {{"deputy", {"deputy", "代表"}, Column::TERM},
                       {"group", {"group", "代表小组"}, Column::TEXT},
                       {"led", {"led", "领衔件数"}, Column::INTEGER},
                       {"cosigned", {"co-signed", "联名件数"}, Column::INTEGER},
                       {"reply_rate", {"replied", "答复率"}, Column::RATIO},
                       {"resolution_rate", {"resolved (class A)", "解决率"}, Column::RATIO},
                       {"satisfaction_rate", {"satisfied", "满意率"}, Column::RATIO},
                       {"completion_rate", {"completed", "办结率"}, Column::RATIO},
                       {"overdue", {"overdue", "逾期件数"}, Column::INTEGER}});
}

v1::DataTable NewDeputyProposalList() {
  return NewDataTable(TermOf("deputy-proposals", {"Deputies' proposals", "代表建议办理情况"}),
                      {{"deputy", {"deputy", "代表"}, Column::TERM},
                       {"part", {"part", "身份"}, Column::TERM},
                       {"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"main_units", {"main units", "主办单位"}, Column::TERMS},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"replied_on", {"first replied", "首次答复日期"}, Column::DATE},
                       {"class", {"class", "答复分类"}, Column::TERM},
                       {"attitude", {"attitude", "态度评价"}, Column::TERM},
                       {"result", {"result", "结果评价"}, Column::TERM},
                       {"days_overdue", {"days overdue", "逾期天数"}, Column::INTEGER}});
}

void WriteProposal(const v1::ProposalFacts& facts, const std::string& deputy, const ReportScene& scene,
                   v1::DataRow& row) {
  const bool leads = deputy == facts.lead_deputy_id();
  RowWriter writer(row);
  writer.Term(scene.names.Deputy(deputy));
  writer.Term(leads ? TermOf("LEAD", {"leads", "领衔"}) : TermOf("COSIGNER", {"co-signs", "联名"}));
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Terms(scene.names.MainUnits(facts)).Term(TermOf(facts.status()));
  writer.Day(facts.has_first_replied_day(), facts.first_replied_day()).Term(TermOf(facts.latest_class()));
  writer.Term(TermOf(facts.latest_attitude())).Term(TermOf(facts.latest_result()));
  writer.Integer(DaysOverdue(facts, scene.today));
}

}  // namespace

absl::StatusOr<v1::DataTable> DeputyList(const ReportScene& scene) {
  std::map<std::string, Deputy> deputies;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    Deputy& lead = deputies[facts.lead_deputy_id()];
    ++lead.led;
    lead.tally.Add(CountsOf(facts, scene.today));
    for (const std::string& cosigner : facts.cosigner_ids()) ++deputies[cosigner].cosigned;
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDeputyList();
  for (const v1::DeputyFacts& facts : scene.picture.directory().deputies) {
    const Deputy& deputy = deputies[facts.deputy_id()];
    RowWriter(*table.add_rows())
        .Term(scene.names.Deputy(facts.deputy_id()))
        .Text(facts.group())
        .Integer(static_cast<int64_t>(deputy.led))
        .Integer(static_cast<int64_t>(deputy.cosigned))
        .Ratio(deputy.tally.Of(kReplied, kAssigned))
        .Ratio(deputy.tally.Of(kClassA, kReplied))
        .Ratio(deputy.tally.Of(kSatisfied, kEvaluated))
        .Ratio(deputy.tally.Of(kCompleted, kAssigned))
        .Integer(static_cast<int64_t>(deputy.tally[kOverdue]));
  }
  return table;
}

absl::StatusOr<v1::DataTable> DeputyProposalList(const ReportScene& scene) {
  SortedRows<std::pair<std::string, NumberOrder>> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    std::set<std::string> deputies(facts.cosigner_ids().begin(), facts.cosigner_ids().end());
    deputies.insert(facts.lead_deputy_id());
    for (const std::string& deputy : deputies) {
      WriteProposal(facts, deputy, scene, rows.Add({deputy, NumberOrderOf(facts, scene.names)}));
    }
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDeputyProposalList();
  rows.MoveTo(table);
  return table;
}

}  // namespace huiyin
