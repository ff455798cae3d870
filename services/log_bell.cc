#include "services/log_bell.h"

#include <utility>

#include "absl/time/clock.h"

namespace huiyin {
namespace {

constexpr absl::Duration kLookAgainAfter = absl::Seconds(1);
// Group commits come faster than anybody needs to be woken.
constexpr absl::Duration kRestAfterRinging = absl::Milliseconds(2);

}  // namespace

LogBell::LogBell(EventLog& log) : log_(&log) {
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    threads_.emplace_back([this, partition] { Follow(partition); });
  }
}

LogBell::~LogBell() { Stop(); }

uint64_t LogBell::rings() const {
  absl::MutexLock lock(&mu_);
  return rings_;
}

void LogBell::Follow(uint32_t partition) {
  Offset seen(0);
  while (!stopping_) {
    absl::StatusOr<Offset> end = log_->PartitionEnd(partition);
    if (end.ok() && *end > seen) {
      seen = *end;
      Ring();
      absl::SleepFor(kRestAfterRinging);
    }
    log_->WaitForMore(partition, seen, absl::Now() + kLookAgainAfter);
  }
}

void LogBell::Ring() {
  std::unordered_map<uint64_t, std::function<void()>> woken;
  {
    absl::MutexLock lock(&mu_);
    ++rings_;
    woken.swap(waiting_);
  }
  for (auto& [ticket, wake] : woken) wake();
}

uint64_t LogBell::Wait(uint64_t seen, std::function<void()> wake) {
  {
    absl::MutexLock lock(&mu_);
    const uint64_t ticket = ++last_ticket_;
    if (rings_ == seen && !stopping_) {
      waiting_.emplace(ticket, std::move(wake));
      return ticket;
    }
  }
  wake();
  return 0;
}

bool LogBell::Cancel(uint64_t ticket) {
  absl::MutexLock lock(&mu_);
  return waiting_.erase(ticket) > 0;
}

void LogBell::Stop() {
  if (!stopping_.exchange(true) && log_ != nullptr) log_->Interrupt();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  Ring();
}

}  // namespace huiyin
