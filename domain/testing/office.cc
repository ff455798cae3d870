#include "domain/testing/office.h"

#include <gtest/gtest.h>

#include <utility>

#include "base/status_macros.h"
#include "base/time_zones.h"
#include "base/timestamps.h"
#include "domain/command_of.h"
#include "domain/embedded.h"
#include "domain/evolve.h"
#include "domain/streams.h"

namespace huiyin::testing {
namespace {

v1::Record RecordOf(const v1::Command& command, const Decision& decision, Seq seq, StreamVersion version) {
  v1::Record record;
  record.set_ledger_id(command.ledger_id());
  record.set_seq(seq.value());
  record.set_stream_id(decision.stream.value());
  record.set_stream_version(version.value());
  record.set_command_id(command.command_id());
  record.set_command_digest(CommandDigest(command));
  *record.mutable_occurred_at() = command.occurred_at();
  *record.mutable_recorded_at() = command.occurred_at();
  *record.mutable_actor() = command.actor();
  record.set_on_behalf_of(command.on_behalf_of());
  record.set_correlation_id(command.correlation_id());
  if (command.has_causation_seq()) record.set_causation_seq(command.causation_seq());
  record.set_rule_pack(decision.rule_pack);
  record.set_calendar_version(decision.calendar_version);
  *record.mutable_event() = decision.event;
  return record;
}

}  // namespace

const References& EmbeddedReferences() {
  static const RulePacks& packs = *new RulePacks(ParseRulePacks(EmbeddedRulePacks()).value());
  static const Calendar& calendar = *new Calendar(Calendar::Parse(EmbeddedCalendar()).value());
  static const SystemTimeZones& zones = *new SystemTimeZones();
  static const References& references = *new References{packs, calendar, zones};
  return references;
}

absl::StatusOr<v1::Record> Office::Order(const v1::Command& command) {
  return OrderAt(command, ToTime(command.occurred_at()));
}

absl::StatusOr<v1::Record> Office::OrderAt(const v1::Command& command, absl::Time now) {
  const std::string proposal_id(ProposalIdOf(command));
  const ProposalState before = proposal(proposal_id);
  ASSIGN_OR_RETURN(const Decision decision,
                   Decide(ledger_, before, proposal(OtherProposalIdOf(command)), command, now, references()));
  v1::Record record = RecordOf(command, decision, ledger_.next_seq, NextVersion(ledger_, before, decision.stream));
  EXPECT_EQ(CommandDigest(CommandOf(record)), record.command_digest());
  EXPECT_EQ(ProposalOfStream(decision.stream.value()), proposal_id);
  ledger_ = Evolve(std::move(ledger_), record);
  if (!proposal_id.empty()) proposals_[proposal_id] = Evolve(before, record);
  records_.push_back(record);
  return record;
}

const ProposalState& Office::proposal(absl::string_view id) const {
  static const ProposalState& none = *new ProposalState();
  auto found = proposals_.find(id);
  return found == proposals_.end() ? none : found->second;
}

}  // namespace huiyin::testing
