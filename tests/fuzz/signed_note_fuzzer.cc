// Whatever the bytes: notes, checkpoints and keys are read without a crash, and what was read is written again as the
// same bytes, so that no two texts mean the same.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/signed_note.h"

namespace huiyin::merkle {
namespace {

void CheckNote(absl::string_view bytes) {
  const absl::StatusOr<SignedNote> note = ParseNote(bytes);
  if (!note.ok()) return;
  CHECK(FormatNote(*note) == bytes);
  // The key of the specification's example, which is in the corpus.
  const VerifierKey key =
      VerifierKey::Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").value();
  if (VerifyNote(*note, {key}).ok()) CHECK_EQ(note->text, "This is an example message.\n");
  for (const NoteSignature& signature : note->signatures) TimeOf(signature).status().IgnoreError();
}

void CheckCheckpoint(absl::string_view text) {
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(text);
  if (!checkpoint.ok()) return;
  const absl::StatusOr<std::string> again = FormatCheckpoint(*checkpoint);
  CHECK(again.ok());
  CHECK(*again == text);
}

void CheckKeys(absl::string_view text) {
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  if (key.ok()) CHECK(key->Text() == text);
  const absl::StatusOr<SignerKey> secret = SignerKey::Parse(text);
  if (secret.ok()) CHECK(secret->Text() == text);
}

}  // namespace
}  // namespace huiyin::merkle

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  huiyin::merkle::CheckNote(bytes);
  huiyin::merkle::CheckCheckpoint(bytes);
  huiyin::merkle::CheckKeys(bytes);
  return 0;
}
