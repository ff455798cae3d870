#include "tools/cli/listen_address.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "exchange/quoted.h"

namespace huiyin {
namespace {

absl::Status Malformed(absl::string_view text, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_MALFORMED", absl::StrCat(Quoted(text), " ", english),
               absl::StrCat(Quoted(text), " ", chinese), "--listen");
}

bool IsHost(absl::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  return !host.empty() && std::all_of(host.begin(), host.end(), [bracketed](char c) {
    return absl::ascii_isalnum(c) || c == '.' || (bracketed ? c == ':' || c == '%' : c == '-');
  });
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || !IsHost(text.substr(0, colon))) {
    return Malformed(text, "is not HOST:PORT such as 127.0.0.1:7600 or [::1]:7600",
                     "不是“主机:端口”，应如 127.0.0.1:7600 或 [::1]:7600");
  }
  const absl::string_view digits = text.substr(colon + 1);
  uint32_t port = 0;
  const bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
  if (!number || !absl::SimpleAtoi(digits, &port) || port > std::numeric_limits<uint16_t>::max()) {
    return Malformed(text, "ends in no port from 0 to 65535", "末尾不是 0 至 65535 的端口");
  }
  return ListenAddress{std::string(text.substr(0, colon)), static_cast<uint16_t>(port)};
}

}  // namespace huiyin
