// Rebuilding: the views folded anew from the log's first record beside the live ones, and compared with them byte for
// byte.
#ifndef HUIYIN_PROJECTIONS_REBUILD_H_
#define HUIYIN_PROJECTIONS_REBUILD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/view_store.h"

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

// Fills an empty store. Not thread-safe; the live view may go on meanwhile.
class Rebuilder {
 public:
  // All must outlive this.
  Rebuilder(const EventLog& log, ViewStore& rebuilt, const OnRebuildProgress& on_progress, RebuildResult& result)
      : log_(log), rebuilt_(rebuilt), on_progress_(on_progress), result_(result) {}

  // Folds the log from its first record to a position of `live`, compares both there, and leaves the files of the
  // rebuilt store on disk. No first fold into `live` may be under way; one that was cut short is a difference, and the
  // whole log is folded. Errors: the log's, the folds', kCancelled (REBUILD_GIVEN_UP).
  absl::Status FoldAndCompare(const ViewStore& live);
  // Folds on to where `live` is now.
  absl::Status CatchUpWith(const ViewStore& live);
  // Tells how far it has come. kCancelled (REBUILD_GIVEN_UP).
  absl::Status Report();

 private:
  absl::Status FoldTo(const std::vector<Offset>& ends, bool journal);
  absl::Status Flush();

  const EventLog& log_;
  ViewStore& rebuilt_;
  const OnRebuildProgress& on_progress_;
  RebuildResult& result_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_REBUILD_H_
