// Moments on the command line.
#ifndef HUIYIN_TOOLS_CLI_MOMENTS_H_
#define HUIYIN_TOOLS_CLI_MOMENTS_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "absl/status/statusor.h"

namespace huiyin {

// RFC 3339 with "Z" or an offset. kInvalidArgument (TIME_MALFORMED) names `option`.
absl::StatusOr<google::protobuf::Timestamp> MomentOption(const std::string& option, const std::string& text);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_MOMENTS_H_
