// What a bench found, as one line of JSON:
//
//   {"bench":"append","figure":151000,"unit":"records/s","ceiling":{"what":"…","figure":204000},"ratio":0.74,
//    "target":{"ratio":0.7,"met":true},"also":{"…":1},"conditions":{"batch":64,"cores":2}}
//
// `ceiling`, `ratio`, `target` and `also` are left out where there is none.
#ifndef HUIYIN_TOOLS_BENCH_RESULT_H_
#define HUIYIN_TOOLS_BENCH_RESULT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace huiyin {

struct BenchResult {
  // Names and numbers, in the order in which they are printed.
  using Numbers = std::vector<std::pair<std::string, double>>;

  struct Ceiling {
    std::string what;
    double figure = 0;
  };
  // What design §12 asks for.
  struct Target {
    // Of figure / ceiling.
    enum class Kind { kFigureAtLeast, kFigureAtMost, kRatioAtLeast };
    Kind kind = Kind::kFigureAtLeast;
    double value = 0;
  };

  double figure = 0;
  std::string unit;
  std::optional<Ceiling> ceiling;
  std::optional<Target> target;
  Numbers also;
  Numbers conditions;
};

// With the machine's cores among the conditions; without a line's end.
std::string ToJsonLine(absl::string_view bench, const BenchResult& result);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_RESULT_H_
