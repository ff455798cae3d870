#include "tools/cli/listen_address.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "exchange/quoted.h"

namespace huiyin {

absl::StatusOr<HostPort> ParseListenAddress(absl::string_view text) {
  const std::optional<HostPort> address = ParseHostPort(text);
  if (address.has_value()) return *address;
  return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_MALFORMED",
               absl::StrCat(Quoted(text), " is not HOST:PORT such as 127.0.0.1:7600 or [::1]:7600"),
               absl::StrCat(Quoted(text), " 不是“主机:端口”，应如 127.0.0.1:7600 或 [::1]:7600"), "--listen");
}

}  // namespace huiyin
