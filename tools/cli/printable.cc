#include "tools/cli/printable.h"

#include "absl/strings/str_cat.h"
#include "tools/cli/characters.h"

namespace huiyin {
namespace {

bool IsControl(uint32_t code) { return code < 0x20 || (code >= 0x7F && code <= 0x9F); }
bool IsLineSeparator(uint32_t code) { return code == 0x2028 || code == 0x2029; }
bool IsBidirectional(uint32_t code) { return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069); }

std::string Cleaned(absl::string_view text, bool keep_lines) {
  std::string clean;
  while (!text.empty()) {
    const Character character = TakeCharacter(text);
    if (character.code == '\n' && keep_lines) {
      clean += '\n';
    } else if (IsControl(character.code) || IsLineSeparator(character.code)) {
      clean += ' ';
    } else if (character.code == 0xFFFD) {
      clean += "\xEF\xBF\xBD";
    } else if (!IsBidirectional(character.code)) {
      absl::StrAppend(&clean, character.bytes);
    }
  }
  return clean;
}

}  // namespace

std::string Printable(absl::string_view text) { return Cleaned(text, /*keep_lines=*/false); }
std::string PrintableLines(absl::string_view text) { return Cleaned(text, /*keep_lines=*/true); }

}  // namespace huiyin
