// Text by characters.
#ifndef HUIYIN_TOOLS_CLI_CHARACTERS_H_
#define HUIYIN_TOOLS_CLI_CHARACTERS_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace huiyin {

struct Character {
  // U+FFFD for a byte that is not UTF-8.
  uint32_t code;
  // As it stands in the text.
  absl::string_view bytes;
};

// One character off the front of `text`, which is not empty.
Character TakeCharacter(absl::string_view& text);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_CHARACTERS_H_
