#include "tools/cli/characters.h"

#include <cstddef>

namespace huiyin {

Character TakeCharacter(absl::string_view& text) {
  constexpr uint32_t kReplacement = 0xFFFD;
  const auto lead = static_cast<unsigned char>(text[0]);
  size_t length = 1;
  uint32_t code = lead;
  if (lead >= 0xF0) {
    length = 4;
    code = lead & 0x07;
  } else if (lead >= 0xE0) {
    length = 3;
    code = lead & 0x0F;
  } else if (lead >= 0xC0) {
    length = 2;
    code = lead & 0x1F;
  }
  size_t taken = 1;
  for (; taken < length && taken < text.size(); ++taken) {
    const auto next = static_cast<unsigned char>(text[taken]);
    if ((next & 0xC0) != 0x80) break;
    code = code << 6 | (next & 0x3F);
  }
  const bool whole = taken == length && (lead < 0x80 || lead >= 0xC2);
  const Character character{whole ? code : kReplacement, text.substr(0, taken)};
  text.remove_prefix(taken);
  return character;
}

}  // namespace huiyin
