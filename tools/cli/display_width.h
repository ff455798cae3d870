// How much room a text takes in a terminal: Chinese characters and their punctuation take two columns.
#ifndef HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_
#define HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace huiyin {

// In columns. Bytes that are not UTF-8 count one each.
size_t DisplayWidth(absl::string_view text);

// `text` on lines of at most `width` columns (0: one line as it is; at least 2 are used). Breaks at spaces and between
// Chinese characters, but not before closing punctuation; cuts a word that is longer than a line. At least one line.
std::vector<std::string> Wrapped(absl::string_view text, size_t width);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_
