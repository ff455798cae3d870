#include "tools/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "tools/cli/printable.h"

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

std::string WithField(absl::string_view field, absl::string_view sentence, absl::string_view colon) {
  if (field.empty() || absl::StrContains(sentence, field)) return std::string(sentence);
  return absl::StrCat(field, colon, sentence);
}

void PrintError(const absl::Status& status, ErrorForm form) {
  const std::string field = FieldOf(status), chinese = ChineseOf(status),
                    code = absl::StatusCodeToString(status.code()),
                    reason = ReasonOf(status).empty() ? code : ReasonOf(status);
  if (form == ErrorForm::kJson) {
    nlohmann::ordered_json error{{"code", code}, {"reason", reason}};
    if (!field.empty()) error["field"] = field;
    error["message"] = std::string(status.message());
    if (!chinese.empty()) error["message_zh"] = chinese;
    const nlohmann::ordered_json line{{"error", std::move(error)}};
    std::fprintf(stderr, "%s\n", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
    return;
  }
  const std::string english = WithField(field, status.message(), ": ");
  std::fprintf(stderr, "error: %s [%s]\n", Printable(english).c_str(), Printable(reason).c_str());
  if (!chinese.empty()) std::fprintf(stderr, "错误：%s\n", Printable(WithField(field, chinese, "：")).c_str());
}

bool IsFateUnknown(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
      return true;
    default:
      return false;
  }
}

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return 0;
  if (status.code() == absl::StatusCode::kDataLoss) return 4;
  return IsFateUnknown(status) ? 3 : 1;
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
