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

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace huiyin {

// Immutable after Parse, so thread-safe.
class Calendar {
 public:
  // The text of a calendar file; its grammar stands atop calendar.cc. kInvalidArgument (CALENDAR_MALFORMED) names the
  // line.
  static absl::StatusOr<Calendar> Parse(absl::string_view text);

  const std::string& version() const { return version_; }
  // False: no data for that year; only its weekends are known.
  bool Knows(absl::civil_year_t year) const;
  bool IsWorkingDay(absl::CivilDay day) const;

 private:
  absl::Status ParseLine(absl::string_view line, size_t number);

  std::string version_;
  std::set<absl::civil_year_t> years_;
  // By days since 1970: a CivilDay has six fields to hash. True: worked.
  absl::flat_hash_map<int64_t, bool> exceptions_;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_CALENDAR_H_
