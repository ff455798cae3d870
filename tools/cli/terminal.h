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

// Of the terminal on stdout; 0: stdout is none, so that nothing is cut.
size_t TerminalWidth();

// "error: … [REASON] (field …)" and the same in Chinese, on stderr.
void PrintError(const absl::Status& status);

// The program's exit code: 0 ok, 1 refused, 3 unavailable, 4 data loss. (2, usage, is known before anything runs.)
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
