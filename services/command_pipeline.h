// From callers to writers: one queue and one writer per partition of the ledgers.
#ifndef HUIYIN_SERVICES_COMMAND_PIPELINE_H_
#define HUIYIN_SERVICES_COMMAND_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/ids.h"
#include "domain/references.h"
#include "eventstore/event_log.h"
#include "services/command_lanes.h"

namespace huiyin {

struct CommandPipelineOptions {
  // Ledgers are hashed over them. At least 1. Each has two threads.
  uint32_t writers = 1;
  // Of each writer. What is being decided on and appended is no longer in the queue: at most two commits more.
  size_t queue_commands_max = 16'384;
  size_t queue_bytes_max = 64 << 20;
  // Of all writers together.
  size_t state_cache_bytes = 64 << 20;
};

// What one group commit holds at most.
inline constexpr size_t kCommitCommandsMax = 8'192;
inline constexpr size_t kCommitBytesMax = 16 << 20;

// A lane a writer: what waits is decided on while the commit before is appended. Thread-safe.
class CommandPipeline final : public CommandLanes {
 public:
  // All must outlive it.
  CommandPipeline(EventLog& log, const References& references, const Clock& clock,
                  const CommandPipelineOptions& options);
  // As Stop.
  ~CommandPipeline() override;

  uint32_t lanes() const { return static_cast<uint32_t>(lanes_.size()); }
  uint32_t LaneOf(const LedgerId& ledger) const override;
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override;

  // Takes no more; finishes and answers all that was taken. Idempotent.
  void Stop();

 private:
  struct Lane;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COMMAND_PIPELINE_H_
