// What --listen says.
#ifndef HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_
#define HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/host_port.h"

namespace huiyin {

// As ParseHostPort; port 0 takes a free one. kInvalidArgument (ADDRESS_MALFORMED): anything else.
absl::StatusOr<HostPort> ParseListenAddress(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_
