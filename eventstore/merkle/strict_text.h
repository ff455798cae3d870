// Readers of the small texts of C2SP (notes, checkpoints, proofs) that know one way to write each thing: two texts
// never mean the same, so that what was read and written again is the same bytes.
#ifndef HUIYIN_EVENTSTORE_MERKLE_STRICT_TEXT_H_
#define HUIYIN_EVENTSTORE_MERKLE_STRICT_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin::merkle {

// Standard Base64 with padding (RFC 4648 §4), unused bits zero, nothing else in it. nullopt: not that.
std::optional<std::string> FromBase64(absl::string_view text);

// ASCII digits without sign or leading zero, at most 2^63 - 1. nullopt: not that.
std::optional<uint64_t> FromDecimal(absl::string_view text);

// Takes the first line off `text` and returns it without its newline. nullopt: there is no newline.
std::optional<absl::string_view> TakeLine(absl::string_view& text);

// Valid UTF-8 (RFC 3629) without control characters below U+0020 other than newline.
bool IsNoteText(absl::string_view text);

// What may stand as the name of a key: note text, not empty, without Unicode white space or '+'.
bool IsKeyName(absl::string_view name);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_STRICT_TEXT_H_
