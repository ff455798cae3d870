#include "services/command_pipeline.h"

#include <algorithm>
#include <array>
#include <optional>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/stable_hash.h"
#include "services/group_commit.h"
#include "services/pipeline_stage.h"
#include "services/writer.h"

namespace huiyin {
namespace {

// One decides while one appends; more would share the same processors.
constexpr size_t kThreadsALane = 2;

// As many are decided before it is seen whether the log is free: a few milliseconds.
constexpr size_t kDecideCommandsMax = 512;

}  // namespace

// Each of its threads takes what waits through the stages: it decides, appends, answers, while others are in other
// stages. A commit grows for as long as the one before is being appended: so the slower the log, the larger the
// commits.
struct CommandPipeline::Lane {
  Lane(EventLog& log, const References& references, const Clock& clock, const CommandPipelineOptions& options)
      : queue(options.queue_commands_max, options.queue_bytes_max),
        log(log),
        writer(log, references, clock, options.state_cache_bytes / options.writers) {
    for (std::thread& thread : threads) thread = std::thread([this] { Run(); });
  }

  void Run() {
    while (std::shared_ptr<GroupCommit> commit = Decide()) {
      commit->Append(log);
      answering.Enter();
      appending.Leave();
      queue.Nudge();
      commit->Answer();
      answering.Leave();
    }
  }

  // The next commit; the stage of appending is entered. nullptr: the queue is closed and all was taken.
  std::shared_ptr<GroupCommit> Decide() {
    deciding.Enter();
    const bool more = FillCommit();
    std::shared_ptr<GroupCommit> commit = more ? writer.Close() : nullptr;
    deciding.Leave();
    return commit;
  }

  // Until the log is free, or the commit is full. False: nothing is left.
  bool FillCommit() {
    while (writer.open().commands() < kCommitCommandsMax && writer.open().bytes() < kCommitBytesMax) {
      auto groups = queue.Drain(std::min(kDecideCommandsMax, kCommitCommandsMax - writer.open().commands()),
                                kCommitBytesMax - writer.open().bytes());
      if (!groups.has_value()) break;
      writer.DecideGroups(*std::move(groups));
      if (!writer.open().empty() && appending.TryEnter()) return true;
    }
    if (writer.open().empty()) return false;
    appending.Enter();
    return true;
  }

  CommandQueue queue;
  EventLog& log;
  Writer writer;
  PipelineStage deciding, appending, answering;
  std::array<std::thread, kThreadsALane> threads;  // Last: they use the others.
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
    for (std::thread& thread : lane->threads) {
      if (thread.joinable()) thread.join();
    }
  }
}

}  // namespace huiyin
