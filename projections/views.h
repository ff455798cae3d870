// Views: the live view of a log, kept in one directory, followed by a projector, and rebuilt when asked. All that
// services need besides history.
//
// Thread-safe.
#ifndef HUIYIN_PROJECTIONS_VIEWS_H_
#define HUIYIN_PROJECTIONS_VIEWS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/rebuild.h"
#include "projections/view_store.h"

namespace huiyin {

struct ViewsOptions {
  ViewStoreOptions store;
  // False: the views stay as they are; for tests, and tools that only read.
  bool follow = true;
  // True: views that cannot be used (damaged, or of another log) are folded anew instead of refused, and Rebuild names
  // that as a difference.
  bool replace_unusable = false;
};

class Views {
 public:
  // Opens or creates, cleans up what a crash left, and starts to follow `log` (which must outlive this).
  // kUnavailable (VIEWS_LOCKED): another process has them open. kFailedPrecondition (VIEWS_AHEAD_OF_LOG,
  // VIEWS_OF_ANOTHER_LOG): they belong to another log, or the log lost its end. kDataLoss (VIEWS_DAMAGED): remove the
  // directory, it is folded anew.
  static absl::StatusOr<std::unique_ptr<Views>> Open(std::string directory, EventLog& log, ViewsOptions options = {});
  // Stops.
  ~Views();

  // The store to read from now; a rebuild swaps it, so ask again for each query.
  std::shared_ptr<const ViewStore> store() const;

  // Until the view holds the ledger's event `seq`. kUnavailable (VIEW_BEHIND): not by `deadline`, or stopped; if the
  // projector failed, its status.
  absl::Status WaitForSeq(const LedgerId& ledger, Seq seq, absl::Time deadline) const;
  // Until the view holds all that the log held when this was called. Errors as WaitForSeq.
  absl::Status WaitUntilCaughtUp(absl::Time deadline) const;

  // OK while the projector follows; otherwise why it stopped: a damaged record or an unknown event, named. The rows
  // stay readable.
  absl::Status status() const;

  // Folds all anew, compares, swaps (also when they differ: the log is right), once a first fold that is under way is
  // done. Queries go on. One at a time: kFailedPrecondition (REBUILD_RUNNING). Brings a failed projector back to life
  // when the log folds without error. `result` is filled as far as it came.
  absl::Status Rebuild(const OnRebuildProgress& on_progress, RebuildResult* result);

  // Ends following, and whoever waits. Idempotent.
  void Stop();

 private:
  class Impl;
  explicit Views(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEWS_H_
