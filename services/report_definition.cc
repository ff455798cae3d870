#include "services/report_definition.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"

namespace huiyin {
namespace {

using v1::FigureTable;
using Figures = std::vector<absl::string_view>;

Figures ByRow() {
  return {"assigned_rate",   "reply_rate",        "on_time_rate", "overdue",      "completion_rate",
          "resolution_rate", "satisfaction_rate", "return_rate",  "handling_days"};
}

Figures AllOfThem() {
  Figures names;
  const auto* const figures = v1::Figures::descriptor();
  for (int i = 0; i < figures->field_count(); ++i) names.emplace_back(figures->field(i)->name());
  return names;
}

std::vector<ReportDefinition> ReportsOfFigures() {
  return {
      {.name = "handling-status",
       .version = 1,
       .english = "How handling stands",
       .chinese = "办理情况",
       .dimensions = {FigureTable::LEDGER, FigureTable::SESSION, FigureTable::KIND},
       .figures = {"assigned_rate", "reply_rate", "on_time_rate", "overdue", "completion_rate", "resolution_rate",
                   "class_a", "class_b", "class_c", "class_d", "face_contact_rate", "contact_rate", "return_rate",
                   "handling_days"},
       .shows_status = true},
      {.name = "satisfaction",
       .version = 1,
       .english = "Satisfaction of the deputies",
       .chinese = "代表满意度",
       .dimensions = {FigureTable::LEDGER, FigureTable::SESSION, FigureTable::MAIN_UNIT},
       .figures = {"feedback_rate", "satisfaction_rate", "attitude_rate", "first_round_satisfaction_rate",
                   "rehandling_rate", "resolution_rate"}},
      {.name = "by-unit",
       .version = 1,
       .english = "By main unit",
       .chinese = "按主办单位统计",
       .dimensions = {FigureTable::LEDGER, FigureTable::MAIN_UNIT},
       .figures = ByRow()},
      {.name = "by-category",
       .version = 1,
       .english = "By category",
       .chinese = "按类别统计",
       .dimensions = {FigureTable::LEDGER, FigureTable::CATEGORY},
       .figures = ByRow()},
      {.name = "by-deputy",
       .version = 1,
       .english = "By lead deputy",
       .chinese = "按领衔代表统计",
       .dimensions = {FigureTable::LEDGER, FigureTable::LEAD_DEPUTY, FigureTable::DEPUTY_GROUP},
       .figures = ByRow()},
      {.name = "overdue",
       .version = 2,
       .english = "Overdue proposals",
       .chinese = "逾期未答复",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"overdue"},
       .lists = {ReportList::kOverdue}},
  };
}

std::vector<ReportDefinition> ReportsOfLists() {
  return {
      {.name = "register",
       .version = 1,
       .english = "Register of proposals",
       .chinese = "办理台账",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"assigned_rate", "reply_rate", "on_time_rate", "overdue", "completion_rate"},
       .lists = {ReportList::kRegister}},
      {.name = "task-list",
       .version = 1,
       .english = "Task list",
       .chinese = "任务清单",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "overdue"},
       .lists = {ReportList::kTasks}},
      {.name = "coming-due",
       .version = 1,
       .english = "Coming due",
       .chinese = "即将到期",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "overdue"},
       .lists = {ReportList::kComingDue},
       .takes_days = true},
      {.name = "unanswered",
       .version = 1,
       .english = "Is every proposal answered?",
       .chinese = "件件有答复",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "overdue"},
       .lists = {ReportList::kUnanswered}},
      {.name = "passed-up",
       .version = 1,
       .english = "Passed up and received from below",
       .chinese = "上下级办理",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "overdue"},
       .lists = {ReportList::kPassedUp, ReportList::kReceived}},
      {.name = "priorities",
       .version = 1,
       .english = "Priority proposals",
       .chinese = "重点督办",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "on_time_rate", "satisfaction_rate"},
       .lists = {ReportList::kPriorities}},
      {.name = "commitments",
       .version = 1,
       .english = "Commitments",
       .chinese = "承诺事项",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"class_b", "completion_rate"},
       .lists = {ReportList::kCommitmentYears, ReportList::kCommitments}},
      {.name = "units-ranking",
       .version = 1,
       .english = "Ranking of units",
       .chinese = "承办单位排名",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"on_time_rate", "satisfaction_rate", "completion_rate", "face_contact_rate", "overdue"},
       .lists = {ReportList::kRanking},
       .folded = {FigureTable::MAIN_UNIT}},
  };
}

