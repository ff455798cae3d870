#include "services/timekeeper/timekeeper_loop.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/time/clock.h"
#include "base/error.h"

namespace huiyin {
namespace {

// After a pass it rests for so many times as long as the pass took.
constexpr int kRest = 20;

unsigned long long Count(uint64_t count) { return count; }

}  // namespace

TimekeeperLoop::TimekeeperLoop(const TimekeeperParts& parts, const TimekeeperOptions& options, absl::Duration period)
    : period_(period), timekeeper_(parts, options), thread_([this] { Run(); }) {}

TimekeeperLoop::~TimekeeperLoop() { Stop(); }

void TimekeeperLoop::Stop() {
  timekeeper_.Stop();
  {
    absl::MutexLock lock(&mu_);
    is_stopping_ = true;
  }
  absl::MutexLock lock(&join_mu_);
  if (thread_.joinable()) thread_.join();
}

void TimekeeperLoop::Run() {
  while (true) {
    const absl::Time began = absl::Now();
    Tell(timekeeper_.Pass());
    const absl::Duration took = std::max(absl::Now() - began, absl::ZeroDuration());
    absl::MutexLock lock(&mu_);
    if (mu_.AwaitWithTimeout(absl::Condition(&is_stopping_), std::max(period_, kRest * took))) return;
  }
}

void TimekeeperLoop::Tell(const absl::StatusOr<PassReport>& report) {
  if (timekeeper_.is_stopped()) return;
  if (report.ok() && report->given > 0) {
    std::fprintf(stderr, "huiyin: timekeeper: %llu orders given 定时督办：已发出 %llu 项\n", Count(report->given),
                 Count(report->given));
  }
  const absl::Status error = report.ok() ? report->error : report.status();
  if (!error.ok() && error.ToString() != told_error_) {
    std::fprintf(stderr, "huiyin: timekeeper: tries again in a minute 定时督办：一分钟后重试: %s %s\n",
                 std::string(error.message()).c_str(), ChineseOf(error).c_str());
  }
  told_error_ = error.ok() ? "" : error.ToString();
}

}  // namespace huiyin
