#include "services/erasing_lanes.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

bool IsErasure(const PreparedCommand& prepared) { return prepared.command->has_erase_person(); }

// By this command or an earlier one, which may have ended between record and key.
bool IsRecorded(const absl::StatusOr<CommandReceipt>& outcome) {
  return outcome.ok() || ReasonOf(outcome.status()) == "PERSON_ERASED";
}

void EraseAnswered(const PersonalData& personal, CommandGroup& group) {
  for (size_t i = 0; i < group.commands.size(); ++i) {
    if (!IsErasure(group.commands[i]) || !IsRecorded(group.outcomes[i])) continue;
    const v1::Command& command = *group.commands[i].command;
    const absl::Status erased = personal.Erase(LedgerId(command.ledger_id()), command.erase_person().person_id());
    if (!erased.ok()) group.outcomes[i] = erased;
  }
}

}  // namespace

absl::Status ErasingLanes::Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) {
  if (std::none_of(group->commands.begin(), group->commands.end(), IsErasure)) return lanes_.Submit(lane, group);
  auto answer = std::make_shared<std::function<void(CommandGroup&)>>(std::move(group->done));
  group->done = [this, answer](CommandGroup& answered) {
    EraseAnswered(personal_, answered);
    (*answer)(answered);
  };
  const absl::Status taken = lanes_.Submit(lane, group);
  // The caller has it back, as it was.
  if (!taken.ok()) group->done = std::move(*answer);
  return taken;
}

}  // namespace huiyin
