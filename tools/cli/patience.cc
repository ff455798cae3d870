#include "tools/cli/patience.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

// A server's hint is 200 ms (services/rpc_status.h); a partition moves within some seconds.
constexpr absl::Duration kFirstWait = absl::Milliseconds(200);
constexpr absl::Duration kWaitMax = absl::Seconds(1);
constexpr int kRetrySecondsMax = 3'600;

// A server said it, and with it that a repeat may do better: what comes from no server has no reason of its own.
bool IsHint(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  const bool code = absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
  return code && !reason.empty() && reason != "SERVER_UNREACHABLE" && reason != "MESSAGE_TOO_LARGE" &&
         reason != "OUTPUT_UNWRITABLE";
}

// No server said it: the connection broke, or the call with its server.
bool IsNoAnswer(const absl::Status& status) {
  return ReasonOf(status) == "SERVER_UNREACHABLE" || (absl::IsCancelled(status) && ReasonOf(status).empty());
}

}  // namespace

void AddRetryOption(CLI::App& app, int& seconds) {
  app.add_option("--retry-for", seconds, "Repeat for so long what a server cannot do just now; 0: do not")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(0, kRetrySecondsMax));
}

bool Patience::MayMend(const absl::Status& status) const {
  return IsHint(status) || (IsNoAnswer(status) && (was_answered_ || connection_.has_others()));
}

bool Patience::Again(const absl::Status& status) {
  if (patience_ <= absl::ZeroDuration() || !MayMend(status)) return false;
  const absl::Time now = absl::Now();
  if (ends_ == absl::InfiniteFuture()) {
    ends_ = now + patience_;
    next_wait_ = kFirstWait;
    const std::string line = absl::StrCat("trying again for up to ", absl::FormatDuration(patience_),
                                          " 正在重试: ", status.message(), " [", ReasonOf(status), "]");
    std::fprintf(stderr, "%s\n", Printable(line).c_str());
    std::fflush(stderr);
  }
  if (now + next_wait_ > ends_) return false;
  absl::SleepFor(next_wait_);
  next_wait_ = std::min(next_wait_ * 2, kWaitMax);
  if (IsNoAnswer(status) && connection_.has_others()) connection_.AskAnother();
  return true;
}

void Patience::Answered() {
  was_answered_ = true;
  ends_ = absl::InfiniteFuture();
}

}  // namespace huiyin
