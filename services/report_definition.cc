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

}  // namespace

absl::Span<const ReportDefinition> ReportDefinitions() {
  static const auto* const kReports = new std::vector<ReportDefinition>{
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
       .version = 1,
       .english = "Overdue proposals",
       .chinese = "逾期未答复",
       .dimensions = {FigureTable::LEDGER},
       .figures = {"overdue"},
       .lists_overdue = true},
  };
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
