#include "services/group_commit.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace huiyin {

// No id has a byte of 0 (decision A04).
std::string GroupCommit::NameOf(const v1::Command& command) {
  return absl::StrCat(command.ledger_id(), absl::string_view("\0", 1), command.command_id());
}

CommandGroup& GroupCommit::Take(std::unique_ptr<CommandGroup> group) {
  commands_ += group->commands.size();
  bytes_ += group->bytes();
  group->outcomes.reserve(group->commands.size());
  groups_.push_back(std::move(group));
  return *groups_.back();
}

std::vector<std::unique_ptr<CommandGroup>> GroupCommit::GiveBack() {
  std::vector<std::unique_ptr<CommandGroup>> groups = std::move(groups_);
  for (std::unique_ptr<CommandGroup>& group : groups) group->outcomes.clear();
  *this = GroupCommit();
  return groups;
}

LedgerBatch& GroupCommit::AppendTo(const LedgerId& ledger, Seq next) {
  auto [slot, fresh] = slots_.try_emplace(ledger, appends_.size());
  if (fresh) appends_.push_back({ledger, next, {}});
  return appends_[slot->second];
}

void GroupCommit::Add(const LedgerId& ledger, const PreparedCommand& prepared, EncodedRecord record) {
  accepted_.emplace(NameOf(*prepared.command), Accepted{prepared.digest, record.seq});
  AppendTo(ledger, record.seq).records.push_back(std::move(record));
}

const GroupCommit::Accepted* GroupCommit::Find(absl::string_view name) const {
  auto found = accepted_.find(name);
  return found == accepted_.end() ? nullptr : &found->second;
}

void GroupCommit::Append(EventLog& log) {
  if (!appends_.empty()) status_ = log.Append(appends_);
  appends_.clear();
  if (status_.ok()) return;
  for (std::unique_ptr<CommandGroup>& group : groups_) {
    const size_t commands = group->outcomes.size();
    group->outcomes.clear();
    for (size_t i = 0; i < commands; ++i) group->AddOutcome(status_);
  }
}

void GroupCommit::Answer() {
  for (std::unique_ptr<CommandGroup>& group : groups_) group->done(*group);
  groups_.clear();
}

}  // namespace huiyin
