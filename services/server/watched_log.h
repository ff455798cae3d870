// A log that remembers whether it failed: after an Append that ended with an error of the engine none may succeed until
// the log is opened again, and whoever watches the server must know.
#ifndef HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_
#define HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/event_log.h"
#include "eventstore/forwarding_log.h"

namespace huiyin {

// Thread-safe. All but Append is the inner log's.
class WatchedLog final : public ForwardingLog {
 public:
  explicit WatchedLog(std::unique_ptr<EventLog> log) : ForwardingLog(*log), owned_(std::move(log)) {}

  // The engine's first error since an Append last succeeded; OK: there was none.
  absl::Status failure() const {
    absl::MutexLock lock(&mu_);
    return failure_;
  }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override {
    absl::Status status = ForwardingLog::Append(batches);
    if (status.ok() || IsOfEngine(status.code())) {
      absl::MutexLock lock(&mu_);
      // An engine that answers OK again has recovered.
      if (status.ok() || failure_.ok()) failure_ = status;
    }
    return status;
  }

 private:
  // Not what a caller did wrong.
  static bool IsOfEngine(absl::StatusCode code) {
    return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDataLoss ||
           code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown;
  }

  const std::unique_ptr<EventLog> owned_;
  mutable absl::Mutex mu_;
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_WATCHED_LOG_H_
