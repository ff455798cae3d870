// C2SP tlog-witness, without the HTTP: what a log sends to a witness, and what a witness decides.
//
//   request := "old " decimal "\n" (base64(hash) "\n") … "\n" checkpoint        POST <prefix>/add-checkpoint
//   answer  := 200 and signature lines | 409 and the size it knows, "\n" | another status
//
// A witness cosigns a checkpoint only if it extends the last one that it cosigned, so a log that shows two histories
// gets no cosignature for the second. It reads its state, decides, and stores the new state as one step (no other
// request for the log between), and stores before it answers.
#ifndef HUIYIN_EVENTSTORE_MERKLE_WITNESS_H_
#define HUIYIN_EVENTSTORE_MERKLE_WITNESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/signed_note.h"

namespace huiyin::merkle {

struct AddCheckpoint {
  TreeSize old_size;
  Proof proof;
  SignedNote note;
  // What the note's text says: unverified, but for finding the log by its origin.
  Checkpoint checkpoint;
};

// kInvalidArgument (ADD_CHECKPOINT_MALFORMED, NOTE_MALFORMED, CHECKPOINT_MALFORMED): answer 400.
absl::StatusOr<AddCheckpoint> ParseAddCheckpoint(absl::string_view body);
// `checkpoint`: the signed note. Errors as above: there is no such request.
absl::StatusOr<std::string> FormatAddCheckpoint(TreeSize old_size, absl::Span<const Hash> proof,
                                                absl::string_view checkpoint);

// What a witness knows of a log.
struct WitnessedLog {
  std::vector<VerifierKey> keys;
  // The last checkpoint that it cosigned; of the empty tree, if none.
  TreeSize size;
  Hash root = EmptyRoot();
};

// The numbers are HTTP's.
enum class WitnessAnswer {
  kCosign = 200,
  kMalformed = 400,
  kNotSigned = 403,
  kUnknownLog = 404,
  kConflict = 409,
  kInconsistent = 422,
};

struct WitnessDecision {
  WitnessAnswer answer = WitnessAnswer::kCosign;
  // OK exactly when cosigning. Reasons: WITNESS_LOG_UNKNOWN; NOTE_NOT_SIGNED, NOTE_SIGNATURE_WRONG;
  // WITNESS_SIZES_REVERSED; WITNESS_CONFLICT; WITNESS_INCONSISTENT: signed by the log, so worth keeping as evidence.
  absl::Status why;
};

// `log`: what is known under request.checkpoint.origin; null: nothing. kCosign: store request.checkpoint's size and
// root as the last, then answer CosignatureLine. kConflict: answer ConflictBody(log->size).
WitnessDecision DecideCosigning(const AddCheckpoint& request, const WitnessedLog* log);

// CHECKs as SignerKey::Cosign.
std::string CosignatureLine(const AddCheckpoint& request, const SignerKey& key, absl::Time now);
// Content-Type: text/x.tlog.size.
std::string ConflictBody(TreeSize size);
// kInvalidArgument (WITNESS_ANSWER_MALFORMED): not what ConflictBody writes.
absl::StatusOr<TreeSize> ParseConflictBody(absl::string_view body);

// The log's side: the checkpoint with those of the `answer`'s cosignatures that are by `witnesses` and verify, in the
// place of older ones by the same keys. Signatures by others in the answer are dropped. Returns the note.
// kInvalidArgument (NOTE_MALFORMED). kFailedPrecondition (NOTE_NOT_SIGNED): the answer has none by `witnesses`.
// kDataLoss (NOTE_SIGNATURE_WRONG): one claims to be by them and is not.
absl::StatusOr<std::string> WithCosignatures(absl::string_view checkpoint, absl::string_view answer,
                                             absl::Span<const VerifierKey> witnesses);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_WITNESS_H_
