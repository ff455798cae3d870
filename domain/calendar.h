// Working days, from facts: the days whose working status differs from the plain week (Monday to Friday).
//
// Data: domain/calendars/cn.txt, versioned, embedded in the program (domain/embedded.h) and replaceable by a file (the
// caller reads it).
#ifndef HUIYIN_DOMAIN_CALENDAR_H_
#define HUIYIN_DOMAIN_CALENDAR_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace huiyin {

// Days since 1970-01-01: to count over days takes no more than counting.
using DayNumber = int64_t;

DayNumber DayNumberOf(absl::CivilDay day);
absl::CivilDay DayOf(DayNumber number);

// Immutable after Parse, so thread-safe.
class Calendar {
 public:
  struct Day {
    bool working = false;
    // False: no data for its year; only the weekends are known.
    bool known = false;
  };

  // The text of a calendar file; its grammar stands atop calendar.cc. kInvalidArgument (CALENDAR_MALFORMED) names the
  // line.
  static absl::StatusOr<Calendar> Parse(absl::string_view text);

  const std::string& version() const { return version_; }
  Day At(DayNumber day) const;

 private:
  // `listed`: the days of the lines before.
  absl::Status ParseLine(absl::string_view line, size_t number, std::set<DayNumber>& listed);
  void SetYears(int first, int last);
  bool Knows(DayNumber day) const { return day >= first_ && day - first_ < static_cast<DayNumber>(working_.size()); }

  std::string version_;
  // 1 January of the first year with data.
  DayNumber first_ = 0;
  // Each day from `first_` to 31 December of the last year.
  std::vector<bool> working_;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_CALENDAR_H_
