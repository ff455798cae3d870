#include <map>
#include <string>
#include <tuple>

#include "base/status_macros.h"
#include "projections/days.h"
#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

enum class Outcome { kOpen, kMissed, kKept, kKeptLate };

// Missed from the day after its date on, whether or not somebody noted it.
Outcome OutcomeOf(const v1::CommitmentFacts& commitment, int32_t today) {
  if (commitment.state() == v1::CommitmentFacts::FULFILLED) {
    return commitment.fulfilled_day() <= commitment.due_day() ? Outcome::kKept : Outcome::kKeptLate;
  }
  return commitment.due_day() < today ? Outcome::kMissed : Outcome::kOpen;
}

v1::Term OutcomeTerm(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOpen:
      return TermOf("OPEN", {"not due yet", "未到期"});
    case Outcome::kMissed:
      return TermOf("MISSED", {"missed", "到期未兑现"});
    case Outcome::kKept:
      return TermOf("KEPT", {"kept", "按期兑现"});
    case Outcome::kKeptLate:
      break;
  }
  return TermOf("KEPT_LATE", {"kept late", "逾期兑现"});
}

v1::DataTable NewCommitmentList() {
  return NewDataTable(TermOf("commitments", {"Commitments", "承诺事项"}),
                      {{"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"commitment", {"commitment", "承诺编号"}, Column::TEXT},
                       {"text", {"what was promised", "承诺内容"}, Column::TEXT},
                       {"unit", {"unit", "承办单位"}, Column::TERM},
                       {"promised_on", {"promised", "承诺日期"}, Column::DATE},
                       {"due_on", {"due", "兑现期限"}, Column::DATE},
                       {"changes", {"times changed", "变更次数"}, Column::INTEGER},
                       {"outcome", {"outcome", "兑现情况"}, Column::TERM},
                       {"fulfilled_on", {"fulfilled", "兑现日期"}, Column::DATE},
                       {"days_late", {"days late", "超期天数"}, Column::INTEGER}});
}

void WriteCommitment(const v1::ProposalFacts& facts, const v1::CommitmentFacts& commitment, const ReportScene& scene,
                     v1::DataRow& row) {
  const Outcome outcome = OutcomeOf(commitment, scene.today);
  const bool is_late = outcome == Outcome::kMissed || outcome == Outcome::kKeptLate;
  const int32_t until = outcome == Outcome::kKeptLate ? commitment.fulfilled_day() : scene.today;
  RowWriter writer(row);
  writer.Text(facts.proposal_id()).Integer(facts.number() > 0, facts.number()).Text(facts.title());
  writer.Text(commitment.commitment_id()).Text(commitment.text()).Term(scene.names.Unit(commitment.unit_id()));
  writer.Day(true, commitment.promised_day()).Day(true, commitment.due_day()).Integer(commitment.changes());
  writer.Term(OutcomeTerm(outcome)).Day(commitment.has_fulfilled_day(), commitment.fulfilled_day());
  writer.Integer(is_late, int64_t{until} - commitment.due_day());
}

struct Year {
  uint64_t commitments = 0;
  uint64_t changed = 0;
  std::map<Outcome, uint64_t> outcomes;
};

}  // namespace

absl::StatusOr<v1::DataTable> CommitmentList(const ReportScene& scene) {
  SortedRows<std::tuple<int32_t, NumberOrder, std::string>> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    for (const v1::CommitmentFacts& commitment : facts.commitments()) {
      WriteCommitment(facts, commitment, scene,
                      rows.Add({commitment.due_day(), NumberOrderOf(facts, scene.names), commitment.commitment_id()}));
    }
    return absl::OkStatus();
  }));
  v1::DataTable table = NewCommitmentList();
  rows.MoveTo(table);
  return table;
}

absl::StatusOr<v1::DataTable> CommitmentYearList(const ReportScene& scene) {
  std::map<int64_t, Year> years;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    for (const v1::CommitmentFacts& commitment : facts.commitments()) {
      Year& year = years[DayOf(commitment.due_day()).year()];
      ++year.commitments;
      ++year.outcomes[OutcomeOf(commitment, scene.today)];
      if (commitment.changes() > 0) ++year.changed;
    }
    return absl::OkStatus();
  }));
  v1::DataTable table = NewDataTable(TermOf("commitment-years", {"Commitments by year", "承诺事项分年情况"}),
                                     {{"year", {"due in", "到期年份"}, Column::INTEGER},
                                      {"commitments", {"commitments", "承诺项数"}, Column::INTEGER},
                                      {"kept_in_time", {"kept in time", "按期兑现率"}, Column::RATIO},
                                      {"kept", {"kept", "兑现率"}, Column::RATIO},
                                      {"missed", {"missed", "到期未兑现"}, Column::INTEGER},
                                      {"open", {"not due yet", "未到期"}, Column::INTEGER},
                                      {"changed", {"changed", "变更过期限"}, Column::INTEGER}});
  for (auto& [number, year] : years) {
    const uint64_t kept = year.outcomes[Outcome::kKept], late = year.outcomes[Outcome::kKeptLate];
    const uint64_t settled = year.commitments - year.outcomes[Outcome::kOpen];
    RowWriter(*table.add_rows())
        .Integer(number)
        .Integer(static_cast<int64_t>(year.commitments))
        .Ratio(RatioOf(kept, settled))
        .Ratio(RatioOf(kept + late, settled))
        .Integer(static_cast<int64_t>(year.outcomes[Outcome::kMissed]))
        .Integer(static_cast<int64_t>(year.outcomes[Outcome::kOpen]))
        .Integer(static_cast<int64_t>(year.changed));
  }
  return table;
}

}  // namespace huiyin
