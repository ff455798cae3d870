// Which command ids are those of the program itself: the timekeeper's (ADR 0024) and the courier's (ADR 0028).
#ifndef HUIYIN_SERVICES_SYSTEM_IDS_H_
#define HUIYIN_SERVICES_SYSTEM_IDS_H_

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace huiyin {

inline constexpr absl::string_view kTimekeeperIdPrefix = "t:";
inline constexpr absl::string_view kCourierIdPrefix = "up:";

inline bool IsTimekeeperId(absl::string_view command_id) { return absl::StartsWith(command_id, kTimekeeperIdPrefix); }
inline bool IsCourierId(absl::string_view command_id) { return absl::StartsWith(command_id, kCourierIdPrefix); }

// Anyone can tell how the id of a coming order will read. Whoever could use it first, for a command of his own, would
// keep the order out of the register.
inline bool IsSystemId(absl::string_view command_id) { return IsTimekeeperId(command_id) || IsCourierId(command_id); }

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SYSTEM_IDS_H_
