#include "domain/decide.h"

#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/deciders.h"
#include "domain/permissions.h"
#include "domain/streams.h"
#include "domain/visit.h"

namespace huiyin {
namespace {

absl::Status CheckLedger(const LedgerState& ledger, const v1::Command& command) {
  if (ledger.Exists() || command.has_open_ledger()) return absl::OkStatus();
  return Refused(Reason::kLedgerUnknown, {command.ledger_id()});
}

absl::Status CheckRole(const v1::Command& command) {
  const v1::Actor::Role role = command.actor().role();
  if (!PermissionFor(command.command_case()).roles.Contains(role)) {
    return Refused(Reason::kRoleNotAllowed, {WordsOf(role), WordsOf(command.command_case())});
  }
  if (!command.on_behalf_of().empty() && !command.has_submit()) return Refused(Reason::kOnBehalfOfOnlyInSubmit);
  return absl::OkStatus();
}

absl::Status CheckNotInFuture(absl::Time occurred_at, absl::Time now) {
  if (occurred_at <= now + kClockSkewMax) return absl::OkStatus();
  return Refused(Reason::kOccurredInFuture,
                 {absl::FormatTime(occurred_at, absl::UTCTimeZone()), absl::FormatTime(now, absl::UTCTimeZone())});
}

absl::Status CheckCausation(const LedgerState& ledger, const v1::Command& command) {
  if (!command.has_causation_seq() || command.causation_seq() < ledger.next_seq.value()) return absl::OkStatus();
  return Refused(Reason::kCausationUnknown, {command.causation_seq(), ledger.next_seq.value()});
}

// A ledger that is being opened has no zone yet, and opening it needs no local date.
absl::StatusOr<absl::CivilDay> LocalDate(const LedgerState& ledger, absl::Time occurred_at,
                                         const References& references) {
  if (!ledger.Exists()) return absl::CivilDay();
  const std::optional<absl::TimeZone> zone = references.zones.Find(ledger.time_zone);
  if (!zone.has_value()) return Refused(Reason::kTimeZoneNotLoaded, {ledger.time_zone});
  return absl::ToCivilDay(occurred_at, *zone);
}

template <typename Map>
StreamHead HeadIn(const Map& map, absl::string_view id) {
  auto it = map.find(id);
  return it == map.end() ? StreamHead() : it->second.head;
}

StreamHead HeadOf(const LedgerState& ledger, const ProposalState& proposal, absl::string_view stream) {
  if (absl::ConsumePrefix(&stream, "proposal/")) return proposal.head;
  if (absl::ConsumePrefix(&stream, "deputy/")) return HeadIn(ledger.deputies, stream);
  if (absl::ConsumePrefix(&stream, "unit/")) return HeadIn(ledger.units, stream);
  if (absl::ConsumePrefix(&stream, "session/")) return HeadIn(ledger.sessions, stream);
  return ledger.head;
}

absl::Status CheckOrder(const StreamHead& head, const StreamId& stream, absl::Time occurred_at) {
  if (head.last_occurred_at <= occurred_at) return absl::OkStatus();
  return Refused(Reason::kOccurredBeforeLast,
                 {absl::FormatTime(occurred_at, absl::UTCTimeZone()),
                  absl::FormatTime(head.last_occurred_at, absl::UTCTimeZone()), stream.value()});
}

template <typename Command>
absl::string_view ProposalIdIn(const Command& command) {
  if constexpr (requires { command.proposal_id(); }) {
    return command.proposal_id();
  } else {
    return {};
  }
}

}  // namespace

absl::string_view ProposalIdOf(const v1::Command& command) {
  if (command.command_case() == v1::Command::COMMAND_NOT_SET) return {};
  return VisitCommand(command, [](const auto& inside) { return ProposalIdIn(inside); });
}

absl::string_view OtherProposalIdOf(const v1::Command& command) { return command.merge().into_proposal_id(); }

absl::StatusOr<Decision> Decide(const LedgerState& ledger, const ProposalState& proposal, const ProposalState& other,
                                const v1::Command& command, absl::Time now, const References& references) {
  const absl::Time occurred_at = ToTime(command.occurred_at());
  RETURN_IF_ERROR(CheckLedger(ledger, command));
  RETURN_IF_ERROR(CheckRole(command));
  RETURN_IF_ERROR(CheckNotInFuture(occurred_at, now));
  RETURN_IF_ERROR(CheckCausation(ledger, command));
  ASSIGN_OR_RETURN(const absl::CivilDay today, LocalDate(ledger, occurred_at, references));
  const Case c{ledger, proposal, other, command, references, today};
  ASSIGN_OR_RETURN(Decision decision, VisitCommand(command, [&](const auto& inside) { return DecideOn(c, inside); }));
  RETURN_IF_ERROR(CheckOrder(HeadOf(ledger, proposal, decision.stream.value()), decision.stream, occurred_at));
  return decision;
}

StreamVersion NextVersion(const LedgerState& ledger, const ProposalState& proposal, const StreamId& stream) {
  return HeadOf(ledger, proposal, stream.value()).next;
}

}  // namespace huiyin
