#include "projections/days.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace huiyin {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

int NumberIn(absl::string_view digits) {
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  return number;
}

}  // namespace

int32_t DayNumber(absl::CivilDay day) { return static_cast<int32_t>(day - kEpoch); }

absl::CivilDay DayOf(int32_t number) { return kEpoch + number; }

std::optional<int32_t> ParseDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const absl::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  for (absl::string_view part : {year, month, day}) {
    if (!std::all_of(part.begin(), part.end(), absl::ascii_isdigit)) return std::nullopt;
  }
  const absl::CivilDay civil(NumberIn(year), NumberIn(month), NumberIn(day));
  // CivilDay carries 02-30 over into March.
  if (civil.month() != NumberIn(month) || civil.day() != NumberIn(day)) return std::nullopt;
  return DayNumber(civil);
}

std::string FormatDay(int32_t number) {
  const absl::CivilDay day = DayOf(number);
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string FormatMonth(absl::CivilMonth month) { return absl::StrFormat("%04d-%02d", month.year(), month.month()); }

}  // namespace huiyin
