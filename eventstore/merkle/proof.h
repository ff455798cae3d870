// Roots and proofs (RFC 6962 §2.1.1, §2.1.2; RFC 9162 §2.1.3, §2.1.4): making them from stored tiles, and checking them
// with nothing but the hashes that they speak of.
#ifndef HUIYIN_EVENTSTORE_MERKLE_PROOF_H_
#define HUIYIN_EVENTSTORE_MERKLE_PROOF_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/merkle/tree.h"

namespace huiyin::merkle {

// At most kProofHashesMax hashes, in the RFC's order.
using Proof = std::vector<Hash>;

// Making. `size` is at most that of the tree that `tiles` hold. Each tile is read once, at most two a tile level. The
// reader's errors. Stored hashes are taken as they are: check what comes out against a root that is known otherwise.
absl::StatusOr<Hash> RootAt(TreeSize size, const TileReader& tiles);
// kInvalidArgument (LEAF_OUTSIDE_TREE): index >= size.
absl::StatusOr<Proof> ProveInclusion(Seq index, TreeSize size, const TileReader& tiles);
// kInvalidArgument (TREE_SIZES_REVERSED): old_size > size.
absl::StatusOr<Proof> ProveConsistency(TreeSize old_size, TreeSize size, const TileReader& tiles);

// Checking. kDataLoss (PROOF_WRONG): it does not prove this. Anything may be handed in.
//
// That the tree of `size` with `root` has the leaf with hash `leaf` (LeafHash of its bytes) at `index`.
absl::Status VerifyInclusion(const Hash& leaf, Seq index, TreeSize size, const Hash& root,
                             absl::Span<const Hash> proof);
// That the tree of `size` with `root` begins with all leaves of the tree of `old_size` with `old_root`. From the empty
// tree, and from the same size, the proof is empty; an empty tree's root is EmptyRoot().
absl::Status VerifyConsistency(TreeSize old_size, const Hash& old_root, TreeSize size, const Hash& root,
                               absl::Span<const Hash> proof);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_PROOF_H_
