#include "domain/deadlines.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "huiyin/v1/rules.pb.h"

namespace huiyin {
namespace {

const absl::CivilDay kLastDayOfAll(9999, 12, 31);

// Months count over rest days as well, so only the day itself asks the calendar.
LastDay RolledToWorkingDay(absl::CivilDay day, const Calendar& calendar) {
  DayNumber number = DayNumberOf(day);
  Calendar::Day now = calendar.At(number);
  bool provisional = !now.known;
  while (!now.working) {
    now = calendar.At(++number);
    provisional |= !now.known;
  }
  return {DayOf(number), provisional};
}

LastDay NthWorkingDayAfter(absl::CivilDay start, uint32_t count, const Calendar& calendar) {
  DayNumber number = DayNumberOf(start);
  bool provisional = false;
  for (uint32_t counted = 0; counted < count;) {
    const Calendar::Day day = calendar.At(++number);
    provisional |= !day.known;
    if (day.working) ++counted;
  }
  return {DayOf(number), provisional};
}

// The same day of the month, or the month's last day.
absl::CivilDay MonthsAfter(absl::CivilDay start, uint32_t count) {
  const absl::CivilMonth month = absl::CivilMonth(start) + count;
  const absl::CivilDay month_end = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (start.day() - 1), month_end);
}

LastDay Unbounded(absl::CivilDay start, const v1::TimeLimit& limit, const Calendar& calendar) {
  switch (limit.unit()) {
    case v1::TimeLimit::WORKING_DAYS:
      return NthWorkingDayAfter(start, limit.count(), calendar);
    case v1::TimeLimit::MONTHS:
      return RolledToWorkingDay(MonthsAfter(start, limit.count()), calendar);
    default:
      return RolledToWorkingDay(start + limit.count(), calendar);
  }
}

}  // namespace

LastDay Later(const std::optional<LastDay>& known, const LastDay& other) {
  if (!known.has_value() || known->day < other.day) return other;
  if (known->day > other.day) return *known;
  return {known->day, known->provisional || other.provisional};
}

LastDay LimitAfter(absl::CivilDay start, const v1::TimeLimit& limit, const Calendar& calendar) {
  LastDay last = Unbounded(start, limit, calendar);
  // Dates are written with four digits of year.
  last.day = std::min(last.day, kLastDayOfAll);
  return last;
}

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int digits[8];
  int count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digits[count++] = text[i] - '0';
  }
  const int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  const int month = digits[4] * 10 + digits[5];
  const int day = digits[6] * 10 + digits[7];
  const absl::CivilDay date(year, month, day);
  // CivilDay carries the 30th of February over into March.
  if (year < 1900 || date.year() != year || date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

// By hand: every event carries dates, and printf-like formatting takes longer than all the rest of its decision.
std::string FormatDate(absl::CivilDay day) {
  std::string text = "0000-00-00";
  const auto write = [&](size_t end, int64_t value) {
    for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
  };
  write(4, day.year());
  write(7, day.month());
  write(10, day.day());
  return text;
}

}  // namespace huiyin
