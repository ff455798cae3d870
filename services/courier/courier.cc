#include "services/courier/courier.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/command_of.h"
#include "domain/links.h"
#include "domain/streams.h"
#include "projections/zone.h"
#include "services/caught_up.h"
#include "services/give_orders.h"
#include "services/one_record.h"

namespace huiyin {
namespace {

// A refusal that time alone may heal is not asked again before.
constexpr absl::Duration kAskAgainAfter = absl::Minutes(1);
// Of primaries that were merged themselves: none is open twice, so this is never reached by a sound register.
constexpr int kPrimariesMax = 1'000;

// The ledger above is not ready for it: whoever keeps it is to open it, or its first session.
bool IsNotReady(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "LEDGER_UNKNOWN" || reason == "NO_SESSION";
}

// What a courier waits for. Kept by the group as well: whoever stops waiting leaves it behind.
struct Answer {
  absl::Mutex mu;
  std::optional<absl::StatusOr<CommandReceipt>> outcome ABSL_GUARDED_BY(mu);
};

}  // namespace

absl::StatusOr<PassReport> Courier::Pass(const OnOrder& on_order) {
  on_order_ = &on_order;
  report_ = PassReport();
  RETURN_IF_ERROR(ForEachLedger(parts_.views, is_stopped_, [&](const v1::LedgerFacts& ledger) {
    report_.error.Update(LookInto(ledger));
    return absl::OkStatus();
  }));
  return report_;
}

absl::Status Courier::LookInto(const v1::LedgerFacts& ledger) {
  DealtWith& dealt = dealt_with_[ledger.ledger_id()];
  const bool is_as_it_was = dealt.events == ledger.known_events() && parts_.clock.Now() < dealt.again_at;
  if (ledger.known_events() == 0 || is_as_it_was) return absl::OkStatus();
  ++report_.ledgers;
  dealt = DealtWith();
  ASSIGN_OR_RETURN(const v1::Record last,
                   RecordAt(parts_.log, LedgerId(ledger.ledger_id()), Seq(ledger.known_events() - 1)));
  const uint64_t waiting = report_.waiting;
  if (!last.historical()) RETURN_IF_ERROR(DealWith(ledger));
  dealt.events = ledger.known_events();
  if (report_.waiting > waiting) dealt.again_at = parts_.clock.Now() + kAskAgainAfter;
  return absl::OkStatus();
}

// What cannot be carried keeps nothing else from it.
absl::Status Courier::DealWith(const v1::LedgerFacts& ledger) {
  absl::Status error = CarryAllUp(LedgerId(ledger.ledger_id()));
  error.Update(CarryAllDown(ledger));
  return error;
}

// By the index of statuses.
absl::Status Courier::CarryAllUp(const LedgerId& ledger) {
  absl::Status error;
  v1::ListProposalsRequest request;
  request.set_ledger_id(ledger.value());
  request.set_status(v1::Proposal::PASSED_UP);
  request.set_page_size(kProposalsPageMax);
  do {
    ASSIGN_OR_RETURN(const v1::ListProposalsResponse page, parts_.views.store()->ListProposals(request));
    for (const v1::ProposalFacts& facts : page.proposals()) {
      if (is_stopped_) return absl::CancelledError("stopped");
      if (IsOnItsWayUp(facts)) error.Update(CarryUp(ledger, facts));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return error;
}

absl::Status Courier::CarryAllDown(const v1::LedgerFacts& ledger) {
  const LedgerId id(ledger.ledger_id());
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(ledger, parts_.zones));
  std::optional<LedgerNames> names;
  absl::Status error;
  std::string from(kFromBelowPrefix);
  while (!from.empty()) {
    ASSIGN_OR_RETURN(const std::vector<v1::ProposalFacts> found, FindNews(id, from));
    for (const v1::ProposalFacts& facts : found) {
      if (is_stopped_) return absl::CancelledError("stopped");
      if (!names.has_value()) {
        ASSIGN_OR_RETURN(const auto directory, parts_.views.store()->GetDirectory(id));
        names.emplace(directory.value_or(LedgerDirectory()));
      }
      error.Update(CarryDown({id, zone, *names}, facts));
    }
  }
  return error;
}

// By a new picture for every batch: none is held while the other ledgers answer. What came from below lies together, by
// its names.
absl::StatusOr<std::vector<v1::ProposalFacts>> Courier::FindNews(const LedgerId& ledger, std::string& from) const {
  std::vector<v1::ProposalFacts> found;
  ASSIGN_OR_RETURN(const std::unique_ptr<const LedgerPicture> picture, parts_.views.store()->Picture(ledger));
  const std::string start = std::exchange(from, "");
  if (picture == nullptr) return found;
  const absl::Status walked = picture->ForEachProposalFrom(start, [&](const v1::ProposalFacts& facts) {
    if (is_stopped_) return absl::CancelledError("stopped");
    if (!IsFromBelow(facts.proposal_id())) return absl::OutOfRangeError("the rest is of this ledger");
    if (found.size() >= options_.proposals_at_once) {
      from = facts.proposal_id();
      return absl::OutOfRangeError("the batch is full");
    }
    if (HasNews(ledger, facts)) found.push_back(facts);
    return absl::OkStatus();
  });
  if (!absl::IsOutOfRange(walked)) RETURN_IF_ERROR(walked);
  return found;
}

// Of one that was merged, the news are its primary's.
bool Courier::HasNews(const LedgerId& ledger, const v1::ProposalFacts& facts) const {
  if (!facts.has_origin()) return false;
  if (facts.status() == v1::Proposal::MERGED) return true;
  const auto told = told_.find({ledger.value(), facts.proposal_id(), facts.proposal_id()});
  return told == told_.end() || told->second < facts.last_seq();
}

absl::Status Courier::CarryUp(const LedgerId& ledger, const v1::ProposalFacts& facts) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor,
                   parts_.log.ReadStream(ledger, ProposalStream(facts.proposal_id()), StreamVersion(0)));
  PassedUpProposal proposal;
  v1::Record record;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, NextRecord(*cursor, record));
    if (!found || record.seq() > facts.last_seq()) break;
    proposal.Add(record);
  }
  ASSIGN_OR_RETURN(const v1::DeputyFacts lead, DeputyOf(ledger, facts.lead_deputy_id()));
  return Carry(proposal.ReceiveOrder(ledger, lead)).status();
}

