#include "eventstore/merkle/proof.h"

#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin::merkle {
namespace {

absl::Status Wrong() {
  return Error(absl::StatusCode::kDataLoss, "PROOF_WRONG", "the proof does not prove this", "证明不成立");
}

// The nodes of one tree, from its tiles, each of which it reads once.
class Nodes {
 public:
  Nodes(TreeSize size, const TileReader& tiles) : size_(size), tiles_(tiles) {}

  absl::StatusOr<Hash> HashOf(LeafRange range) {
    const std::vector<Node> nodes = NodesOf(range);
    if (nodes.empty()) return EmptyRoot();
    ASSIGN_OR_RETURN(Hash hash, HashOf(nodes.back()));
    for (size_t i = nodes.size() - 1; i-- > 0;) {
      ASSIGN_OR_RETURN(const Hash left, HashOf(nodes[i]));
      hash = NodeHash(left, hash);
    }
    return hash;
  }

  absl::StatusOr<Proof> HashesOf(absl::Span<const LeafRange> ranges) {
    Proof proof;
    proof.reserve(ranges.size());
    for (const LeafRange& range : ranges) {
      ASSIGN_OR_RETURN(const Hash hash, HashOf(range));
      proof.push_back(hash);
    }
    return proof;
  }

 private:
  absl::StatusOr<Hash> HashOf(const Node& node) {
    const uint32_t height = node.level % kTileHeight;
    const uint64_t first = node.index << height;
    ASSIGN_OR_RETURN(const absl::Span<const Hash> tile, Read(node.level / kTileHeight, first / kTileWidth));
    return CompleteRoot(tile.subspan(first % kTileWidth, size_t{1} << height));
  }

  absl::StatusOr<absl::Span<const Hash>> Read(uint32_t level, uint64_t index) {
    const Tile tile = TileInTree(level, index, size_);
    for (const auto& [known, hashes] : read_) {
      if (known == tile) return absl::MakeConstSpan(hashes);
    }
    ASSIGN_OR_RETURN(std::vector<Hash> hashes, tiles_.Read(tile));
    read_.emplace_back(tile, std::move(hashes));
    return absl::MakeConstSpan(read_.back().second);
  }

  const TreeSize size_;
  const TileReader& tiles_;
  std::vector<std::pair<Tile, std::vector<Hash>>> read_;
};

}  // namespace

absl::StatusOr<Hash> RootAt(TreeSize size, const TileReader& tiles) {
  return Nodes(size, tiles).HashOf(LeafRange{0, size.value()});
}

absl::StatusOr<Proof> ProveInclusion(Seq index, TreeSize size, const TileReader& tiles) {
  if (index.value() >= size.value()) {
    return Error(absl::StatusCode::kInvalidArgument, "LEAF_OUTSIDE_TREE",
                 absl::StrCat("a tree of ", size.value(), " leaves has no leaf ", index.value()),
                 absl::StrCat("共 ", size.value(), " 个叶子的树没有第 ", index.value(), " 号叶子"));
  }
  return Nodes(size, tiles).HashesOf(InclusionPath(index, size));
}

absl::StatusOr<Proof> ProveConsistency(TreeSize old_size, TreeSize size, const TileReader& tiles) {
  if (old_size > size) {
    return Error(absl::StatusCode::kInvalidArgument, "TREE_SIZES_REVERSED",
                 absl::StrCat("a tree of ", size.value(), " leaves cannot extend one of ", old_size.value()),
                 absl::StrCat(size.value(), " 个叶子的树不可能由 ", old_size.value(), " 个叶子的树增长而来"));
  }
  return Nodes(size, tiles).HashesOf(ConsistencyPath(old_size, size));
}

// RFC 9162 §2.1.3.2. `fn` and `sn` are the RFC's: the places of the leaf and of the last leaf, level by level.
absl::Status VerifyInclusion(const Hash& leaf, Seq index, TreeSize size, const Hash& root,
                             absl::Span<const Hash> proof) {
  if (index.value() >= size.value()) return Wrong();
  uint64_t fn = index.value();
  uint64_t sn = size.value() - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (sn == 0) return Wrong();
    if ((fn & 1) != 0 || fn == sn) {
      hash = NodeHash(sibling, hash);
      // Up the right edge, past the levels where the path has no sibling. fn is not 0: it is odd, or sn, which is not.
      const int skipped = std::countr_zero(fn);
      fn >>= skipped;
      sn >>= skipped;
    } else {
      hash = NodeHash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root ? absl::OkStatus() : Wrong();
}

// RFC 9162 §2.1.4.2, with what it leaves open (empty trees, equal sizes) closed.
absl::Status VerifyConsistency(TreeSize old_size, const Hash& old_root, TreeSize size, const Hash& root,
                               absl::Span<const Hash> proof) {
  if (old_size > size) return Wrong();
  if ((old_size == TreeSize(0) && old_root != EmptyRoot()) || (size == TreeSize(0) && root != EmptyRoot())) {
    return Wrong();
  }
  if (old_size == size) return proof.empty() && old_root == root ? absl::OkStatus() : Wrong();
  if (old_size == TreeSize(0)) return proof.empty() ? absl::OkStatus() : Wrong();

  // The last subtree of the old tree: its own root when the old tree is complete, else the proof's first hash.
  Hash start = old_root;
  if (!std::has_single_bit(old_size.value())) {
    if (proof.empty()) return Wrong();
    start = proof.front();
    proof.remove_prefix(1);
  }
  const int complete = std::countr_zero(old_size.value());
  uint64_t fn = (old_size.value() - 1) >> complete;
  uint64_t sn = (size.value() - 1) >> complete;
  Hash old_hash = start;
  Hash new_hash = start;
  for (const Hash& sibling : proof) {
    if (sn == 0) return Wrong();
    if ((fn & 1) != 0 || fn == sn) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      const int skipped = std::countr_zero(fn);
      fn >>= skipped;
      sn >>= skipped;
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && old_hash == old_root && new_hash == root ? absl::OkStatus() : Wrong();
}

}  // namespace huiyin::merkle
