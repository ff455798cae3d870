// Keys of signed notes (C2SP signed-note, tlog-cosignature; the private text form is that of Go's sumdb/note).
//
//   vkey   := name "+" hex8(id) "+" base64(type public_key)
//   skey   := "PRIVATE+KEY+" name "+" hex8(id) "+" base64(type seed)
//   id     := the first 4 bytes of SHA-256(name "\n" type public_key)
//   type   := 0x01  Ed25519 over the text
//           | 0x04  Ed25519 over "cosignature/v1\ntime " seconds "\n" text; the signature is seconds:fixed64be bytes
//
// A key's name and id together say which key, and which type, made a signature: signatures of other names or ids are
// unknown and ignored. Other types (ML-DSA, RFC 6962's own) are unknown to us.
#ifndef HUIYIN_EVENTSTORE_MERKLE_NOTE_KEY_H_
#define HUIYIN_EVENTSTORE_MERKLE_NOTE_KEY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "eventstore/merkle/signed_note.h"

namespace huiyin::merkle {

enum class KeyType : uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// As tlog-cosignature limits names that are signed.
inline constexpr size_t kKeyNameBytesMax = 255;

// A public key under its name.
class VerifierKey {
 public:
  // kInvalidArgument (KEY_MALFORMED): not a vkey, its id is another's, or its type is unknown.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view vkey);
  // kInvalidArgument (KEY_MALFORMED): not a key's name, or not 32 bytes.
  static absl::StatusOr<VerifierKey> Make(absl::string_view name, KeyType type, absl::string_view public_key);

  // The same key under another name, as which its signatures are another's. Errors of Make.
  absl::StatusOr<VerifierKey> Named(absl::string_view name) const { return Make(name, type_, public_key_); }

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  uint32_t id() const { return id_; }
  // The vkey.
  std::string Text() const;

  // Whether a signature claims to be by this key.
  bool IsNamedBy(const NoteSignature& signature) const {
    return signature.key_name == name_ && signature.key_id == id_;
  }
  // Whether it is.
  bool Verify(absl::string_view text, const NoteSignature& signature) const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  VerifierKey(absl::string_view name, KeyType type, absl::string_view public_key);

  std::string name_;
  KeyType type_;
  std::string public_key_;
  uint32_t id_;
};

// A private key. Its memory is overwritten when it goes.
class SignerKey {
 public:
  // kInvalidArgument (KEY_MALFORMED), which does not say what was given.
  static absl::StatusOr<SignerKey> Parse(absl::string_view skey);
  // `seed`: 32 bytes from a cryptographic source of random numbers. Errors as above.
  static absl::StatusOr<SignerKey> FromSeed(absl::string_view name, KeyType type, absl::string_view seed);
  ~SignerKey();
  SignerKey(SignerKey&& other) noexcept;
  SignerKey& operator=(SignerKey&& other) noexcept;

  // As VerifierKey::Named.
  absl::StatusOr<SignerKey> Named(absl::string_view name) const { return FromSeed(name, verifier_.type(), seed_); }

  const VerifierKey& verifier() const { return verifier_; }
  // The skey: a secret.
  std::string Text() const;

  // CHECKs that the key is of type kEd25519, and that the text ends in a newline.
  NoteSignature Sign(absl::string_view text) const;
  // In whole seconds. CHECKs that the key is of type kCosignature, that the text ends in a newline, and that `now` is
  // after 1970.
  NoteSignature Cosign(absl::string_view checkpoint_text, absl::Time now) const;

 private:
  SignerKey(VerifierKey verifier, absl::string_view seed);

  VerifierKey verifier_;
  std::string seed_;
};

// The signatures by `keys`, each verified. Others are left out. Two keys of one name and id fail each other's.
// kDataLoss (NOTE_SIGNATURE_WRONG): one that claims to be by a known key is not.
absl::StatusOr<std::vector<NoteSignature>> KnownSignatures(const SignedNote& note, absl::Span<const VerifierKey> keys);

// As above; kFailedPrecondition (NOTE_NOT_SIGNED): none is by any of `keys`.
absl::Status VerifyNote(const SignedNote& note, absl::Span<const VerifierKey> keys);

// When a cosignature was made: what it claims, true if verified. kInvalidArgument (NOTE_MALFORMED): not a cosignature.
absl::StatusOr<absl::Time> TimeOf(const NoteSignature& cosignature);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_NOTE_KEY_H_
