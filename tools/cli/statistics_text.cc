#include "tools/cli/statistics_text.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "domain/words.h"
#include "tools/cli/display_width.h"
#include "tools/cli/printable.h"
#include "tools/cli/table.h"

namespace huiyin {
namespace {

using google::protobuf::util::TimeUtil;

struct RatioColumn {
  const char* english;
  const char* chinese;
  const v1::Ratio& (v1::Figures::*ratio)() const;
};

constexpr RatioColumn kRatios[] = {
    {"assigned", "交办率", &v1::Figures::assigned_rate},
    {"replied", "答复率", &v1::Figures::reply_rate},
    {"on time", "按期答复率", &v1::Figures::on_time_rate},
    {"completed", "办结率", &v1::Figures::completion_rate},
    {"resolved (class A)", "解决率", &v1::Figures::resolution_rate},
    {"class A", "A 类", &v1::Figures::class_a},
    {"class B", "B 类", &v1::Figures::class_b},
    {"class C", "C 类", &v1::Figures::class_c},
    {"class D", "D 类", &v1::Figures::class_d},
    {"met in person", "面商率", &v1::Figures::face_contact_rate},
    {"contacted", "沟通率", &v1::Figures::contact_rate},
    {"satisfied", "满意率", &v1::Figures::satisfaction_rate},
    {"satisfied with attitude", "态度满意率", &v1::Figures::attitude_rate},
    {"satisfied in round 1", "首轮满意率", &v1::Figures::first_round_satisfaction_rate},
    {"evaluated", "反馈率", &v1::Figures::feedback_rate},
    {"handled again", "重办率", &v1::Figures::rehandling_rate},
    {"returned", "退回率", &v1::Figures::return_rate},
};

struct DimensionWords {
  v1::FigureTable::Dimension dimension;
  const char* english;
  const char* chinese;
};

constexpr DimensionWords kDimensions[] = {
    {v1::FigureTable::SESSION, "session", "会议"},
    {v1::FigureTable::KIND, "kind", "类型"},
    {v1::FigureTable::CATEGORY, "category", "类别"},
    {v1::FigureTable::MAIN_UNIT, "main unit", "主办单位"},
    {v1::FigureTable::LEAD_DEPUTY, "lead deputy", "领衔代表"},
    {v1::FigureTable::DEPUTY_GROUP, "deputy group", "代表小组"},
    {v1::FigureTable::SOURCE, "source", "来源"},
    {v1::FigureTable::CLASS, "class", "答复分类"},
    {v1::FigureTable::ASSIGNED_MONTH, "month of assignment", "交办月份"},
};

const char* Pick(Language language, const char* english, const char* chinese) {
  return language == Language::kChinese ? chinese : english;
}

std::string DaysText(bool known, int32_t days) { return known ? absl::StrCat(days) : "–"; }

std::string StatusTable(const v1::LedgerStatistics& statistics, Language language) {
  Table table({{Pick(language, "status", "状态")}, {Pick(language, "proposals", "件数"), Table::Align::kRight}});
  for (const v1::StatusCount& count : statistics.status()) {
    v1::Proposal::Status status = v1::Proposal::STATUS_UNSPECIFIED;
    v1::Proposal::Status_Parse(count.status(), &status);
    table.Add({StatusText(status, language), absl::StrCat(count.count())});
  }
  table.Add({Pick(language, "all", "合计"), absl::StrCat(statistics.proposals())});
  return table.Render(0);
}

// One figure a line: a ledger as a whole.
std::string FiguresTable(const v1::Figures& figures, Language language) {
  Table table({{Pick(language, "figure", "指标")}, {Pick(language, "value", "数值"), Table::Align::kRight}});
  for (const RatioColumn& column : kRatios) {
    table.Add({Pick(language, column.english, column.chinese), RatioText((figures.*column.ratio)())});
  }
  table.Add({Pick(language, "overdue", "逾期件数"), absl::StrCat(figures.overdue())});
  const v1::HandlingDays& days = figures.handling_days();
  table.Add({Pick(language, "handling days, median", "办理天数（中位）"), DaysText(days.has_median(), days.median())});
  table.Add(
      {Pick(language, "handling days, 90th percentile", "办理天数（九成位）"), DaysText(days.has_p90(), days.p90())});
  return table.Render(0);
}

// What the row is about, where it is a word of the contract.
std::string ValueText(v1::FigureTable::Dimension dimension, const std::string& value, Language language) {
  v1::Proposal::Kind kind = v1::Proposal::UNSPECIFIED;
  v1::Proposal::Source source = v1::Proposal::SOURCE_UNSPECIFIED;
  if (language != Language::kChinese) return value;
  if (dimension == v1::FigureTable::KIND && v1::Proposal::Kind_Parse(value, &kind)) {
    return std::string(WordsOf(kind).chinese);
  }
  if (dimension == v1::FigureTable::SOURCE && v1::Proposal::Source_Parse(value, &source)) {
    return std::string(WordsOf(source).chinese);
  }
  return value;
}

// One value of the dimension a line, the figures that are compared most.
std::string DimensionTable(const v1::FigureTable& dimension, Language language, size_t width) {
  const char* heading = "";
  for (const DimensionWords& words : kDimensions) {
    if (words.dimension == dimension.dimension()) heading = Pick(language, words.english, words.chinese);
  }
  const auto right = Table::Align::kRight;
  Table table({{heading, Table::Align::kLeft, true},
               {Pick(language, "replied", "答复率"), right, true},
               {Pick(language, "on time", "按期答复率"), right, true},
               {Pick(language, "overdue", "逾期"), right, true},
               {Pick(language, "completed", "办结率"), right, true},
               {Pick(language, "resolved", "解决率"), right, true},
               {Pick(language, "satisfied", "满意率"), right, true},
               {Pick(language, "median days", "办理天数"), right, true}});
  for (const v1::FigureRow& row : dimension.rows()) {
    const v1::Figures& figures = row.figures();
    const std::string value = ValueText(dimension.dimension(), row.value(), language);
    table.Add({row.label().empty() ? value : absl::StrCat(value, " ", row.label()), RatioText(figures.reply_rate()),
               RatioText(figures.on_time_rate()), absl::StrCat(figures.overdue()), RatioText(figures.completion_rate()),
               RatioText(figures.resolution_rate()), RatioText(figures.satisfaction_rate()),
               DaysText(figures.handling_days().has_median(), figures.handling_days().median())});
  }
  return table.Render(width);
}

std::string Heading(const v1::LedgerStatistics& statistics, Language language) {
  const std::string at = TimeUtil::ToString(TimeUtil::SecondsToTimestamp(statistics.at().seconds()));
  if (language == Language::kChinese) {
    return absl::StrFormat("%s（%s） 截至 %s（当地日期 %s），共 %d 个事件", Printable(statistics.name()),
                           statistics.ledger_id(), at, statistics.local_date(), statistics.known_events());
  }
  return absl::StrFormat("%s (%s) as known at %s (local date %s), %d events", Printable(statistics.name()),
                         statistics.ledger_id(), at, statistics.local_date(), statistics.known_events());
}

}  // namespace

std::string RatioText(const v1::Ratio& ratio) {
  if (ratio.denominator() == 0) return "–";
  const double exact = 100.0 * static_cast<double>(ratio.numerator()) / static_cast<double>(ratio.denominator());
  // All and nothing are said of all and nothing only.
  const bool some = ratio.numerator() > 0 && ratio.numerator() < ratio.denominator();
  const double percent = some ? std::clamp(exact, 0.1, 99.9) : exact;
  return absl::StrFormat("%d/%d %5.1f%%", ratio.numerator(), ratio.denominator(), percent);
}

std::string StatusText(v1::Proposal::Status status, Language language) {
  const Words words = WordsOf(status);
  return std::string(language == Language::kChinese ? words.chinese : words.english);
}

std::string StatisticsText(const v1::LedgerStatistics& statistics, Language language, size_t width) {
  std::string text = absl::StrJoin(Wrapped(Heading(statistics, language), width), "\n") + "\n";
  absl::StrAppend(&text, "\n", StatusTable(statistics, language));
  for (const v1::FigureTable& table : statistics.tables()) {
    if (table.dimension() == v1::FigureTable::LEDGER) {
      const v1::Figures figures = table.rows_size() > 0 ? table.rows(0).figures() : v1::Figures();
      absl::StrAppend(&text, "\n", FiguresTable(figures, language));
    } else {
      absl::StrAppend(&text, "\n", DimensionTable(table, language, width));
    }
  }
  return text;
}

}  // namespace huiyin
