// Somebody's text on somebody else's terminal: without what would move the cursor, recolour the screen, or turn the
// order of the characters around.
#ifndef HUIYIN_TOOLS_CLI_PRINTABLE_H_
#define HUIYIN_TOOLS_CLI_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace huiyin {

// One line: the control characters C0 and C1, line ends among them, become spaces; the bidirectional controls (U+202A
// to 202E, U+2066 to 2069) vanish; bytes that are not UTF-8 become U+FFFD.
std::string Printable(absl::string_view text);

// The same, but LF stays.
std::string PrintableLines(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PRINTABLE_H_
