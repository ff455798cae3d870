#include "services/cluster/command_router.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "services/cluster/peer_call.h"
#include "services/command_queue.h"

namespace huiyin {
namespace {

using Groups = std::vector<std::unique_ptr<CommandGroup>>;

// How soon what found the owner's queue full is offered again.
constexpr absl::Duration kOfferAgainAfter = absl::Milliseconds(5);

void Answer(CommandGroup& group, const absl::Status& status) {
  group.outcomes.assign(group.commands.size(), status);
  group.done(group);
}

// Nothing of it was taken.
bool FoundQueueFull(const CommandGroup& group) {
  return !group.outcomes.empty() && absl::IsResourceExhausted(group.outcomes.front().status());
}

}  // namespace

class CommandRouter::Lane {
 public:
  Lane(const CommandOwners& owners, PeerChannels& channels, uint32_t partition, const CommandRouterOptions& options)
      : owners_(owners),
        channels_(channels),
        partition_(partition),
        peer_token_(options.peer_token),
        queue_(options.queue_commands_max, options.queue_bytes_max),
        thread_([this] { Run(); }) {}

  absl::Status Submit(std::unique_ptr<CommandGroup>& group) {
    absl::MutexLock lock(&mu_);
    if (waiting_ == 0 && !stopped_) {
      const std::shared_ptr<CommandLanes> here = owners_.Here(partition_);
      if (here != nullptr) return SubmitHere(*here, group);
    }
    absl::Status taken = queue_.Push(group);
    if (taken.ok()) ++waiting_;
    return taken;
  }

  void Close() {
    absl::MutexLock lock(&mu_);
    stopped_ = true;
    queue_.Close();
  }
  void Join() {
    if (thread_.joinable()) thread_.join();
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(this, &Lane::NothingHere));
  }

 private:
  bool NothingHere() const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return here_ == 0; }

  absl::Status SubmitHere(CommandLanes& here, std::unique_ptr<CommandGroup>& group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    std::function<void(CommandGroup&)> done = std::move(group->done);
    group->done = [this, done](CommandGroup& answered) {
      done(answered);
      absl::MutexLock lock(&mu_);
      --here_;
    };
    ++here_;
    const absl::Status taken = here.Submit(/*lane=*/0, group);
    if (!taken.ok()) {
      --here_;
      group->done = std::move(done);
    }
    return taken;
  }

  void Run() {
    while (std::optional<Groups> groups = queue_.Drain(kPeerCommandsMax, kPeerBytesMax)) {
      const size_t count = groups->size();
      Execute(*std::move(groups));
      absl::MutexLock lock(&mu_);
      waiting_ -= count;
    }
  }

  void Execute(Groups groups) {
    while (!groups.empty()) {
      {
        absl::MutexLock lock(&mu_);
        mu_.Await(absl::Condition(this, &Lane::NothingHere));
      }
      AnswerUnwanted(groups);
      const std::shared_ptr<CommandLanes> here = owners_.Here(partition_);
      if (here != nullptr) {
        ExecuteHere(*here, groups);
        continue;
      }
      const absl::StatusOr<std::string> owner = owners_.Elsewhere(partition_);
      if (!owner.ok()) {
        for (std::unique_ptr<CommandGroup>& group : groups) Answer(*group, owner.status());
        return;
      }
      ExecuteThere(*owner, groups);
    }
  }

  static void AnswerUnwanted(Groups& groups) {
    const absl::Time now = absl::Now();
    const auto unwanted = std::stable_partition(groups.begin(), groups.end(),
                                                [now](const auto& group) { return group->CheckWanted(now).ok(); });
    for (auto group = unwanted; group != groups.end(); ++group) Answer(**group, (*group)->CheckWanted(now));
    groups.erase(unwanted, groups.end());
  }

  // Takes out of `groups` what the shard's writer took; the rest waits for it.
  void ExecuteHere(CommandLanes& here, Groups& groups) {
    auto next = groups.begin();
    for (; next != groups.end(); ++next) {
      absl::Status taken;
      {
        absl::MutexLock lock(&mu_);
        taken = SubmitHere(here, *next);
      }
      if (absl::IsResourceExhausted(taken)) break;
      if (!taken.ok()) Answer(**next, taken);
    }
    groups.erase(groups.begin(), next);
    RestIfAny(groups);
  }

  // Takes out of `groups` what the owner answered.
  void ExecuteThere(const std::string& owner, Groups& groups) {
    const PeerCall call{.partition = partition_, .token = peer_token_, .is_hopeless = [this, &owner] {
                          const absl::StatusOr<std::string> now = owners_.Elsewhere(partition_);
                          return !now.ok() || *now != owner;
                        }};
    ExecuteAtPeer(call, channels_.To(owner), groups);
    auto next = groups.begin();
    for (; next != groups.end() && !FoundQueueFull(**next); ++next) (*next)->done(**next);
    groups.erase(groups.begin(), next);
    RestIfAny(groups);
  }

  // They found a queue full.
  void RestIfAny(const Groups& groups) {
    if (groups.empty()) return;
    absl::MutexLock lock(&mu_);
    mu_.AwaitWithTimeout(absl::Condition(&stopped_), kOfferAgainAfter);
  }

  const CommandOwners& owners_;
  PeerChannels& channels_;
  const uint32_t partition_;
  const std::string peer_token_;
  CommandQueue queue_;

  absl::Mutex mu_;
  // Groups in the queue, or with the thread.
  size_t waiting_ ABSL_GUARDED_BY(mu_) = 0;
  // Groups with the shard's writer.
  size_t here_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // Last: it uses the others.
};

CommandRouter::CommandRouter(const CommandOwners& owners, PeerChannels& channels, const CommandRouterOptions& options)
    : owners_(owners) {
  for (uint32_t partition = 0; partition < owners.partitions(); ++partition) {
    lanes_.push_back(std::make_unique<Lane>(owners, channels, partition, options));
  }
}

CommandRouter::~CommandRouter() { Stop(); }

absl::Status CommandRouter::Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) {
  CHECK_LT(lane, lanes_.size());
  return lanes_[lane]->Submit(group);
}

void CommandRouter::Stop() {
  for (const std::unique_ptr<Lane>& lane : lanes_) lane->Close();
  for (const std::unique_ptr<Lane>& lane : lanes_) lane->Join();
}

}  // namespace huiyin
