// Local days as facts carry them: counted from 1970-01-01. Texts are YYYY-MM-DD.
#ifndef HUIYIN_PROJECTIONS_DAYS_H_
#define HUIYIN_PROJECTIONS_DAYS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace huiyin {

int32_t DayNumber(absl::CivilDay day);
absl::CivilDay DayOf(int32_t number);

// nullopt: not exactly a real day written so.
std::optional<int32_t> ParseDay(absl::string_view text);
std::string FormatDay(int32_t number);
// "YYYY-MM".
std::string FormatMonth(absl::CivilMonth month);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_DAYS_H_