absl::StatusOr<v1::DeputyFacts> Courier::DeputyOf(const LedgerId& ledger, const std::string& deputy_id) const {
  v1::DeputyFacts deputy;
  ASSIGN_OR_RETURN(const auto directory, parts_.views.store()->GetDirectory(ledger));
  if (!directory.has_value()) return deputy;
  for (const v1::DeputyFacts& each : directory->deputies) {
    if (each.deputy_id() == deputy_id) deputy = each;
  }
  RETURN_IF_ERROR(parts_.personal.Show(directory->ledger, deputy));
  return deputy;
}

absl::Status Courier::CarryDown(const Above& above, const v1::ProposalFacts& facts) {
  OutcomeTeller teller(above, facts.origin());
  std::string proposal = facts.proposal_id();
  for (int primaries = 0; primaries < kPrimariesMax; ++primaries) {
    uint64_t& told = told_[{above.ledger.value(), facts.proposal_id(), proposal}];
    ASSIGN_OR_RETURN(const Carried carried, TellStream(above.ledger, proposal, teller, told));
    if (carried == Carried::kLater || teller.facts().status() != v1::Proposal::MERGED) return absl::OkStatus();
    proposal = teller.facts().merged_into();
    teller.FollowPrimary(teller.facts().last_seq());
  }
  return absl::OkStatus();
}

