#include "services/testing/execute.h"

#include <memory>
#include <utility>

#include "services/group_commit.h"

namespace huiyin::testing {

std::vector<absl::StatusOr<CommandReceipt>> ExecuteTogether(Writer& writer, EventLog& log,
                                                            std::vector<PreparedCommand> commands,
                                                            absl::Time deadline) {
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;
  std::vector<std::unique_ptr<CommandGroup>> groups;
  groups.push_back(std::make_unique<CommandGroup>());
  groups[0]->commands = std::move(commands);
  groups[0]->deadline = deadline;
  groups[0]->done = [&outcomes](CommandGroup& group) { outcomes = std::move(group.outcomes); };
  writer.DecideGroups(std::move(groups));
  const std::shared_ptr<GroupCommit> commit = writer.Close();
  commit->Append(log);
  commit->Answer();
  return outcomes;
}

}  // namespace huiyin::testing