std::vector<ReportDefinition> ReportsOfOutcomes() {
  return {
      {.name = "deputies",
       .version = 1,
       .english = "Deputies and their proposals",
       .chinese = "代表建议办理情况",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "resolution_rate", "satisfaction_rate", "completion_rate", "overdue"},
       .lists = {ReportList::kDeputies, ReportList::kDeputyProposals}},
      {.name = "classes",
       .version = 1,
       .english = "Classes of replies",
       .chinese = "答复分类",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"class_a", "class_b", "class_c", "class_d", "satisfaction_rate", "attitude_rate"},
       .lists = {ReportList::kClasses, ReportList::kVerdicts, ReportList::kClassProposals}},
      {.name = "topics",
       .version = 1,
       .english = "Topics and those that recur",
       .chinese = "类别与反复提出的问题",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"reply_rate", "resolution_rate", "satisfaction_rate", "rehandling_rate"},
       .lists = {ReportList::kTopics, ReportList::kRecurringTopics}},
      {.name = "half-year",
       .version = 1,
       .english = "Half-year report",
       .chinese = "半年办理情况报告",
       .dimensions = {FigureTable::LEDGER},
       .figures = AllOfThem(),
       .lists = {ReportList::kUnanswered, ReportList::kComingDue, ReportList::kTasks, ReportList::kTopics,
                 ReportList::kRegister},
       .prose = ReportProse::kHalfYear},
      {.name = "annual",
       .version = 1,
       .english = "Annual report",
       .chinese = "年度办理情况报告",
       .dimensions = {FigureTable::LEDGER},
       .figures = AllOfThem(),
       .lists = {ReportList::kUnanswered, ReportList::kRanking, ReportList::kClasses, ReportList::kVerdicts,
                 ReportList::kTopics, ReportList::kPriorities, ReportList::kCommitments, ReportList::kRegister},
       .folded = {FigureTable::MAIN_UNIT},
       .prose = ReportProse::kAnnual},
  };
}

}  // namespace

absl::Span<const ReportDefinition> ReportDefinitions() {
  static const auto* const kReports = [] {
    auto* const reports = new std::vector<ReportDefinition>(ReportsOfFigures());
    for (const auto& more : {ReportsOfLists(), ReportsOfOutcomes()}) {
      reports->insert(reports->end(), more.begin(), more.end());
    }
    return reports;
  }();
  return *kReports;
}

absl::StatusOr<const ReportDefinition*> FindReport(absl::string_view name) {
  const absl::Span<const ReportDefinition> reports = ReportDefinitions();
  const auto found = std::find_if(reports.begin(), reports.end(),
                                  [name](const ReportDefinition& report) { return report.name == name; });
  if (found != reports.end()) return &*found;
  const std::string names = absl::StrJoin(
      reports, ", ", [](std::string* out, const ReportDefinition& report) { absl::StrAppend(out, report.name); });
  return Error(absl::StatusCode::kInvalidArgument, "REPORT_UNKNOWN", absl::StrCat("the reports are ", names),
               absl::StrCat("可用的报表：", names), "report");
}

void KeepFigures(const ReportDefinition& report, v1::Figures& figures) {
  const auto* const descriptor = v1::Figures::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* const field = descriptor->field(i);
    const bool shown = std::find(report.figures.begin(), report.figures.end(), field->name()) != report.figures.end();
    if (!shown) figures.GetReflection()->ClearField(&figures, field);
  }
}

}  // namespace huiyin
