// Pieces of somebody's file inside a sentence: short, in quotes, and harmless to a terminal.
#ifndef HUIYIN_EXCHANGE_QUOTED_H_
#define HUIYIN_EXCHANGE_QUOTED_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin {

inline constexpr size_t kExcerptBytesMax = 60;

// The start of `text` (UTF-8), cut between characters with "…", control characters as "\xNN".
std::string Excerpt(absl::string_view text);

// The excerpt in double quotes.
std::string Quoted(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_QUOTED_H_
