// C2SP signed-note: text with signatures under it. Only the form; note_key.h verifies and signs.
//
//   note      := text "\n" signature …
//   text      := lines, each with its newline; the last empty line of the note ends it
//   signature := "— " key_name " " base64(key_id:fixed32be bytes …) "\n"
//
// Valid UTF-8 without control characters but newline. What a text says must not be used before a signature by a trusted
// key was verified, except to find out which keys to try.
#ifndef HUIYIN_EVENTSTORE_MERKLE_SIGNED_NOTE_H_
#define HUIYIN_EVENTSTORE_MERKLE_SIGNED_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace huiyin::merkle {

// The specification asks verifiers for a limit of at least 16; 100 and this size are those of Go's sumdb/note.
inline constexpr size_t kNoteSignaturesMax = 100;
inline constexpr size_t kNoteBytesMax = 1'000'000;

struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;  // What follows the key id. Not empty.

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  std::string text;  // With its last newline, without the empty line after it.
  std::vector<NoteSignature> signatures;

  friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

// kInvalidArgument (NOTE_MALFORMED): not of the grammar, or over the limits.
absl::StatusOr<SignedNote> ParseNote(absl::string_view bytes);
// One or more signature lines alone, as a witness answers them. Errors as above.
absl::StatusOr<std::vector<NoteSignature>> ParseSignatureLines(absl::string_view lines);

// The same bytes that ParseNote took. CHECKs that the text ends in a newline and that there is a signature.
std::string FormatNote(const SignedNote& note);
std::string FormatSignatureLine(const NoteSignature& signature);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_SIGNED_NOTE_H_
