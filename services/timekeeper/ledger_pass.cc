#include "services/timekeeper/ledger_pass.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/streams.h"
#include "services/give_orders.h"
#include "services/one_record.h"

namespace huiyin {
namespace {

// A refusal that time alone may heal is not asked again before.
constexpr absl::Duration kAskAgainAfter = absl::Minutes(1);

// The clock of this machine stands before the register's, or between two events entered at once.
bool IsTooEarly(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "OCCURRED_BEFORE_LAST" || reason == "OCCURRED_IN_FUTURE";
}

}  // namespace

absl::Status LedgerPass::Remind() {
  return Walk([this](const v1::ProposalFacts& facts) -> absl::Status {
    std::vector<v1::Command> orders = DueOrders(facts, moment_.ledger.value(), moment_.today, options_.rules);
    if (orders.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record latest, RecordAt(parts_.log, moment_.ledger, Seq(facts.last_seq())));
    Add(std::move(orders), latest);
    return absl::OkStatus();
  });
}

absl::Status LedgerPass::RecomputeDates() {
  return Walk([this](const v1::ProposalFacts& facts) { return CollectRecount(facts); });
}

absl::Status LedgerPass::CollectRecount(const v1::ProposalFacts& facts) {
  if (!HasOpenDates(facts)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor,
                   parts_.log.ReadStream(moment_.ledger, ProposalStream(facts.proposal_id()), StreamVersion(0)));
  std::optional<DatesCounted> counted;
  v1::Record record;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, NextRecord(*cursor, record));
    if (!found) break;
    if (std::optional<DatesCounted> here = DatesCountedIn(record)) counted = std::move(here);
  }
  if (!counted) return absl::OkStatus();
  std::optional<v1::Command> order = RecomputeOrder(facts, moment_.ledger.value(), *counted, parts_.calendar_version);
  if (order) Add({*std::move(order)}, record);
  return absl::OkStatus();
}

// By a new picture for every batch: none is held while the register answers.
absl::Status LedgerPass::Walk(Collect collect) {
  std::string from;
  while (true) {
    ASSIGN_OR_RETURN(const std::unique_ptr<const LedgerPicture> picture, parts_.views.store()->Picture(moment_.ledger));
    if (picture == nullptr) return absl::OkStatus();
    bool is_full = false;
    const absl::Status walked = picture->ForEachProposalFrom(from, [&](const v1::ProposalFacts& facts) {
      if (is_stopped_) return absl::CancelledError("stopped");
      is_full = collected_.size() >= options_.orders_at_once;
      if (!is_full) return collect(facts);
      from = facts.proposal_id();
      return absl::CancelledError("the batch is full");
    });
    if (!is_full) RETURN_IF_ERROR(walked);
    RETURN_IF_ERROR(GiveCollected());
    if (!is_full) return absl::OkStatus();
  }
}

void LedgerPass::Add(std::vector<v1::Command> orders, const v1::Record& latest) {
  if (IsBeingEntered(latest)) return Wait(orders.size(), ToTime(latest.recorded_at()) + kLateEntryPatience);
  const absl::Time occurred_at = std::max(moment_.day_began, ToTime(latest.occurred_at()));
  if (occurred_at > moment_.now) return Wait(orders.size(), occurred_at);
  for (v1::Command& order : orders) {
    SetTime(occurred_at, *order.mutable_occurred_at());
    collected_.push_back(std::move(order));
  }
}

void LedgerPass::Wait(size_t orders, absl::Time until) {
  report_.waiting += orders;
  again_at_ = std::min(again_at_, until);
}

bool LedgerPass::IsBeingEntered(const v1::Record& latest) const {
  if (latest.historical() || moment_.now - ToTime(latest.recorded_at()) >= kLateEntryPatience) return false;
  return absl::ToCivilDay(ToTime(latest.occurred_at()), moment_.zone) <
         absl::ToCivilDay(ToTime(latest.recorded_at()), moment_.zone);
}

absl::Status LedgerPass::GiveCollected() {
  if (collected_.empty()) return absl::OkStatus();
  const std::vector<v1::Command> orders = std::exchange(collected_, {});
  ASSIGN_OR_RETURN(const auto outcomes, GiveOrders(parts_.lanes, moment_.ledger, moment_.is_history, orders));
  absl::Status error;
  for (size_t i = 0; i < orders.size(); ++i) {
    if (on_order_) on_order_(orders[i], outcomes[i]);
    error.Update(Settle(outcomes[i]));
  }
  return error;
}

absl::Status LedgerPass::Settle(const absl::StatusOr<CommandReceipt>& outcome) {
  if (outcome.ok()) {
    ++(outcome->repeated ? report_.given_before : report_.given);
    return absl::OkStatus();
  }
  if (IsUnanswered(outcome.status())) return outcome.status();
  if (IsTooEarly(outcome.status())) {
    Wait(1, moment_.now + kAskAgainAfter);
  } else if (ReasonOf(outcome.status()) == "COMMAND_ID_REUSED") {
    // Given on another day, by a pass that did not live to hear the answer.
    ++report_.given_before;
  } else {
    ++report_.moot;
  }
  return absl::OkStatus();
}

}  // namespace huiyin
