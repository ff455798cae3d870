#include "exchange/quoted.h"

#include "absl/strings/str_cat.h"

namespace huiyin {

std::string Excerpt(absl::string_view text) {
  size_t end = text.size();
  if (end > kExcerptBytesMax) {
    end = kExcerptBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  std::string excerpt;
  for (char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      absl::StrAppend(&excerpt, "\\x", absl::Hex(byte, absl::kZeroPad2));
    } else {
      excerpt.push_back(c);
    }
  }
  if (end < text.size()) excerpt += "…";
  return excerpt;
}

std::string Quoted(absl::string_view text) { return absl::StrCat("\"", Excerpt(text), "\""); }

}  // namespace huiyin
