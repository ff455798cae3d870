// C2SP tlog-checkpoint: a log's word on how large its tree is and what its root is, signed by the log, cosigned by
// witnesses.
//
//   text := origin "\n" size "\n" base64(root) "\n" (extension "\n") …
//
// `origin` names the log for ever (in Huiyin: the ledger's public name). A log must never sign two checkpoints of which
// one does not extend the other; whoever holds two such has proof that it cheated.
#ifndef HUIYIN_EVENTSTORE_MERKLE_CHECKPOINT_H_
#define HUIYIN_EVENTSTORE_MERKLE_CHECKPOINT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/tree.h"

namespace huiyin::merkle {

struct Checkpoint {
  std::string origin;  // One line, not empty.
  TreeSize size;       // At most kTreeSizeMax.
  Hash root;
  std::vector<std::string> extensions;  // Lines, none empty. Better none.

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// kInvalidArgument (CHECKPOINT_MALFORMED): not exactly of the grammar.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);
// The text to sign. kInvalidArgument (CHECKPOINT_MALFORMED): there is no such text.
absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint);

// Whose word is taken for one log.
struct LogTrust {
  std::string origin;
  // Of type kEd25519. One signature suffices, so that an old key and its successor can be trusted side by side.
  std::vector<VerifierKey> log_keys;
  // Of type kCosignature. Keys of one name are one witness.
  std::vector<VerifierKey> witness_keys;
  // How many witnesses must have cosigned.
  size_t witnesses_required = 0;
};

struct Cosignature {
  std::string witness;
  absl::Time made_at;

  friend bool operator==(const Cosignature&, const Cosignature&) = default;
};

struct TrustedCheckpoint {
  Checkpoint checkpoint;
  // Verified; one a witness, its latest.
  std::vector<Cosignature> cosignatures;
};

// A checkpoint that `trust` has reason to believe.
// kInvalidArgument: NOTE_MALFORMED, CHECKPOINT_MALFORMED; KEY_MALFORMED: a key of `trust` is of the wrong type.
// kFailedPrecondition: CHECKPOINT_OF_ANOTHER_LOG; NOTE_NOT_SIGNED by a key of the log; WITNESSES_MISSING.
// kDataLoss (NOTE_SIGNATURE_WRONG): a signature that claims to be by a key of `trust` is not.
absl::StatusOr<TrustedCheckpoint> OpenCheckpoint(absl::string_view note, const LogTrust& trust);

// Lower-case hexadecimal SHA-256 of the origin: the folder under which a witness shows what it saw (tlog-witness).
std::string OriginHash(absl::string_view origin);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_CHECKPOINT_H_
