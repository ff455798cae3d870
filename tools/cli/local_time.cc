#include "tools/cli/local_time.h"

namespace huiyin {

absl::TimeZone ZoneNamed(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(name, &zone);
  return zone;
}

std::string LocalTime(const google::protobuf::Timestamp& moment, absl::TimeZone zone) {
  const char* const form = zone == absl::UTCTimeZone() ? "%Y-%m-%d %H:%MZ" : "%Y-%m-%d %H:%M";
  return absl::FormatTime(form, absl::FromUnixSeconds(moment.seconds()), zone);
}

}  // namespace huiyin
