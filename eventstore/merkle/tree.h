// The shape of a Merkle tree (RFC 6962 §2.1): which subtrees a root or a proof is made of. Numbers only; proof.h
// computes with hashes.
//
// The tree over n leaves splits at the largest power of two below n, and so on down. Its subtrees over 2^l leaves that
// begin at a multiple of 2^l are complete: appending never changes them. Every proof needs complete subtrees only, or
// runs of them along the right edge.
#ifndef HUIYIN_EVENTSTORE_MERKLE_TREE_H_
#define HUIYIN_EVENTSTORE_MERKLE_TREE_H_

#include <compare>
#include <cstdint>
#include <ostream>
#include <vector>

#include "base/ids.h"

namespace huiyin::merkle {

// How many leaves a tree has. Leaf k is the ledger's record with seq k.
using TreeSize = Number<struct TreeSizeTag>;
inline constexpr TreeSize kTreeSizeMax((uint64_t{1} << 63) - 1);

// A proof in a tree of at most kTreeSizeMax leaves has no more hashes (tlog-witness has the same limit).
inline constexpr size_t kProofHashesMax = 63;

// A complete subtree: the leaves [index << level, (index + 1) << level).
struct Node {
  uint32_t level = 0;
  uint64_t index = 0;

  friend bool operator==(const Node&, const Node&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Node& node) {
    return out << "level " << node.level << " node " << node.index;
  }
};

// The leaves [begin, end), for the hash MTH(D[begin:end]) of the RFC. `begin` is a multiple of the largest power of two
// that fits, as in every subtree of every tree.
struct LeafRange {
  uint64_t begin = 0;
  uint64_t end = 0;

  friend bool operator==(const LeafRange&, const LeafRange&) = default;
};

// The complete subtrees that make up `range`, from left to right, the largest first. Empty: an empty range.
// The hash of the range is that of the last two joined, then of that and the one before, and so on to the left.
std::vector<Node> NodesOf(LeafRange range);

// PATH(index, D[size]) of RFC 6962 §2.1.1: from the leaf's sibling up to the root's child. CHECKs index < size.
std::vector<LeafRange> InclusionPath(Seq index, TreeSize size);

// PROOF(old_size, D[size]) of RFC 6962 §2.1.2. Empty from 0 and from `size` itself. CHECKs old_size <= size.
std::vector<LeafRange> ConsistencyPath(TreeSize old_size, TreeSize size);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_TREE_H_
