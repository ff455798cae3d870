// Proofs as tlog-proof and tlog-witness write them: a line of Base64 a hash, then an empty line.
#ifndef HUIYIN_EVENTSTORE_MERKLE_PROOF_LINES_H_
#define HUIYIN_EVENTSTORE_MERKLE_PROOF_LINES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "eventstore/merkle/proof.h"

namespace huiyin::merkle {

// Takes them off `text`, with the empty line. nullopt: a line that is no hash, more than kProofHashesMax, or no end.
std::optional<Proof> TakeProofLines(absl::string_view& text);

// With the empty line.
std::string ProofLines(absl::Span<const Hash> proof);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_PROOF_LINES_H_
