#include "eventstore/merkle/strict_text.h"

#include <limits>

#include "absl/strings/escaping.h"

namespace huiyin::merkle {
namespace {

constexpr uint64_t kDecimalMax = std::numeric_limits<int64_t>::max();

// How many bytes follow a first byte, and the smallest code point that needs so many.
struct Utf8Form {
  size_t more = 0;
  uint32_t smallest = 0;
  uint32_t bits = 0;
};

std::optional<Utf8Form> FormOf(uint8_t first) {
  if (first < 0x80) return Utf8Form{0, 0, first};
  if ((first & 0xe0) == 0xc0) return Utf8Form{1, 0x80, first & 0x1fu};
  if ((first & 0xf0) == 0xe0) return Utf8Form{2, 0x800, first & 0x0fu};
  if ((first & 0xf8) == 0xf0) return Utf8Form{3, 0x10000, first & 0x07u};
  return std::nullopt;
}

// Takes the first code point off `text`, which is not empty. nullopt: not UTF-8.
std::optional<uint32_t> TakeCodePoint(absl::string_view& text) {
  const std::optional<Utf8Form> form = FormOf(text[0]);
  if (!form.has_value() || text.size() <= form->more) return std::nullopt;
  uint32_t point = form->bits;
  for (size_t i = 1; i <= form->more; ++i) {
    const uint8_t byte = text[i];
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    point = point << 6 | (byte & 0x3f);
  }
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < form->smallest || point > 0x10ffff || surrogate) return std::nullopt;
  text.remove_prefix(1 + form->more);
  return point;
}

// The property White_Space of Unicode.
bool IsSpace(uint32_t point) {
  return (point >= 0x09 && point <= 0x0d) || point == 0x20 || point == 0x85 || point == 0xa0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
         point == 0x205f || point == 0x3000;
}

// Whether `text` is UTF-8 of which `allowed` allows every code point.
template <typename Allowed>
bool All(absl::string_view text, Allowed allowed) {
  while (!text.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(text);
    if (!point.has_value() || !allowed(*point)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> FromBase64(absl::string_view text) {
  std::string bytes;
  // abseil's reader forgives white space, missing padding and stray bits; writing again does not.
  if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<uint64_t> FromDecimal(absl::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const uint64_t digit = c - '0';
    if (value > (kDecimalMax - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::optional<absl::string_view> TakeLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) return std::nullopt;
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool IsNoteText(absl::string_view text) {
  return All(text, [](uint32_t point) { return point >= 0x20 || point == '\n'; });
}

bool IsKeyName(absl::string_view name) {
  return !name.empty() && All(name, [](uint32_t point) { return point > 0x20 && point != '+' && !IsSpace(point); });
}

}  // namespace huiyin::merkle
