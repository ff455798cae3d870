#include "tools/cli/moments.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "exchange/formats.h"
#include "exchange/quoted.h"

namespace huiyin {

absl::StatusOr<google::protobuf::Timestamp> MomentOption(const std::string& option, const std::string& text) {
  if (const auto moment = ParseMoment(text)) return *moment;
  return Error(absl::StatusCode::kInvalidArgument, "TIME_MALFORMED",
               absl::StrCat(Quoted(text), " is not a moment such as 2021-01-01T00:00:00+08:00 or 2020-12-31T16:00:00Z"),
               absl::StrCat(Quoted(text), " 不是有效时刻，应如 2021-01-01T00:00:00+08:00 或 2020-12-31T16:00:00Z"),
               option);
}

}  // namespace huiyin
