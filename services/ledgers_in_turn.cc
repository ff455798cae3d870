#include "services/ledgers_in_turn.h"

#include <utility>
#include <vector>

#include "base/status_macros.h"

namespace huiyin {
namespace {

constexpr size_t kListedAtOnce = 1'000;

}  // namespace

LedgersInTurn::LedgersInTurn(std::deque<LedgerId> named, const EventLog& log, MaySee may_see)
    : log_(log), may_see_(std::move(may_see)), ledgers_(std::move(named)), listed_all_(!ledgers_.empty()) {}

absl::StatusOr<std::optional<LedgerId>> LedgersInTurn::Next() {
  while (ledgers_.empty() && !listed_all_) RETURN_IF_ERROR(List());
  if (ledgers_.empty()) return std::optional<LedgerId>();
  std::optional<LedgerId> next = std::move(ledgers_.front());
  ledgers_.pop_front();
  return next;
}

absl::Status LedgersInTurn::List() {
  ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, log_.Heads(last_listed_, kListedAtOnce));
  listed_all_ = heads.empty();
  if (listed_all_) return absl::OkStatus();
  last_listed_ = heads.back().ledger;
  for (LedgerHead& head : heads) {
    if (may_see_(head.ledger.value())) ledgers_.push_back(std::move(head.ledger));
  }
  return absl::OkStatus();
}

}  // namespace huiyin
