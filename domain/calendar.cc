// calendar := { line "\n" }
// line     := "" | "#" any | "version" SP name | "years" SP year "-" year | mark SP date [ SP any ]
// mark     := "work" | "rest"
// date     := YYYY-MM-DD, in one of the years
//
// `version` and `years` stand once each, before the first day; what follows a date is for the reader. A day of those
// years that is not listed follows the plain week; no day is listed twice.
#include "domain/calendar.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/deadlines.h"

namespace huiyin {
namespace {

constexpr size_t kVersionBytesMax = 64;

absl::Status Malformed(size_t line, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "CALENDAR_MALFORMED",
               absl::StrCat("calendar line ", line, ": ", english), absl::StrCat("日历第 ", line, " 行：", chinese));
}

bool ParseYears(absl::string_view text, int& first, int& last) {
  const std::vector<absl::string_view> ends = absl::StrSplit(text, '-');
  if (ends.size() != 2 || !absl::SimpleAtoi(ends[0], &first) || !absl::SimpleAtoi(ends[1], &last)) return false;
  return first >= 1900 && last <= 9999 && first <= last;
}

// Monday to Friday.
bool IsWeekday(DayNumber day) {
  constexpr DayNumber kThursday = 3;  // 1970-01-01, counted from Monday.
  const DayNumber weekday = ((day + kThursday) % 7 + 7) % 7;
  return weekday < 5;
}

}  // namespace

DayNumber DayNumberOf(absl::CivilDay day) { return day - absl::CivilDay(1970, 1, 1); }

absl::CivilDay DayOf(DayNumber number) { return absl::CivilDay(1970, 1, 1) + number; }

absl::StatusOr<Calendar> Calendar::Parse(absl::string_view text) {
  Calendar calendar;
  std::set<DayNumber> listed;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#') continue;
    RETURN_IF_ERROR(calendar.ParseLine(line, number, listed));
  }
  if (calendar.version_.empty()) return Malformed(number, "no version line", "缺少 version 行");
  if (calendar.working_.empty()) return Malformed(number, "no years line", "缺少 years 行");
  return calendar;
}

void Calendar::SetYears(int first, int last) {
  first_ = DayNumberOf(absl::CivilDay(first, 1, 1));
  const DayNumber end = DayNumberOf(absl::CivilDay(last + 1, 1, 1));
  for (DayNumber day = first_; day < end; ++day) working_.push_back(IsWeekday(day));
}

absl::Status Calendar::ParseLine(absl::string_view line, size_t number, std::set<DayNumber>& listed) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(' ', 1));
  const auto& [word, rest] = parts;
  if (word == "version") {
    if (!version_.empty()) return Malformed(number, "a second version line", "version 行重复");
    if (rest.empty() || rest.size() > kVersionBytesMax)
      return Malformed(number, "no version, or a long one", "版本名为空或过长");
    version_ = std::string(rest);
    return absl::OkStatus();
  }
  if (word == "years") {
    int first = 0;
    int last = 0;
    if (!working_.empty()) return Malformed(number, "a second years line", "years 行重复");
    if (!ParseYears(rest, first, last)) return Malformed(number, "years must read FIRST-LAST", "years 应写作“起-止”");
    SetYears(first, last);
    return absl::OkStatus();
  }
  if (word != "work" && word != "rest") return Malformed(number, "an unknown word", "无法识别的词");
  const std::optional<absl::CivilDay> day = ParseDate(rest.substr(0, rest.find(' ')));
  if (!day.has_value()) return Malformed(number, "not a date YYYY-MM-DD", "不是 YYYY-MM-DD 的日期");
  const DayNumber listed_day = DayNumberOf(*day);
  if (!Knows(listed_day)) return Malformed(number, "a day outside the years", "日期不在 years 范围内");
  if (!listed.insert(listed_day).second) return Malformed(number, "a day listed twice", "日期重复");
  working_[listed_day - first_] = word == "work";
  return absl::OkStatus();
}

Calendar::Day Calendar::At(DayNumber day) const {
  if (!Knows(day)) return {IsWeekday(day), false};
  return {working_[day - first_], true};
}

}  // namespace huiyin
