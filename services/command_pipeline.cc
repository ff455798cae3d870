#include "services/command_pipeline.h"

#include "base/check.h"
#include "base/stable_hash.h"
#include "services/writer.h"

namespace huiyin {

struct CommandPipeline::Lane {
  Lane(EventLog& log, const References& references, const Clock& clock, const CommandPipelineOptions& options)
      : queue(options.queue_commands_max, options.queue_bytes_max),
        writer(log, references, clock, options.state_cache_bytes / options.writers),
        thread([this] { Run(); }) {}

  void Run() {
    while (true) {
      std::vector<std::unique_ptr<CommandGroup>> groups = queue.Drain(kCommitCommandsMax, kCommitBytesMax);
      if (groups.empty()) return;
      writer.Execute(groups);
      for (std::unique_ptr<CommandGroup>& group : groups) group->done(*group);
    }
  }

  CommandQueue queue;
  Writer writer;
  std::thread thread;  // Last: it uses the others.
};

CommandPipeline::CommandPipeline(EventLog& log, const References& references, const Clock& clock,
                                 const CommandPipelineOptions& options) {
  CHECK_GE(options.writers, 1u);
  for (uint32_t i = 0; i < options.writers; ++i)
    lanes_.push_back(std::make_unique<Lane>(log, references, clock, options));
}

CommandPipeline::~CommandPipeline() { Stop(); }

uint32_t CommandPipeline::LaneOf(const LedgerId& ledger) const {
  return static_cast<uint32_t>(StableHash(ledger.value()) % lanes_.size());
}

absl::Status CommandPipeline::Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) {
  CHECK_LT(lane, lanes_.size());
  return lanes_[lane]->queue.Push(group);
}

void CommandPipeline::Stop() {
  for (std::unique_ptr<Lane>& lane : lanes_) lane->queue.Close();
  for (std::unique_ptr<Lane>& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
}

}  // namespace huiyin
