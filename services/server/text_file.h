// The small files that a node is given: tokens, certificates, a calendar.
#ifndef HUIYIN_SERVICES_SERVER_TEXT_FILE_H_
#define HUIYIN_SERVICES_SERVER_TEXT_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace huiyin {

// All of it. kInvalidArgument: FILE_UNREADABLE.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_TEXT_FILE_H_
