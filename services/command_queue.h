// What waits for a writer: groups of commands, in order, bounded in number and bytes.
#ifndef HUIYIN_SERVICES_COMMAND_QUEUE_H_
#define HUIYIN_SERVICES_COMMAND_QUEUE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {

// Where an accepted command's events are.
struct CommandReceipt {
  Seq first;
  uint32_t count = 0;
  // Given before; nothing was appended now.
  bool repeated = false;
};

// A command of valid shape, ready to be decided on.
struct PreparedCommand {
  // Owned by the group's keeper. Its actor is who acts; authenticated.
  const v1::Command* command = nullptr;
  // CommandDigest(*command).
  std::string digest;
  // recorded_at follows occurred_at (decision A16).
  bool historical = false;
  // Who entered it, if not the actor.
  const v1::Actor* entered_by = nullptr;
  // Of the command, serialised.
  size_t bytes = 0;
};

// Commands that are answered together, after the commit that holds the last of them.
struct CommandGroup {
  std::vector<PreparedCommand> commands;
  // Filled in by the writer: one for each command.
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;
  // A group that is still waiting then is answered kDeadlineExceeded; nothing of it was executed.
  absl::Time deadline = absl::InfiniteFuture();
  // Shared by the groups of a stream whose order counts. True: one before it was answered kUnavailable and will be sent
  // again, so this one is answered kUnavailable (ORDER_BROKEN) and not executed. nullptr: the group stands alone.
  std::shared_ptr<std::atomic<bool>> broken;
  // Called once, on a thread of the lane's: must not block.
  std::function<void(CommandGroup&)> done;

  size_t bytes() const;
  // Why the group is no longer to be executed; OK: it is.
  absl::Status CheckWanted(absl::Time now) const;
  // Of the next command. kUnavailable breaks the order at once: before the next command is executed.
  void AddOutcome(absl::StatusOr<CommandReceipt> outcome);
};

// Many push, one drains. Thread-safe.
class CommandQueue {
 public:
  CommandQueue(size_t commands_max, size_t bytes_max) : commands_max_(commands_max), bytes_max_(bytes_max) {}

  // Takes the group; or leaves it and answers kResourceExhausted (QUEUE_FULL), or kUnavailable (SHUTTING_DOWN).
  // An empty queue takes a group of any size, so that none waits for ever.
  absl::Status Push(std::unique_ptr<CommandGroup>& group);

  // Blocks until there is something, or Nudge; whole groups, in order, until there are `commands_max` commands or more
  // or the queue is empty. nullopt: Close was called and all was drained.
  std::optional<std::vector<std::unique_ptr<CommandGroup>>> Drain(size_t commands_max, size_t bytes_max);

  // Whoever drains has something else to look at. The Drain under way, else the next one, does not block.
  void Nudge();

  // No more pushes; what was taken can still be drained.
  void Close();

 private:
  const size_t commands_max_;
  const size_t bytes_max_;

  absl::Mutex mu_;
  std::deque<std::unique_ptr<CommandGroup>> groups_ ABSL_GUARDED_BY(mu_);
  size_t commands_ ABSL_GUARDED_BY(mu_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  bool nudged_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COMMAND_QUEUE_H_
