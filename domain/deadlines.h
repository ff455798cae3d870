// The arithmetic of limits (Civil Code of the PRC, art. 201-203): the first day does not count; a period of months ends
// on the same day of the month, or on the month's last day; when the last day is a rest day, the next working day; the
// day ends at 24:00.
#ifndef HUIYIN_DOMAIN_DEADLINES_H_
#define HUIYIN_DOMAIN_DEADLINES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "domain/calendar.h"

namespace huiyin::v1 {
class TimeLimit;
}  // namespace huiyin::v1

namespace huiyin {

struct LastDay {
  absl::CivilDay day;
  // A year without data was counted over, or holds the day.
  bool provisional = false;

  friend bool operator==(const LastDay&, const LastDay&) = default;
};

// The later one; of one day, provisional if either is: it may move still.
LastDay Later(const std::optional<LastDay>& known, const LastDay& other);

// `limit` after `start`. N working days: the N-th working day after; calendar days and months roll on to a working day.
LastDay LimitAfter(absl::CivilDay start, const v1::TimeLimit& limit, const Calendar& calendar);

// YYYY-MM-DD in ASCII digits, a real day of the years 1900 to 9999; nullopt otherwise.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);
std::string FormatDate(absl::CivilDay day);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_DEADLINES_H_
