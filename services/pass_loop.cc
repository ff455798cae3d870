#include "services/pass_loop.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"

namespace huiyin {
namespace {

// After a pass it rests for so many times as long as the pass took.
constexpr int kRest = 20;

}  // namespace

PassLoop::PassLoop(const PassLoopOptions& options, std::function<absl::StatusOr<PassReport>()> pass)
    : options_(options), pass_(std::move(pass)), thread_([this] { Run(); }) {}

PassLoop::~PassLoop() { Stop(); }

void PassLoop::Stop() {
  {
    absl::MutexLock lock(&mu_);
    is_stopping_ = true;
  }
  absl::MutexLock lock(&join_mu_);
  if (thread_.joinable()) thread_.join();
}

void PassLoop::Run() {
  while (true) {
    const absl::Time began = absl::Now();
    Tell(pass_());
    const absl::Duration took = std::max(absl::Now() - began, absl::ZeroDuration());
    absl::MutexLock lock(&mu_);
    if (mu_.AwaitWithTimeout(absl::Condition(&is_stopping_), std::max(options_.period, kRest * took))) return;
  }
}

void PassLoop::Tell(const absl::StatusOr<PassReport>& report) {
  // Told to end, it has nothing to say.
  if (absl::IsCancelled(report.status())) return;
  if (report.ok() && report->given > 0) {
    const std::string line = absl::StrCat("huiyin: ", options_.name, ": ", report->given, " orders given ",
                                          options_.name_zh, "：已发出 ", report->given, " 项\n");
    std::fputs(line.c_str(), stderr);
  }
  const absl::Status error = report.ok() ? report->error : report.status();
  if (!error.ok() && error.ToString() != told_error_) {
    const std::string line = absl::StrCat("huiyin: ", options_.name, ": tries again soon ", options_.name_zh,
                                          "：稍后重试: ", error.message(), " ", ChineseOf(error), "\n");
    std::fputs(line.c_str(), stderr);
  }
  told_error_ = error.ok() ? "" : error.ToString();
}

}  // namespace huiyin
