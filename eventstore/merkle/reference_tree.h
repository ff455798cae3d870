// RFC 6962 §2.1 word for word, for tests: slow, recursive, and with nothing but OpenSSL's one-shot SHA256() below it.
// MTH, PATH, PROOF and SUBPROOF are the RFC's names.
#ifndef HUIYIN_EVENTSTORE_MERKLE_REFERENCE_TREE_H_
#define HUIYIN_EVENTSTORE_MERKLE_REFERENCE_TREE_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

namespace huiyin::merkle::reference {

// Leaves, as bytes. Hashes are 32 bytes.
using Entries = absl::Span<const std::string>;

std::string Mth(Entries d);
std::vector<std::string> Path(size_t m, Entries d);
std::vector<std::string> ConsistencyProof(size_t m, Entries d);

}  // namespace huiyin::merkle::reference

#endif  // HUIYIN_EVENTSTORE_MERKLE_REFERENCE_TREE_H_
