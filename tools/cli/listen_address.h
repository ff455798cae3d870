// What --listen says.
#ifndef HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_
#define HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

struct ListenAddress {
  // A name or an address; one of IPv6 with its brackets.
  std::string host;
  // 0: a free one.
  uint16_t port = 0;
};

// "127.0.0.1:7600", "[::1]:7600", "localhost:0". kInvalidArgument (ADDRESS_MALFORMED): anything else.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_LISTEN_ADDRESS_H_
