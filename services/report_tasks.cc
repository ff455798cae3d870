#include <limits>
#include <string>
#include <tuple>

#include "base/status_macros.h"
#include "projections/facts.h"
#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;
using v1::Proposal;

// What comes next on a task, and until when.
struct Step {
  v1::Term next;
  std::optional<int32_t> due_day;
};

Step StepOf(absl::string_view id, const Words& words, std::optional<int32_t> due_day = std::nullopt) {
  return {TermOf(id, words), due_day};
}

// The earliest that is not kept; nullopt: there is none. Of all units when `unit` is empty.
std::optional<int32_t> OpenCommitmentDay(const v1::ProposalFacts& facts, absl::string_view unit) {
  std::optional<int32_t> earliest;
  for (const v1::CommitmentFacts& commitment : facts.commitments()) {
    if (commitment.state() == v1::CommitmentFacts::FULFILLED) continue;
    if (!unit.empty() && commitment.unit_id() != unit) continue;
    if (!earliest || commitment.due_day() < *earliest) earliest = commitment.due_day();
  }
  return earliest;
}

// After the round has its reply, and the deputy's word on it or the time for one.
Step StepAfterReply(const v1::ProposalFacts& facts, const std::string& unit) {
  if (facts.escalation_pending()) return StepOf("AWAIT_PRESIDIUM", {"the presidium decides", "等待主席团决定"});
  const bool is_evaluated = facts.status() == Proposal::EVALUATED;
  if (is_evaluated && facts.latest_result() == v1::Evaluation::DISSATISFIED) {
    return StepOf("AWAIT_REHANDLING", {"the office orders re-handling", "等待重新交办"});
  }
  if (const auto day = OpenCommitmentDay(facts, unit)) {
    return StepOf("KEEP_COMMITMENT", {"keep what was promised", "兑现承诺"}, day);
  }
  if (OpenCommitmentDay(facts, "")) return StepOf("AWAIT_OTHERS", {"the other units", "等待其他单位"});
  return StepOf("AWAIT_CLOSING", {"the office closes it", "等待办结"});
}

Step StepBeforeReply(const v1::ProposalFacts& facts, const v1::TaskFacts& task) {
  const bool is_main = IsMain(task.role());
  std::optional<int32_t> due;
  if (is_main && task.has_due_day()) due = task.due_day();
  if (!is_main && facts.has_due_day()) due = facts.due_day();
  if (task.return_pending()) return StepOf("AWAIT_RETURN", {"the office decides on the return", "等待退回审核"}, due);
  if (!task.signed_for()) return StepOf("SIGN_FOR", {"sign for it", "签收"}, due);
  if (!is_main) return StepOf("GIVE_OPINION", {"give a co-handling opinion", "提出会办意见"}, due);
  if (task.replied()) return StepOf("AWAIT_OTHERS", {"the other units", "等待其他单位"});
  if (task.extension_pending()) {
    return StepOf("AWAIT_EXTENSION", {"the office decides on the extension", "等待延期审核"}, due);
  }
  return StepOf("REPLY", {"reply", "答复"}, due);
}

// nullopt: nothing is open for the unit.
std::optional<Step> StepOn(const v1::ProposalFacts& facts, const v1::TaskFacts& task) {
  switch (facts.status()) {
    case Proposal::ASSIGNED:
    case Proposal::HANDLING:
      return StepBeforeReply(facts, task);
    case Proposal::REPLIED:
      if (!IsMain(task.role())) return std::nullopt;
      return StepOf("AWAIT_EVALUATION", {"the deputy evaluates", "等待代表评价"},
                    facts.has_feedback_by_day() ? std::optional<int32_t>(facts.feedback_by_day()) : std::nullopt);
    case Proposal::EVALUATED:
    case Proposal::LAPSED:
    case Proposal::FOLLOW_UP:
      if (!IsMain(task.role())) return std::nullopt;
      return StepAfterReply(facts, task.unit_id());
    default:
      return std::nullopt;
  }
}

v1::DataTable NewTaskList() {
  return NewDataTable(TermOf("tasks", {"Open tasks", "任务清单"}),
                      {{"unit", {"unit", "承办单位"}, Column::TERM},
                       {"duty", {"duty", "责任"}, Column::TERM},
                       {"proposal", {"proposal", "建议"}, Column::TEXT},
                       {"number", {"no.", "编号"}, Column::INTEGER},
                       {"title", {"title", "标题"}, Column::TEXT},
                       {"round", {"round", "轮次"}, Column::INTEGER},
                       {"status", {"status", "状态"}, Column::TERM},
                       {"next", {"what comes next", "下一步"}, Column::TERM},
                       {"due_on", {"until", "时限"}, Column::DATE},
                       {"due_mark", {"due mark", "期限标记"}, Column::TERM},
                       {"days_left", {"days left", "剩余天数"}, Column::INTEGER}});
}

void WriteTask(const v1::ProposalFacts& facts, const v1::TaskFacts& task, const Step& step, const ReportScene& scene,
               v1::DataRow& row) {
  RowWriter writer(row);
  writer.Term(scene.names.Unit(task.unit_id())).Term(TermOf(task.role())).Text(facts.proposal_id());
  writer.Integer(facts.number() > 0, facts.number()).Text(facts.title()).Integer(facts.round());
  writer.Term(TermOf(facts.status())).Term(step.next);
  writer.Day(step.due_day.has_value(), step.due_day.value_or(0));
  // Only the date of a reply was counted with a calendar that may still change.
  writer.Term(IsAwaitingReply(facts) ? DueMark(facts) : std::nullopt);
  writer.Integer(step.due_day.has_value(), int64_t{step.due_day.value_or(0)} - scene.today);
}

}  // namespace

absl::StatusOr<v1::DataTable> TaskList(const ReportScene& scene) {
  // By unit, then by time; what waits for others comes last.
  SortedRows<std::tuple<std::string, int32_t, NumberOrder>> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    for (const v1::TaskFacts& task : facts.tasks()) {
      const std::optional<Step> step = StepOn(facts, task);
      if (!step) continue;
      const int32_t day = step->due_day.value_or(std::numeric_limits<int32_t>::max());
      WriteTask(facts, task, *step, scene, rows.Add({task.unit_id(), day, NumberOrderOf(facts, scene.names)}));
    }
    return absl::OkStatus();
  }));
  v1::DataTable table = NewTaskList();
  rows.MoveTo(table);
  return table;
}

}  // namespace huiyin
