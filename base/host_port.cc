#include "base/host_port.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace huiyin {
namespace {

bool IsBracketed(absl::string_view host) { return host.size() > 2 && host.front() == '[' && host.back() == ']'; }

bool IsHost(absl::string_view host) {
  const bool bracketed = IsBracketed(host);
  if (bracketed) host = host.substr(1, host.size() - 2);
  return !host.empty() && std::all_of(host.begin(), host.end(), [bracketed](char c) {
    return absl::ascii_isalnum(c) || c == '.' || (bracketed ? c == ':' || c == '%' : c == '-');
  });
}

}  // namespace

std::string BareHost(const HostPort& address) {
  const std::string& host = address.host;
  return IsBracketed(host) ? host.substr(1, host.size() - 2) : host;
}

std::optional<HostPort> ParseHostPort(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || !IsHost(text.substr(0, colon))) return std::nullopt;
  const absl::string_view digits = text.substr(colon + 1);
  uint32_t port = 0;
  const bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
  if (!number || !absl::SimpleAtoi(digits, &port) || port > std::numeric_limits<uint16_t>::max()) return std::nullopt;
  return HostPort{std::string(text.substr(0, colon)), static_cast<uint16_t>(port)};
}

}  // namespace huiyin
