#include "projections/projector.h"

#include <limits>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

constexpr Offset kNoEnd(std::numeric_limits<uint64_t>::max());
// A waiting projector looks this often whether it should stop.
constexpr absl::Duration kStopLookInterval = absl::Milliseconds(100);
// A live batch of so many records means load; then the next one waits so long for company.
constexpr size_t kLoadRecords = 16;
constexpr absl::Duration kLingerTime = absl::Milliseconds(10);
// More than that: it is behind.
constexpr size_t kLiveBatchRecordsMax = 1'024;

}  // namespace

Projector::Projector(const EventLog& log, ViewStore& store, std::function<void()> on_change, Linger linger)
    : log_(log),
      store_(store),
      on_change_(std::move(on_change)),
      linger_(std::move(linger)),
      folded_to_(log.partitions()) {
  absl::MutexLock lock(&join_mu_);
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    threads_.emplace_back([this, partition] { Follow(partition); });
  }
}

Projector::~Projector() { Stop(); }

absl::Status Projector::status() const {
  absl::MutexLock lock(&mu_);
  return status_;
}

Offset Projector::folded_to(uint32_t partition) const {
  absl::MutexLock lock(&mu_);
  return folded_to_[partition];
}

void Projector::Stop() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  absl::MutexLock lock(&join_mu_);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Projector::IsStopping() const {
  absl::MutexLock lock(&mu_);
  return stopping_;
}

void Projector::Follow(uint32_t partition) {
  absl::Status status = FollowUntilStopped(partition);
  if (status.ok()) return;
  {
    absl::MutexLock lock(&mu_);
    if (status_.ok()) status_ = std::move(status);
  }
  on_change_();
}

absl::Status Projector::FollowUntilStopped(uint32_t partition) {
  ASSIGN_OR_RETURN(const std::unique_ptr<PartitionFolder> folder,
                   PartitionFolder::Open(log_, partition, store_, /*journal=*/true));
  while (!IsStopping()) {
    ASSIGN_OR_RETURN(const size_t folded, folder->FoldSome(kNoEnd));
    {
      absl::MutexLock lock(&mu_);
      folded_to_[partition] = folder->folded_to();
    }
    on_change_();
    if (folded == 0) Wait(partition, folder->folded_to());
    if (folded >= kLoadRecords && folded < kLiveBatchRecordsMax) linger_(absl::Now() + kLingerTime);
  }
  return absl::OkStatus();
}

void Projector::Wait(uint32_t partition, Offset seen) {
  while (true) {
    const absl::Time deadline = absl::Now() + kStopLookInterval;
    if (log_.WaitForMore(partition, seen, deadline)) return;
    absl::MutexLock lock(&mu_);
    // An interrupted log no longer makes us wait; then we wait here.
    mu_.AwaitWithDeadline(absl::Condition(&stopping_), deadline);
    if (stopping_) return;
  }
}

}  // namespace huiyin
