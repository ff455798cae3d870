#include "eventstore/merkle/proof_lines.h"

#include "absl/strings/str_cat.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {

std::optional<Proof> TakeProofLines(absl::string_view& text) {
  Proof proof;
  while (true) {
    const std::optional<absl::string_view> line = TakeLine(text);
    if (!line.has_value()) return std::nullopt;
    if (line->empty()) return proof;
    const std::optional<Hash> hash = Hash::FromBase64(*line);
    if (!hash.has_value() || proof.size() == kProofHashesMax) return std::nullopt;
    proof.push_back(*hash);
  }
}

std::string ProofLines(absl::Span<const Hash> proof) {
  std::string lines;
  for (const Hash& hash : proof) absl::StrAppend(&lines, hash.Base64(), "\n");
  return absl::StrCat(lines, "\n");
}

}  // namespace huiyin::merkle
