// The directory that a node keeps its log and views in.
#ifndef HUIYIN_SERVICES_SERVER_DATA_DIRECTORY_H_
#define HUIYIN_SERVICES_SERVER_DATA_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"

namespace huiyin {

// Makes it, for its owner's eyes only, where it is absent. kInvalidArgument: DATA_DIRECTORY_MISSING (no name),
// DATA_DIRECTORY_UNUSABLE.
absl::Status MakeDataDirectory(const std::string& directory);

// The same, for a register with its log in `log_directory`. kNotFound (NO_REGISTER_HERE): it holds none, and
// `create_if_missing` is false; nothing is changed then. kDataLoss (LOG_DAMAGED), kFailedPrecondition (NOT_A_LOG): as
// HoldsDatabase.
absl::Status PrepareDataDirectory(const std::string& directory, const std::string& log_directory,
                                  bool create_if_missing);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_DATA_DIRECTORY_H_
