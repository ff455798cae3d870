#include "tools/cli/display_width.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tools/cli/characters.h"

namespace huiyin {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// Unicode's East Asian Width W and F (UAX #11), as far as texts of offices go.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF}, {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

// Marks that combine with the character before them, and characters without width.
constexpr Range kZero[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
    {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
};

template <size_t n>
bool In(const Range (&ranges)[n], uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

size_t WidthOf(uint32_t code) {
  if (In(kZero, code)) return 0;
  return In(kWide, code) ? 2 : 1;
}

// No line begins with one of these.
constexpr absl::string_view kClosing = "，。、；：！？）》】”’」』〉〕…—,.;:!?)]}%";

bool IsClosing(const Character& character) { return absl::StrContains(kClosing, character.bytes); }

// What stays together on a line: a word with the spaces before it, or one wide character, with the closing
// punctuation after it.
absl::string_view TakePiece(absl::string_view& text) {
  absl::string_view rest = text;
  while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
  bool wide = false;
  for (bool first = true; !rest.empty(); first = false) {
    absl::string_view after = rest;
    const Character next = TakeCharacter(after);
    const bool next_wide = WidthOf(next.code) == 2;
    if (next.code == ' ' || (!first && !IsClosing(next) && (wide || next_wide))) break;
    wide = next_wide;
    rest = after;
  }
  const absl::string_view piece = text.substr(0, text.size() - rest.size());
  text = rest;
  return piece;
}

// As much of the start of `text` as fits; at least one character.
absl::string_view TakeColumns(absl::string_view& text, size_t width) {
  absl::string_view rest = text;
  for (size_t used = 0; !rest.empty();) {
    absl::string_view after = rest;
    used += WidthOf(TakeCharacter(after).code);
    if (used > width && rest.size() < text.size()) break;
    rest = after;
  }
  const absl::string_view start = text.substr(0, text.size() - rest.size());
  text = rest;
  return start;
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += WidthOf(TakeCharacter(text).code);
  return width;
}

std::vector<std::string> Wrapped(absl::string_view text, size_t width) {
  if (width == 0) return {std::string(text)};
  width = std::max<size_t>(width, 2);
  std::vector<std::string> lines(1);
  size_t used = 0;
  while (!text.empty()) {
    absl::string_view piece = TakePiece(text);
    if (used > 0 && used + DisplayWidth(piece) > width) {
      lines.emplace_back();
      used = 0;
    }
    // The spaces at which a line was broken belong to neither.
    if (used == 0 && lines.size() > 1) piece = absl::StripLeadingAsciiWhitespace(piece);
    while (used == 0 && DisplayWidth(piece) > width) {
      const absl::string_view start = TakeColumns(piece, width);
      lines.back().append(start.data(), start.size());
      lines.emplace_back();
    }
    lines.back().append(piece.data(), piece.size());
    used += DisplayWidth(piece);
  }
  return lines;
}

}  // namespace huiyin
