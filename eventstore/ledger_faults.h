// What is wrong with a ledger, told one fault at a time by who checks it.
#ifndef HUIYIN_EVENTSTORE_LEDGER_FAULTS_H_
#define HUIYIN_EVENTSTORE_LEDGER_FAULTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"

namespace huiyin {

struct LogFault {
  // Empty: it concerns the log as a whole.
  LedgerId ledger;
  std::optional<Seq> seq;
  // kDataLoss, in both languages, with a reason; its sentences name ledger and seq too.
  absl::Status what;
};
using OnLogFault = std::function<void(const LogFault&)>;

// Of one ledger. Not thread-safe.
class LedgerFaults {
 public:
  LedgerFaults(LedgerId ledger, OnLogFault on_fault) : ledger_(std::move(ledger)), on_fault_(std::move(on_fault)) {}

  const LedgerId& ledger() const { return ledger_; }
  uint64_t count() const { return count_; }

  // The sentences say what, not where.
  void Tell(std::optional<Seq> seq, absl::string_view reason, absl::string_view english, absl::string_view chinese);
  void Tell(std::optional<Seq> seq, const absl::Status& status);

 private:
  const LedgerId ledger_;
  const OnLogFault on_fault_;
  uint64_t count_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_LEDGER_FAULTS_H_
