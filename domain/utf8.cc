// char := 00-7F
//       | C2-DF tail
//       | E0 A0-BF tail | E1-EC tail tail | ED 80-9F tail | EE-EF tail tail
//       | F0 90-BF tail tail | F1-F3 tail tail tail | F4 80-8F tail tail
// tail := 80-BF
#include "domain/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace huiyin {
namespace {

bool IsTail(unsigned char byte) { return (byte & 0xC0) == 0x80; }

bool AllAscii(const char* eight) {
  uint64_t word;
  std::memcpy(&word, eight, sizeof(word));
  return (word & 0x8080808080808080u) == 0;
}

// How many bytes the character at the front has; 0: it is none.
size_t CharacterBytes(const unsigned char* p, size_t size) {
  const unsigned char lead = p[0];
  if (lead < 0x80) return 1;
  const size_t bytes = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (bytes == 0 || bytes > size) return 0;
  for (size_t i = 1; i < bytes; ++i) {
    if (!IsTail(p[i])) return 0;
  }
  const bool overlong = (lead == 0xE0 && p[1] < 0xA0) || (lead == 0xF0 && p[1] < 0x90);
  const bool surrogate = lead == 0xED && p[1] > 0x9F;
  const bool too_high = lead == 0xF4 && p[1] > 0x8F;
  return overlong || surrogate || too_high ? 0 : bytes;
}

}  // namespace

bool IsUtf8(absl::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    if (bytes.size() - at >= 8 && AllAscii(bytes.data() + at)) {
      at += 8;
      continue;
    }
    const size_t step = CharacterBytes(reinterpret_cast<const unsigned char*>(bytes.data()) + at, bytes.size() - at);
    if (step == 0) return false;
    at += step;
  }
  return true;
}

}  // namespace huiyin
