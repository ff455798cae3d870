// How much room a text takes in a terminal: Chinese characters and their punctuation take two columns.
#ifndef HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_
#define HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin {

// In columns. Bytes that are not UTF-8 count one each.
size_t DisplayWidth(absl::string_view text);

// `text` as one line: control characters become spaces.
std::string OneLine(absl::string_view text);

// `text`, or as much of its start as fits in `width` columns with "…" after it.
std::string CutToWidth(absl::string_view text, size_t width);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_DISPLAY_WIDTH_H_
