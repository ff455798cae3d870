// From callers to writers: one queue and one writer thread per partition of the ledgers.
#ifndef HUIYIN_SERVICES_COMMAND_PIPELINE_H_
#define HUIYIN_SERVICES_COMMAND_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/ids.h"
#include "domain/references.h"
#include "eventstore/event_log.h"
#include "services/command_queue.h"

namespace huiyin {

struct CommandPipelineOptions {
  // Writer threads; ledgers are hashed over them. At least 1.
  uint32_t writers = 1;
  // Of each writer.
  size_t queue_commands_max = 16'384;
  size_t queue_bytes_max = 64 << 20;
  // Of all writers together.
  size_t state_cache_bytes = 64 << 20;
};

// What one group commit holds at most.
inline constexpr size_t kCommitCommandsMax = 2'048;
inline constexpr size_t kCommitBytesMax = 16 << 20;

// Thread-safe.
class CommandPipeline {
 public:
  // All must outlive it.
  CommandPipeline(EventLog& log, const References& references, const Clock& clock,
                  const CommandPipelineOptions& options);
  // As Stop.
  ~CommandPipeline();

  uint32_t writers() const { return static_cast<uint32_t>(lanes_.size()); }
  uint32_t WriterOf(const LedgerId& ledger) const;

  // Hands the group to a writer; all its commands are of ledgers of that writer. kResourceExhausted, kUnavailable: it
  // was not taken.
  absl::Status Submit(uint32_t writer, std::unique_ptr<CommandGroup>& group);

  // Takes no more; finishes and answers all that was taken. Idempotent.
  void Stop();

 private:
  struct Lane;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COMMAND_PIPELINE_H_
