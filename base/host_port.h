// "HOST:PORT": where something listens, or is to be reached.
#ifndef HUIYIN_BASE_HOST_PORT_H_
#define HUIYIN_BASE_HOST_PORT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin {

struct HostPort {
  // A name or an address; one of IPv6 with its brackets.
  std::string host;
  uint16_t port = 0;
};

// The host without the brackets of IPv6, as name lookup wants it.
std::string BareHost(const HostPort& address);

// "127.0.0.1:7600", "[::1]:7600", "localhost:0". nullopt: anything else.
std::optional<HostPort> ParseHostPort(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_BASE_HOST_PORT_H_
