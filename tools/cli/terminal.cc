#include "tools/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"

namespace huiyin {
namespace {

constexpr absl::Duration kBarEvery = absl::Milliseconds(100);
constexpr absl::Duration kLineEvery = absl::Seconds(5);
constexpr uint64_t kBarWidth = 24;

}  // namespace

Language LanguageOf(absl::string_view wish) {
  if (!wish.empty()) return wish == "zh" ? Language::kChinese : Language::kEnglish;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return absl::StartsWith(value, "zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

size_t TerminalWidth() {
  winsize size = {};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void PrintError(const absl::Status& status) {
  const std::string reason = ReasonOf(status), field = FieldOf(status), chinese = ChineseOf(status);
  const std::string code = reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
  const std::string english(status.message());
  std::fprintf(stderr, "error: %s%s [%s]\n", field.empty() ? "" : absl::StrCat(field, ": ").c_str(), english.c_str(),
               code.c_str());
  if (!chinese.empty()) {
    std::fprintf(stderr, "错误：%s%s\n", field.empty() ? "" : absl::StrCat(field, "：").c_str(), chinese.c_str());
  }
}

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return 3;
    case absl::StatusCode::kDataLoss:
      return 4;
    default:
      return 1;
  }
}

Progress::Progress(std::string what, uint64_t total)
    : what_(std::move(what)),
      total_(total),
      terminal_(isatty(STDERR_FILENO) != 0),
      next_(absl::Now() + (terminal_ ? kBarEvery : kLineEvery)) {}

Progress::~Progress() {
  if (bar_open_) std::fprintf(stderr, "\r\033[K");
}

void Progress::Show(uint64_t done, absl::string_view detail) {
  const absl::Time now = absl::Now();
  if (now < next_) return;
  next_ = now + (terminal_ ? kBarEvery : kLineEvery);
  std::string line = what_;
  if (total_ > 0) {
    const uint64_t part = std::min(done, total_);
    if (terminal_) {
      const uint64_t filled = part * kBarWidth / total_;
      line += " [";
      for (uint64_t i = 0; i < kBarWidth; ++i) line += i < filled ? "█" : " ";
      line += "]";
    }
    absl::StrAppend(&line, " ", part * 100 / total_, "%");
  }
  absl::StrAppend(&line, " ", detail);
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
  bar_open_ = terminal_;
}

}  // namespace huiyin
