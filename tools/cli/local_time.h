// Moments as the people of a ledger tell them.
#ifndef HUIYIN_TOOLS_CLI_LOCAL_TIME_H_
#define HUIYIN_TOOLS_CLI_LOCAL_TIME_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace huiyin {

// Of a ledger; UTC when the machine does not know it.
absl::TimeZone ZoneNamed(const std::string& name);

// "2020-03-25 09:40" there; "2020-03-25 01:40Z" in UTC.
std::string LocalTime(const google::protobuf::Timestamp& moment, absl::TimeZone zone);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_LOCAL_TIME_H_
