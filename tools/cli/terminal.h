// What the person in front of the program sees: language, width, errors in both languages, progress.
#ifndef HUIYIN_TOOLS_CLI_TERMINAL_H_
#define HUIYIN_TOOLS_CLI_TERMINAL_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace huiyin {

enum class Language { kEnglish, kChinese };

// "zh" or "en"; otherwise by LC_ALL, LC_MESSAGES or LANG; English when they do not say.
Language LanguageOf(absl::string_view wish);

// How an answer is shown.
struct Shown {
  // As LanguageOf takes it.
  std::string language;
  bool json = false;
};

// Of the terminal on stdout; 0: stdout is none, so that nothing is wrapped.
size_t TerminalWidth();

// How errors are told on stderr.
enum class ErrorForm {
  // "error: field: … [REASON]", and the same in Chinese.
  kText,
  // {"error":{"code","reason","field","message","message_zh"}} on a line.
  kJson,
};
void PrintError(const absl::Status& status, ErrorForm form);

// "assign.due_on: …", unless the sentence names the field itself.
std::string WithField(absl::string_view field, absl::string_view sentence, absl::string_view colon);

// What the call would have done, it may have done or not: a repeat must be one that does no harm.
bool IsFateUnknown(const absl::Status& status);

// The program's exit code: 0 ok, 1 refused, 3 unavailable or fate unknown, 4 data loss. (2, usage, is known before
// anything runs.)
int ExitCodeOf(const absl::Status& status);

// Tells on stderr how far long work has come: a bar on a terminal, else a line every few seconds. Quiet about work that
// is done sooner.
class Progress {
 public:
  // `total` 0: not known.
  Progress(std::string what, uint64_t total);
  // Ends the bar's line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(uint64_t done, absl::string_view detail);

 private:
  const std::string what_;
  const uint64_t total_;
  const bool terminal_;
  absl::Time next_;
  bool bar_open_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TERMINAL_H_
