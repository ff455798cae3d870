// A log that counts how often a ledger is read from its first record: how often somebody folds it.
#ifndef HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_
#define HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_

#include <atomic>
#include <memory>

#include "absl/status/statusor.h"
#include "eventstore/forwarding_log.h"

namespace huiyin::testing {

class FoldsCounted final : public ForwardingLog {
 public:
  explicit FoldsCounted(EventLog& log) : ForwardingLog(log) {}

  // Since the last call.
  int Folds() { return folds_.exchange(0); }

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    if (from == Seq(0)) ++folds_;
    return ForwardingLog::ReadLedger(ledger, from);
  }

 private:
  mutable std::atomic<int> folds_ = 0;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_PROJECTIONS_TESTING_FOLDS_COUNTED_H_
