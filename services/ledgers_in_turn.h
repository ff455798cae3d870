// The ledgers that a question is about, one after the other: those that it names, in its order; or all of the log that
// the caller may see, by id.
#ifndef HUIYIN_SERVICES_LEDGERS_IN_TURN_H_
#define HUIYIN_SERVICES_LEDGERS_IN_TURN_H_

#include <deque>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Not thread-safe.
class LedgersInTurn {
 public:
  using MaySee = std::function<bool(absl::string_view ledger)>;

  // `named` empty: all. `log` must outlive it.
  LedgersInTurn(std::deque<LedgerId> named, const EventLog& log, MaySee may_see);

  // nullopt: there are no more. Errors of EventLog::Heads.
  absl::StatusOr<std::optional<LedgerId>> Next();

 private:
  // Lists some more; when there are none, that was all.
  absl::Status List();

  const EventLog& log_;
  const MaySee may_see_;
  std::deque<LedgerId> ledgers_;
  bool listed_all_;
  LedgerId last_listed_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_LEDGERS_IN_TURN_H_
