#include "services/writer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
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

// What one group commit will append, and the answers that depend on it. The commands outlive it.
class Writer::Batch {
 public:
  // What a command of the batch was answered.
  struct Answer {
    absl::string_view digest;
    Seq seq;
  };

  void Add(const LedgerId& ledger, const PreparedCommand& prepared, EncodedRecord record) {
    answers_.emplace(NameOf(*prepared.command), Answer{prepared.digest, record.seq});
    AppendTo(ledger, record.seq).records.push_back(std::move(record));
  }

  // A command was refused on the ledger's state before `next`: the log must confirm that it is the latest.
  void Confirm(const LedgerId& ledger, Seq next) { AppendTo(ledger, next); }

  const Answer* Find(const v1::Command& command) const {
    auto found = answers_.find(NameOf(command));
    return found == answers_.end() ? nullptr : &found->second;
  }

  const std::vector<LedgerBatch>& appends() const { return appends_; }

 private:
  // Ledger and command id.
  using Name = std::pair<absl::string_view, absl::string_view>;
  static Name NameOf(const v1::Command& command) { return {command.ledger_id(), command.command_id()}; }

  LedgerBatch& AppendTo(const LedgerId& ledger, Seq next) {
    auto [slot, fresh] = slots_.try_emplace(ledger, appends_.size());
    if (fresh) appends_.push_back({ledger, next, {}});
    return appends_[slot->second];
  }

  std::vector<LedgerBatch> appends_;
  absl::flat_hash_map<LedgerId, size_t> slots_;  // Into appends_.
  absl::flat_hash_map<Name, Answer> answers_;
};

absl::StatusOr<std::optional<CommandReceipt>> Writer::EarlierAnswer(const PreparedCommand& prepared,
                                                                    const Batch& batch) const {
  const v1::Command& command = *prepared.command;
  if (const Batch::Answer* answer = batch.Find(command); answer != nullptr) {
    if (answer->digest != prepared.digest) return Reused(command);
    return CommandReceipt{answer->seq, 1, true};
  }
  ASSIGN_OR_RETURN(const std::optional<CommandEntry> stored,
                   log_.FindCommand(LedgerId(command.ledger_id()), CommandId(command.command_id())));
  if (!stored.has_value()) return std::nullopt;
  if (stored->digest != prepared.digest) return Reused(command);
  return CommandReceipt{stored->first, stored->count, true};
}

absl::StatusOr<CommandReceipt> Writer::ExecuteOne(const PreparedCommand& prepared, absl::Time now, Batch& batch) {
  const v1::Command& command = *prepared.command;
  ASSIGN_OR_RETURN(std::optional<CommandReceipt> earlier, EarlierAnswer(prepared, batch));
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
  absl::StatusOr<CommandReceipt> outcome = DecideOn(*ledger, proposal, other, prepared, now, batch);
  if (!outcome.ok()) batch.Confirm(ledger_id, ledger->next_seq);
  return outcome;
}

absl::StatusOr<CommandReceipt> Writer::DecideOn(LedgerState& ledger, ProposalState* proposal,
                                                const ProposalState* other, const PreparedCommand& prepared,
                                                absl::Time now, Batch& batch) {
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
  batch.Add(LedgerId(command.ledger_id()), prepared, std::move(encoded));
  ledger = Evolve(std::move(ledger), record_);
  if (proposal != nullptr) *proposal = Evolve(std::move(*proposal), record_);
  return receipt;
}

void Writer::Execute(std::vector<std::unique_ptr<CommandGroup>>& groups) {
  const absl::Time now = clock_.Now();
  Batch batch;
  for (std::unique_ptr<CommandGroup>& group : groups) {
    group->outcomes.reserve(group->commands.size());
    for (const PreparedCommand& command : group->commands) {
      const absl::Status wanted = group->CheckWanted(now);
      group->AddOutcome(wanted.ok() ? ExecuteOne(command, now, batch) : wanted);
    }
  }
  const absl::Status appended = batch.appends().empty() ? absl::OkStatus() : log_.Append(batch.appends());
  if (appended.ok()) {
    states_.Trim();
    return;
  }
  states_.Clear();
  for (std::unique_ptr<CommandGroup>& group : groups) {
    const size_t commands = group->outcomes.size();
    group->outcomes.clear();
    for (size_t i = 0; i < commands; ++i) group->AddOutcome(appended);
  }
}

}  // namespace huiyin
