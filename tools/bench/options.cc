#include "tools/bench/options.h"

#include <map>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/error.h"

namespace huiyin {
namespace {

// Of every count: far above what a machine can do in an afternoon.
constexpr uint64_t kCountMax = 1'000'000'000;

absl::Status Unknown(absl::string_view flag) {
  return Error(absl::StatusCode::kInvalidArgument, "BENCH_FLAG_UNKNOWN", absl::StrCat("a bench has no flag ", flag),
               absl::StrCat("性能测试没有选项 ", flag));
}

absl::Status Malformed(absl::string_view flag) {
  return Error(absl::StatusCode::kInvalidArgument, "BENCH_FLAG_MALFORMED",
               absl::StrCat(flag, " needs a whole number from 1 to ", kCountMax),
               absl::StrCat(flag, " 须为 1 至 ", kCountMax, " 的整数"));
}

}  // namespace

absl::StatusOr<BenchOptions> ParseBenchOptions(absl::Span<const std::string> flags, const BenchOptions& defaults) {
  BenchOptions out = defaults;
  const std::map<absl::string_view, uint64_t*> counts = {
      {"--proposals", &out.proposals}, {"--ledgers", &out.ledgers}, {"--calls", &out.calls},  {"--seed", &out.seed},
      {"--in-flight", &out.in_flight}, {"--batch", &out.batch},     {"--rounds", &out.rounds}};
  for (size_t i = 0; i < flags.size(); ++i) {
    const absl::string_view flag = flags[i];
    const size_t equals = flag.find('=');
    const absl::string_view name = flag.substr(0, equals);
    const auto count = counts.find(name);
    if (count == counts.end() && name != "--data") return Unknown(name);
    absl::string_view value;
    if (equals != absl::string_view::npos) {
      value = flag.substr(equals + 1);
    } else if (++i < flags.size()) {
      value = flags[i];
    }
    if (count == counts.end()) {
      out.data = std::string(value);
    } else if (!absl::SimpleAtoi(value, count->second) || *count->second == 0 || *count->second > kCountMax) {
      return Malformed(name);
    }
  }
  return out;
}

}  // namespace huiyin
