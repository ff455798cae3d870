#include "tools/cli/figure_words.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "absl/strings/str_cat.h"
#include "tools/cli/statistics_text.h"

namespace huiyin {
namespace {

struct NamedFigure {
  absl::string_view name;
  Words words;
};

constexpr NamedFigure kFigures[] = {
    {"assigned_rate", {"assigned", "交办率"}},
    {"reply_rate", {"replied", "答复率"}},
    {"on_time_rate", {"on time", "按期答复率"}},
    {"overdue", {"overdue", "逾期件数"}},
    {"completion_rate", {"completed", "办结率"}},
    {"resolution_rate", {"resolved (class A)", "解决率"}},
    {"class_a", {"class A", "A 类"}},
    {"class_b", {"class B", "B 类"}},
    {"class_c", {"class C", "C 类"}},
    {"class_d", {"class D", "D 类"}},
    {"face_contact_rate", {"met in person", "面商率"}},
    {"contact_rate", {"contacted", "沟通率"}},
    {"satisfaction_rate", {"satisfied", "满意率"}},
    {"attitude_rate", {"satisfied with attitude", "态度满意率"}},
    {"first_round_satisfaction_rate", {"satisfied in round 1", "首轮满意率"}},
    {"feedback_rate", {"evaluated", "反馈率"}},
    {"rehandling_rate", {"handled again", "重办率"}},
    {"return_rate", {"returned", "退回率"}},
    {"handling_days", {"handling days: median / 90th percentile", "办理天数：中位 / 九成位"}},
};

std::string DaysText(const v1::HandlingDays& days) {
  if (!days.has_median()) return "–";
  return absl::StrCat(days.median(), " / ", days.p90());
}

}  // namespace

Words FigureWords(absl::string_view figure) {
  for (const NamedFigure& named : kFigures) {
    if (named.name == figure) return named.words;
  }
  return {figure, figure};
}

Words DimensionWords(v1::FigureTable::Dimension dimension) {
  switch (dimension) {
    case v1::FigureTable::LEDGER:
      return {"ledger", "登记册"};
    case v1::FigureTable::SESSION:
      return {"session", "会议"};
    case v1::FigureTable::KIND:
      return {"kind", "类型"};
    case v1::FigureTable::CATEGORY:
      return {"category", "类别"};
    case v1::FigureTable::MAIN_UNIT:
      return {"main unit", "主办单位"};
    case v1::FigureTable::LEAD_DEPUTY:
      return {"lead deputy", "领衔代表"};
    case v1::FigureTable::DEPUTY_GROUP:
      return {"deputy group", "代表小组"};
    case v1::FigureTable::SOURCE:
      return {"source", "来源"};
    case v1::FigureTable::CLASS:
      return {"class", "答复分类"};
    case v1::FigureTable::ASSIGNED_MONTH:
      return {"month of assignment", "交办月份"};
    default:
      return {"", ""};
  }
}

Words ValueWords(v1::FigureTable::Dimension dimension, absl::string_view value) {
  v1::Proposal::Kind kind = v1::Proposal::UNSPECIFIED;
  v1::Proposal::Source source = v1::Proposal::SOURCE_UNSPECIFIED;
  if (dimension == v1::FigureTable::KIND && v1::Proposal::Kind_Parse(std::string(value), &kind)) {
    return {value, WordsOf(kind).chinese};
  }
  if (dimension == v1::FigureTable::SOURCE && v1::Proposal::Source_Parse(std::string(value), &source)) {
    return {value, WordsOf(source).chinese};
  }
  return {value, value};
}

std::string FigureText(const v1::Figures& figures, const std::string& figure) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(figure);
  if (field == nullptr) return "";
  const auto* const reflection = figures.GetReflection();
  if (field->message_type() == v1::HandlingDays::descriptor()) return DaysText(figures.handling_days());
  if (field->message_type() == nullptr) return absl::StrCat(reflection->GetUInt64(figures, field));
  return RatioText(static_cast<const v1::Ratio&>(reflection->GetMessage(figures, field)));
}

}  // namespace huiyin
