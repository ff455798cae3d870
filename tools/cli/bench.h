// huiyin bench: the benches of //tools/bench.
#ifndef HUIYIN_TOOLS_CLI_BENCH_H_
#define HUIYIN_TOOLS_CLI_BENCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace huiyin {

// The names of all, and what they measure.
std::string BenchesText();

// No words: the list. "all": each in a process of its own. A name and its flags: that one. A bench prints
// one line of JSON on stdout.
absl::Status RunBenches(const std::vector<std::string>& words);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_BENCH_H_
