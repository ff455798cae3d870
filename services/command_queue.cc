#include "services/command_queue.h"

#include <utility>

#include "base/error.h"

namespace huiyin {

size_t CommandGroup::bytes() const {
  size_t total = 0;
  for (const PreparedCommand& command : commands) total += command.bytes;
  return total;
}

absl::Status CommandGroup::CheckWanted(absl::Time now) const {
  if (broken != nullptr && *broken) {
    return Error(absl::StatusCode::kUnavailable, "ORDER_BROKEN",
                 "a command before it in the stream was not executed, so this one was not either; repeat both",
                 "数据流中在它之前的命令未执行，因此本命令也未执行；请一并重发");
  }
  if (deadline <= now) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED",
                 "the call's deadline passed while it waited; nothing was executed",
                 "等待期间已超过调用时限，命令未执行");
  }
  return absl::OkStatus();
}

void CommandGroup::AddOutcome(absl::StatusOr<CommandReceipt> outcome) {
  if (broken != nullptr && absl::IsUnavailable(outcome.status())) *broken = true;
  outcomes.push_back(std::move(outcome));
}

absl::Status CommandQueue::Push(std::unique_ptr<CommandGroup>& group) {
  const size_t commands = group->commands.size();
  const size_t bytes = group->bytes();
  absl::MutexLock lock(&mu_);
  if (closed_) {
    return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                 "the server is shutting down; retry with the same command_id",
                 "服务器正在停止；请稍后用同一 command_id 重试");
  }
  const bool full = commands_ + commands > commands_max_ || bytes_ + bytes > bytes_max_;
  if (full && !groups_.empty()) {
    return Error(absl::StatusCode::kResourceExhausted, "QUEUE_FULL",
                 "too many commands are waiting; nothing was taken; retry a little later with the same command_id",
                 "等待处理的命令过多，本命令未受理；请稍后用同一 command_id 重试");
  }
  commands_ += commands;
  bytes_ += bytes;
  groups_.push_back(std::move(group));
  return absl::OkStatus();
}

std::optional<std::vector<std::unique_ptr<CommandGroup>>> CommandQueue::Drain(size_t commands_max, size_t bytes_max) {
  std::vector<std::unique_ptr<CommandGroup>> drained;
  size_t commands = 0;
  size_t bytes = 0;
  absl::MutexLock lock(&mu_);
  mu_.Await(absl::Condition(
      +[](CommandQueue* queue) ABSL_EXCLUSIVE_LOCKS_REQUIRED(queue->mu_) {
        return queue->closed_ || queue->nudged_ || !queue->groups_.empty();
      },
      this));
  nudged_ = false;
  if (closed_ && groups_.empty()) return std::nullopt;
  while (!groups_.empty() && commands < commands_max && bytes < bytes_max) {
    commands += groups_.front()->commands.size();
    bytes += groups_.front()->bytes();
    drained.push_back(std::move(groups_.front()));
    groups_.pop_front();
  }
  commands_ -= commands;
  bytes_ -= bytes;
  return drained;
}

void CommandQueue::Nudge() {
  absl::MutexLock lock(&mu_);
  nudged_ = true;
}

void CommandQueue::Close() {
  absl::MutexLock lock(&mu_);
  closed_ = true;
}

}  // namespace huiyin
