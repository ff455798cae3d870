#include "tools/cli/statistics_text.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "domain/words.h"
#include "tools/cli/display_width.h"
#include "tools/cli/figure_words.h"
#include "tools/cli/printable.h"
#include "tools/cli/table.h"

namespace huiyin {
namespace {

using google::protobuf::util::TimeUtil;

struct RatioLine {
  const char* name;
  const v1::Ratio& (v1::Figures::*ratio)() const;
};

constexpr RatioLine kRatios[] = {
    {"assigned_rate", &v1::Figures::assigned_rate},
    {"reply_rate", &v1::Figures::reply_rate},
    {"on_time_rate", &v1::Figures::on_time_rate},
    {"completion_rate", &v1::Figures::completion_rate},
    {"resolution_rate", &v1::Figures::resolution_rate},
    {"class_a", &v1::Figures::class_a},
    {"class_b", &v1::Figures::class_b},
    {"class_c", &v1::Figures::class_c},
    {"class_d", &v1::Figures::class_d},
    {"face_contact_rate", &v1::Figures::face_contact_rate},
    {"contact_rate", &v1::Figures::contact_rate},
    {"satisfaction_rate", &v1::Figures::satisfaction_rate},
    {"attitude_rate", &v1::Figures::attitude_rate},
    {"first_round_satisfaction_rate", &v1::Figures::first_round_satisfaction_rate},
    {"feedback_rate", &v1::Figures::feedback_rate},
    {"rehandling_rate", &v1::Figures::rehandling_rate},
    {"return_rate", &v1::Figures::return_rate},
};

std::string Pick(Language language, const Words& words) {
  return std::string(language == Language::kChinese ? words.chinese : words.english);
}

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
  for (const RatioLine& line : kRatios) {
    table.Add({Pick(language, FigureWords(line.name)), RatioText((figures.*line.ratio)())});
  }
  table.Add({Pick(language, FigureWords("overdue")), absl::StrCat(figures.overdue())});
  const v1::HandlingDays& days = figures.handling_days();
  table.Add({Pick(language, "handling days, median", "办理天数（中位）"), DaysText(days.has_median(), days.median())});
  table.Add(
      {Pick(language, "handling days, 90th percentile", "办理天数（九成位）"), DaysText(days.has_p90(), days.p90())});
  return table.Render(0);
}

// One value of the dimension a line, the figures that are compared most.
std::string DimensionTable(const v1::FigureTable& dimension, Language language, size_t width) {
  const auto right = Table::Align::kRight;
  Table table({{Pick(language, DimensionWords(dimension.dimension())), Table::Align::kLeft, true},
               {Pick(language, "replied", "答复率"), right, true},
               {Pick(language, "on time", "按期答复率"), right, true},
               {Pick(language, "overdue", "逾期"), right, true},
               {Pick(language, "completed", "办结率"), right, true},
               {Pick(language, "resolved", "解决率"), right, true},
               {Pick(language, "satisfied", "满意率"), right, true},
               {Pick(language, "median days", "办理天数"), right, true}});
  for (const v1::FigureRow& row : dimension.rows()) {
    const v1::Figures& figures = row.figures();
    const std::string value = Pick(language, ValueWords(dimension.dimension(), row.value()));
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
