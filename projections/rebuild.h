// Rebuilding: the views folded anew from the log's first record beside the live ones, and compared with them byte for
// byte.
#ifndef HUIYIN_PROJECTIONS_REBUILD_H_
#define HUIYIN_PROJECTIONS_REBUILD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace huiyin {

inline constexpr size_t kDifferencesMax = 10;

struct RebuildProgress {
  uint64_t records_folded = 0;
  // As far as is known now.
  uint64_t records_total = 0;
};

struct RebuildResult {
  uint64_t records_folded = 0;
  // Of the live view at the compared position.
  uint64_t rows_compared = 0;
  // Byte for byte.
  bool equal = false;
  // How many keys differ, and the first kDifferencesMax of them in readable form.
  uint64_t differing = 0;
  std::vector<std::string> differences;
};

// Called from the rebuilding thread, at most some times a second. False: give up (kCancelled); the live view stays.
using OnRebuildProgress = std::function<bool(const RebuildProgress&)>;

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_REBUILD_H_
