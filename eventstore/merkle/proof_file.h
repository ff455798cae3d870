// C2SP tlog-proof: that a record is in the register, in a file that can be kept for ever and checked anywhere. Its name
// ends in ".tlog-proof".
//
//   file := "c2sp.org/tlog-proof@v1\n" ["extra " base64 "\n"] "index " decimal "\n" (base64(hash) "\n") … "\n"
//   checkpoint
//
// `checkpoint` is a signed note (checkpoint.h), byte for byte. `extra` is whatever the application wants beside it; it
// proves nothing by itself.
#ifndef HUIYIN_EVENTSTORE_MERKLE_PROOF_FILE_H_
#define HUIYIN_EVENTSTORE_MERKLE_PROOF_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/proof.h"

namespace huiyin::merkle {

// Room for a record of the largest size, and more.
inline constexpr size_t kProofExtraBytesMax = 131'072;

struct ProofFile {
  std::string extra;  // Empty: none.
  Seq index;
  Proof proof;
  std::string checkpoint;  // The signed note.

  friend bool operator==(const ProofFile&, const ProofFile&) = default;
};

// kInvalidArgument: PROOF_FILE_MALFORMED: not exactly of the grammar, more than kProofHashesMax hashes, or over the
// limits; NOTE_MALFORMED, CHECKPOINT_MALFORMED. Nothing is verified.
absl::StatusOr<ProofFile> ParseProofFile(absl::string_view bytes);
// The same bytes. kInvalidArgument as above: there is no such file.
absl::StatusOr<std::string> FormatProofFile(const ProofFile& file);

// Checks, from nothing but the file and what the verifier trusts, that `record` (its stored bytes) is in the register
// at file.index. Returns what the checkpoint says. Errors of OpenCheckpoint; kDataLoss (PROOF_WRONG): the record is not
// there, or is another.
absl::StatusOr<TrustedCheckpoint> CheckProofFile(const ProofFile& file, absl::string_view record,
                                                 const LogTrust& trust);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_PROOF_FILE_H_
