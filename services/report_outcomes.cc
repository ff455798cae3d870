#include <map>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "services/data_table.h"
#include "services/report_lists.h"
#include "services/report_tally.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

constexpr v1::Reply::Class kClasses[] = {v1::Reply::A, v1::Reply::B, v1::Reply::C, v1::Reply::D};
constexpr v1::Evaluation::Verdict kVerdicts[] = {v1::Evaluation::SATISFIED, v1::Evaluation::BASICALLY_SATISFIED,
                                                 v1::Evaluation::DISSATISFIED};

Words MeaningOf(v1::Reply::Class result_class) {
  switch (result_class) {
    case v1::Reply::A:
      return {"resolved or nearly so", "已解决或基本解决"};
    case v1::Reply::B:
      return {"being resolved or planned", "正在解决或列入计划"};
    case v1::Reply::C:
      return {"later, when conditions allow", "因条件所限待以后解决"};
    default:
      return {"kept for reference", "留作参考"};
  }
}

}  // namespace

absl::StatusOr<v1::DataTable> ClassList(const ReportScene& scene) {
  ReportTally all;
  std::map<v1::Reply::Class, ReportTally> tallies;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    const Counts counts = CountsOf(facts, scene.today);
    if (counts[kReplied] == 0) return absl::OkStatus();
    all.Add(counts);
    tallies[facts.latest_class()].Add(counts);
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDataTable(TermOf("classes", {"Classes of replies", "答复分类"}),
                                     {{"class", {"class", "答复分类"}, Column::TERM},
                                      {"meaning", {"meaning", "含义"}, Column::TERM},
                                      {"proposals", {"proposals of those replied", "件数/已答复件数"}, Column::RATIO},
                                      {"satisfaction_rate", {"satisfied", "满意率"}, Column::RATIO},
                                      {"completion_rate", {"completed", "办结率"}, Column::RATIO}});
  for (const v1::Reply::Class result_class : kClasses) {
    const ReportTally& tally = tallies[result_class];
    RowWriter(*table.add_rows())
        .Term(TermOf(result_class))
        .Term(TermOf(v1::Reply::Class_Name(result_class), MeaningOf(result_class)))
        .Ratio(RatioOf(tally[kReplied], all[kReplied]))
        .Ratio(tally.Of(kSatisfied, kEvaluated))
        .Ratio(tally.Of(kCompleted, kReplied));
  }
  return table;
}

absl::StatusOr<v1::DataTable> ClassProposalList(const ReportScene& scene) {
  SortedRows<std::pair<int, NumberOrder>> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (CountsOf(facts, scene.today)[kReplied] == 0) return absl::OkStatus();
    RowWriter(rows.Add({static_cast<int>(facts.latest_class()), NumberOrderOf(facts, scene.names)}))
        .Text(facts.proposal_id())
        .Integer(facts.number() > 0, facts.number())
        .Term(TermOf(facts.latest_class()))
        .Text(facts.title())
        .Terms(scene.names.MainUnits(facts))
        .Text(facts.reply_document_no())
        .Day(facts.has_first_replied_day(), facts.first_replied_day())
        .Term(TermOf(facts.status()))
        .Term(TermOf(facts.latest_result()));
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDataTable(TermOf("class-proposals", {"Proposals by class", "各类建议"}),
                                     {{"proposal", {"proposal", "建议"}, Column::TEXT},
                                      {"number", {"no.", "编号"}, Column::INTEGER},
                                      {"class", {"class", "答复分类"}, Column::TERM},
                                      {"title", {"title", "标题"}, Column::TEXT},
                                      {"main_units", {"main units", "主办单位"}, Column::TERMS},
                                      {"document_no", {"reply document", "答复文号"}, Column::TEXT},
                                      {"replied_on", {"first replied", "首次答复日期"}, Column::DATE},
                                      {"status", {"status", "状态"}, Column::TERM},
                                      {"result", {"result", "结果评价"}, Column::TERM}});
  rows.MoveTo(table);
  return table;
}

absl::StatusOr<v1::DataTable> VerdictList(const ReportScene& scene) {
  uint64_t evaluated = 0;
  std::map<v1::Evaluation::Verdict, uint64_t> attitudes, results;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (CountsOf(facts, scene.today)[kEvaluated] == 0) return absl::OkStatus();
    ++evaluated;
    ++attitudes[facts.latest_attitude()];
    ++results[facts.latest_result()];
    return absl::OkStatus();
  }));
  v1::DataTable table =
      NewDataTable(TermOf("verdicts", {"The deputies' words", "代表评价"}),
                   {{"verdict", {"verdict", "评价"}, Column::TERM},
                    {"result", {"on the result, of those evaluated", "对办理结果/已评价件数"}, Column::RATIO},
                    {"attitude", {"on the attitude, of those evaluated", "对办理态度/已评价件数"}, Column::RATIO}});
  for (const v1::Evaluation::Verdict verdict : kVerdicts) {
    RowWriter(*table.add_rows())
        .Term(TermOf(verdict))
        .Ratio(RatioOf(results[verdict], evaluated))
        .Ratio(RatioOf(attitudes[verdict], evaluated));
  }
  return table;
}

}  // namespace huiyin