absl::StatusOr<Courier::Carried> Courier::TellStream(const LedgerId& ledger, const std::string& proposal,
                                                     OutcomeTeller& teller, uint64_t& told) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor,
                   parts_.log.ReadStream(ledger, ProposalStream(proposal), StreamVersion(0)));
  v1::Record record;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, NextRecord(*cursor, record));
    if (!found) return Carried::kDone;
    std::optional<v1::Command> order = teller.Add(record);
    if (record.seq() <= told) continue;
    bool is_known = !order.has_value();
    if (!is_known) {
      ASSIGN_OR_RETURN(is_known, IsKnownBelow(*order));
    }
    if (!is_known) {
      ASSIGN_OR_RETURN(const Carried carried, Carry(*std::move(order)));
      if (carried == Carried::kLater) return carried;
    }
    told = record.seq();
  }
}

absl::StatusOr<bool> Courier::IsKnownBelow(const v1::Command& order) const {
  const v1::RecordOutcome& told = order.record_outcome();
  const v1::LinkedEvent& event = told.outcome().event();
  ASSIGN_OR_RETURN(const auto facts,
                   parts_.views.store()->GetProposal(LedgerId(order.ledger_id()), told.proposal_id()));
  if (!facts.has_value() || facts->passing().to_ledger_id() != event.ledger_id()) return false;
  const v1::PassingFacts& passing = facts->passing();
  if (passing.seq() != told.passed_up_seq()) return passing.seq() > told.passed_up_seq();
  return passing.has_outcome() && passing.outcome().event().seq() >= event.seq();
}

absl::StatusOr<Courier::Carried> Courier::Carry(v1::Command order) {
  while (true) {
    const absl::StatusOr<CommandReceipt> outcome = Order(order);
    if (*on_order_) (*on_order_)(order, outcome);
    const absl::Status status = outcome.status();
    const std::string reason = ReasonOf(status);
    if (status.ok()) {
      ++(outcome->repeated ? report_.given_before : report_.given);
      return Carried::kDone;
    }
    if (IsUnanswered(status)) return status;
    if (IsNotReady(status)) {
      ++report_.waiting;
      report_.error.Update(status);
      return Carried::kLater;
    }
    if (reason == "PERSON_ERASED" && order.receive_passed_up().has_lead_deputy()) {
      order.mutable_receive_passed_up()->clear_lead_deputy();
    } else if (reason == "OCCURRED_BEFORE_LAST" && ToTime(order.occurred_at()) < parts_.clock.Now()) {
      // Something was entered there in between.
      SetTime(parts_.clock.Now(), *order.mutable_occurred_at());
    } else if (reason == "OCCURRED_BEFORE_LAST" || reason == "OCCURRED_IN_FUTURE") {
      ++report_.waiting;
      return Carried::kLater;
    } else {
      // With COMMAND_ID_REUSED it was given before, in another form.
      ++(reason == "COMMAND_ID_REUSED" ? report_.given_before : report_.moot);
      return Carried::kDone;
    }
  }
}

absl::StatusOr<CommandReceipt> Courier::Order(const v1::Command& order) const {
  const auto answer = std::make_shared<Answer>();
  const auto kept = std::make_shared<v1::Command>(order);
  RETURN_IF_ERROR(parts_.personal.Encrypt(*kept));
  auto group = std::make_unique<CommandGroup>();
  group->commands.push_back({kept.get(), CommandDigest(*kept), false, nullptr, kept->ByteSizeLong()});
  group->deadline = absl::Now() + options_.patience;
  group->done = [answer, kept](CommandGroup& done) {
    absl::MutexLock lock(&answer->mu);
    answer->outcome = done.outcomes.front();
  };
  RETURN_IF_ERROR(parts_.lanes.Submit(parts_.lanes.LaneOf(LedgerId(order.ledger_id())), group));
  const absl::Time until = absl::Now() + options_.patience;
  absl::MutexLock lock(&answer->mu);
  const auto is_answered = [&answer]() ABSL_SHARED_LOCKS_REQUIRED(answer->mu) { return answer->outcome.has_value(); };
  while (!answer->mu.AwaitWithTimeout(absl::Condition(&is_answered), kStopWithin)) {
    if (is_stopped_) return absl::CancelledError("stopped");
    if (absl::Now() > until) return absl::UnavailableError("the other ledger does not answer");
  }
  return *answer->outcome;
}

}  // namespace huiyin
