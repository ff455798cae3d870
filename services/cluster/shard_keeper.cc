#include "services/cluster/shard_keeper.h"

#include <cstdio>
#include <utility>

#include "absl/time/time.h"

namespace huiyin {
namespace {

constexpr absl::Duration kOpenAgainAfter = absl::Seconds(1);
// Calls whose clients read get their error by then.
constexpr absl::Duration kCallsEndWithin = absl::Seconds(2);

// For whoever operates the node.
void Tell(uint32_t partition, const char* english, const char* chinese) {
  std::fprintf(stderr, "huiyin: partition %u %s 分区 %u %s\n", partition, english, partition, chinese);
}

}  // namespace

ShardKeeper::ShardKeeper(const ShardParts& parts, uint32_t partition, ShardOptions options)
    : parts_(parts), partition_(partition), options_(std::move(options)), thread_([this] { Run(); }) {}

ShardKeeper::~ShardKeeper() { Stop(); }

void ShardKeeper::Stop() {
  Leave();
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void ShardKeeper::Serve() {
  absl::MutexLock lock(&mu_);
  if (std::exchange(wanted_, true)) return;
  ++turn_;
}

void ShardKeeper::Leave() {
  std::shared_ptr<PartitionShard> left;  // Goes after the lock, which its end takes.
  absl::MutexLock lock(&mu_);
  if (!std::exchange(wanted_, false)) return;
  ++turn_;
  caught_up_ = false;
  left = std::move(shard_);
  if (left != nullptr) left->Cut();
}

std::shared_ptr<PartitionShard> ShardKeeper::shard() const {
  absl::MutexLock lock(&mu_);
  return shard_;
}

std::shared_ptr<PartitionShard> ShardKeeper::caught_up() const {
  absl::MutexLock lock(&mu_);
  return caught_up_ ? shard_ : nullptr;
}

absl::Status ShardKeeper::status() const {
  absl::MutexLock lock(&mu_);
  if (!wanted_) return absl::OkStatus();
  if (!error_.ok() || shard_ == nullptr) return error_;
  return shard_->views_status();
}

void ShardKeeper::Run() {
  while (true) {
    uint64_t turn = 0;
    {
      absl::MutexLock lock(&mu_);
      const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return wanted_ || stopping_; };
      mu_.Await(absl::Condition(&has_work));
      if (stopping_) return;
      turn = turn_;
    }
    Keep(turn);
  }
}

void ShardKeeper::Keep(uint64_t turn) {
  absl::StatusOr<std::unique_ptr<PartitionShard>> opened = PartitionShard::Open(parts_, partition_, options_);
  const auto is_over = [this, turn]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return IsOver(turn); };
  if (!opened.ok()) {
    absl::MutexLock lock(&mu_);
    error_ = opened.status();
    mu_.AwaitWithTimeout(absl::Condition(&is_over), kOpenAgainAfter);
    return;
  }
  PartitionShard& shard = **opened;
  if (!Offer(turn, shard)) return;
  Tell(partition_, "is served here", "由本节点负责");
  const absl::Status caught_up = shard.WaitUntilCaughtUp();
  {
    absl::MutexLock lock(&mu_);
    caught_up_ = caught_up.ok() && !IsOver(turn);
    mu_.Await(absl::Condition(&is_over));
  }
  Withdraw(shard);
  Tell(partition_, "is served here no longer", "不再由本节点负责");
}

bool ShardKeeper::Offer(uint64_t turn, PartitionShard& shard) {
  // Does not own it: when the last pointer goes, the thread that made the shard unmakes it.
  std::shared_ptr<PartitionShard> lent(&shard, [this](PartitionShard*) {
    absl::MutexLock lock(&mu_);
    lent_ = false;
  });
  shard.SetSelf(lent);
  bool is_over = false;
  {
    absl::MutexLock lock(&mu_);
    lent_ = true;
    error_ = absl::OkStatus();
    is_over = IsOver(turn);
    if (!is_over) shard_ = std::move(lent);
  }
  return !is_over;
}

void ShardKeeper::Withdraw(PartitionShard& shard) {
  shard.Close();
  const auto returned = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return !lent_; };
  {
    absl::MutexLock lock(&mu_);
    if (mu_.AwaitWithTimeout(absl::Condition(&returned), kCallsEndWithin)) return;
  }
  shard.CancelCalls();
  absl::MutexLock lock(&mu_);
  mu_.Await(absl::Condition(&returned));
}

}  // namespace huiyin
