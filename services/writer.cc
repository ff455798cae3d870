#include "services/writer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/decide.h"
#include "domain/evolve.h"
#include "eventstore/record_codec.h"
#include "google/protobuf/timestamp.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

absl::Status Reused(const v1::Command& command) {
  return Error(
      absl::StatusCode::kAlreadyExists, "COMMAND_ID_REUSED",
      absl::StrCat("command_id ", command.command_id(), " was used in this ledger for a command with other content"),
      absl::StrCat("本登记册中 command_id ", command.command_id(), " 已用于内容不同的命令"), "command_id");
}

// All of `record` but its seq and stream version.
void SetRecord(const PreparedCommand& prepared, Decision decision, absl::Time recorded_at, v1::Record& record) {
  const v1::Command& command = *prepared.command;
  record.Clear();
  record.set_ledger_id(command.ledger_id());
  record.set_stream_id(decision.stream.value());
  record.set_command_id(command.command_id());
  record.set_command_digest(prepared.digest);
  *record.mutable_occurred_at() = command.occurred_at();
  SetTime(recorded_at, *record.mutable_recorded_at());
  *record.mutable_actor() = command.actor();
  record.set_on_behalf_of(command.on_behalf_of());
  record.set_correlation_id(command.correlation_id());
  if (command.has_causation_seq()) record.set_causation_seq(command.causation_seq());
  record.set_rule_pack(std::move(decision.rule_pack));
  record.set_calendar_version(std::move(decision.calendar_version));
  if (prepared.entered_by != nullptr) *record.mutable_entered_by() = *prepared.entered_by;
  record.set_historical(prepared.historical);
  record.mutable_event()->Swap(&decision.event);
}

// History may be imported only while the ledger's clock has never been the real one (decision A16).
absl::Status HistoryMayEnter(const LedgerState& ledger) {
  if (!ledger.took_live_command()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "LEDGER_IS_LIVE",
               "the ledger has taken live commands; history can only be imported before that",
               "该登记册已有实时登记的事件，不能再作历史导入");
}

}  // namespace

absl::StatusOr<std::optional<CommandReceipt>> Writer::EarlierAnswer(const PreparedCommand& prepared) const {
  const v1::Command& command = *prepared.command;
  const std::string name = GroupCommit::NameOf(command);
  const GroupCommit* const commits[] = {open_.get(), before_.get()};
  for (const GroupCommit* commit : commits) {
    const GroupCommit::Accepted* accepted = commit->Find(name);
    if (accepted == nullptr) continue;
    if (accepted->digest != prepared.digest) return Reused(command);
    return CommandReceipt{accepted->seq, 1, true};
  }
  ASSIGN_OR_RETURN(const std::optional<CommandEntry> stored,
                   log_.FindCommand(LedgerId(command.ledger_id()), CommandId(command.command_id())));
  if (!stored.has_value()) return std::nullopt;
  if (stored->digest != prepared.digest) return Reused(command);
  return CommandReceipt{stored->first, stored->count, true};
}

absl::StatusOr<CommandReceipt> Writer::ExecuteOne(const PreparedCommand& prepared, absl::Time now) {
  const v1::Command& command = *prepared.command;
  ASSIGN_OR_RETURN(std::optional<CommandReceipt> earlier, EarlierAnswer(prepared));
  if (earlier.has_value()) return *earlier;

  const LedgerId ledger_id(command.ledger_id());
  const absl::string_view proposal_id = ProposalIdOf(command);
  ASSIGN_OR_RETURN(LedgerState * ledger, states_.Ledger(ledger_id));
  const absl::string_view other_id = OtherProposalIdOf(command);
  ProposalState* proposal = nullptr;
  const ProposalState* other = nullptr;
  if (!proposal_id.empty() && ledger->Exists()) {
    ASSIGN_OR_RETURN(proposal, states_.Proposal(ledger_id, proposal_id));
    if (!other_id.empty()) {
      ASSIGN_OR_RETURN(other, states_.Proposal(ledger_id, other_id));
    }
  }
  absl::StatusOr<CommandReceipt> outcome = DecideOn(*ledger, proposal, other, prepared, now);
  if (!outcome.ok()) open_->Confirm(ledger_id, ledger->next_seq);
  return outcome;
}

absl::StatusOr<CommandReceipt> Writer::DecideOn(LedgerState& ledger, ProposalState* proposal,
                                                const ProposalState* other, const PreparedCommand& prepared,
                                                absl::Time now) {
  static const ProposalState kNoProposal;
  const v1::Command& command = *prepared.command;
  const ProposalState& before = proposal == nullptr ? kNoProposal : *proposal;
  if (prepared.historical) RETURN_IF_ERROR(HistoryMayEnter(ledger));
  ASSIGN_OR_RETURN(Decision decision,
                   Decide(ledger, before, other == nullptr ? kNoProposal : *other, command, now, references_));

  const StreamVersion version = NextVersion(ledger, before, decision.stream);
  const absl::Time clock = prepared.historical ? ToTime(command.occurred_at()) : now;
  SetRecord(prepared, std::move(decision), std::max(clock, ledger.last_recorded_at), record_);
  record_.set_seq(ledger.next_seq.value());
  record_.set_stream_version(version.value());
  ASSIGN_OR_RETURN(EncodedRecord encoded, Encode(record_));

  const CommandReceipt receipt{encoded.seq, 1, false};
  open_->Add(LedgerId(command.ledger_id()), prepared, std::move(encoded));
  ledger = Evolve(std::move(ledger), record_);
  if (proposal != nullptr) *proposal = Evolve(std::move(*proposal), record_);
  return receipt;
}

void Writer::DecideGroups(std::vector<std::unique_ptr<CommandGroup>> groups) {
  if (open_->empty()) states_.Trim();
  const absl::Time now = clock_.Now();
  for (std::unique_ptr<CommandGroup>& taken : groups) {
    CommandGroup& group = open_->Take(std::move(taken));
    for (const PreparedCommand& command : group.commands) {
      const absl::Status wanted = group.CheckWanted(now);
      group.AddOutcome(wanted.ok() ? ExecuteOne(command, now) : wanted);
    }
  }
}

std::shared_ptr<GroupCommit> Writer::Close() {
  if (!before_->status().ok()) {
    states_.Clear();
    before_ = std::make_shared<GroupCommit>();
    DecideGroups(open_->GiveBack());
  }
  std::shared_ptr<GroupCommit> closed = std::exchange(open_, std::make_unique<GroupCommit>());
  before_ = closed;
  return closed;
}

}  // namespace huiyin
