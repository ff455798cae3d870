// Which command ids are the timekeeper's (ADR 0024).
#ifndef HUIYIN_SERVICES_TIMEKEEPER_IDS_H_
#define HUIYIN_SERVICES_TIMEKEEPER_IDS_H_

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace huiyin {

inline constexpr absl::string_view kTimekeeperIdPrefix = "t:";

// Anyone can tell how the id of a coming reminder will read. Whoever could use it first, for a command of his own,
// would keep the reminder out of the register.
inline bool IsTimekeeperId(absl::string_view command_id) { return absl::StartsWith(command_id, kTimekeeperIdPrefix); }

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_TIMEKEEPER_IDS_H_
