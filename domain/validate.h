// The shape of a command: what it shows to be wrong by itself, whatever the state (decisions A02, A04, A05). Always
// kInvalidArgument.
#ifndef HUIYIN_DOMAIN_VALIDATE_H_
#define HUIYIN_DOMAIN_VALIDATE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "domain/references.h"

namespace huiyin::v1 {
class Command;
}  // namespace huiyin::v1

namespace huiyin {

// Limits, in bytes of UTF-8 (decision A04).
inline constexpr size_t kIdBytesMax = 64;
inline constexpr size_t kNameBytesMax = 300;
inline constexpr size_t kTitleBytesMax = 600;
inline constexpr size_t kNoteBytesMax = 6'000;
// Why something is passed up: it goes up in one command with the longest text.
inline constexpr size_t kShortNoteBytesMax = 2'000;
inline constexpr size_t kTextBytesMax = 60'000;
// Of the whole command, serialised.
inline constexpr size_t kCommandBytesMax = 65'535;
// Of any list in a command.
inline constexpr size_t kListMax = 1'000;

// Letters, digits and . _ : - after a first letter or digit, at most kIdBytesMax (decision A02).
bool IsId(absl::string_view text);

// OK, or the first fault with its field ("assign.tasks[1].unit_id"), in English and Chinese.
absl::Status ValidateShape(const v1::Command& command, const References& references);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_VALIDATE_H_
