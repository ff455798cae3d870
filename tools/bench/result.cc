#include "tools/bench/result.h"

#include <cmath>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace huiyin {
namespace {

std::string Number(double value) {
  // JSON has neither infinity nor NaN.
  if (!std::isfinite(value)) return "null";
  if (value == std::floor(value) && std::abs(value) < 1e15) return absl::StrFormat("%.0f", value);
  return absl::StrFormat("%.5g", value);
}

// Names are the benches' own: plain ASCII without quotes.
std::string Object(const BenchResult::Numbers& numbers) {
  std::string out = "{";
  for (const auto& [name, value] : numbers) {
    absl::StrAppend(&out, out.size() > 1 ? "," : "", "\"", name, "\":", Number(value));
  }
  return out + "}";
}

std::string TargetOf(const BenchResult::Target& target, double figure, double ratio) {
  using Kind = BenchResult::Target::Kind;
  switch (target.kind) {
    case Kind::kFigureAtLeast:
      return absl::StrCat("{\"at_least\":", Number(target.value),
                          ",\"met\":", figure >= target.value ? "true" : "false", "}");
    case Kind::kFigureAtMost:
      return absl::StrCat("{\"at_most\":", Number(target.value), ",\"met\":", figure <= target.value ? "true" : "false",
                          "}");
    case Kind::kRatioAtLeast:
      return absl::StrCat("{\"ratio_at_least\":", Number(target.value),
                          ",\"met\":", ratio >= target.value ? "true" : "false", "}");
  }
  return "{}";
}

}  // namespace

std::string ToJsonLine(absl::string_view bench, const BenchResult& result) {
  std::string out =
      absl::StrCat("{\"bench\":\"", bench, "\",\"figure\":", Number(result.figure), ",\"unit\":\"", result.unit, "\"");
  double ratio = 0;
  if (result.ceiling.has_value()) {
    ratio = result.figure / result.ceiling->figure;
    absl::StrAppend(&out, ",\"ceiling\":{\"what\":\"", result.ceiling->what,
                    "\",\"figure\":", Number(result.ceiling->figure), "},\"ratio\":", Number(ratio));
  }
  if (result.target.has_value()) absl::StrAppend(&out, ",\"target\":", TargetOf(*result.target, result.figure, ratio));
  if (!result.also.empty()) absl::StrAppend(&out, ",\"also\":", Object(result.also));
  BenchResult::Numbers conditions = result.conditions;
  conditions.emplace_back("cores", std::thread::hardware_concurrency());
  absl::StrAppend(&out, ",\"conditions\":", Object(conditions), "}");
  return out;
}

}  // namespace huiyin
