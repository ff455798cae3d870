#include "eventstore/merkle/tree.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace huiyin::merkle {
namespace {

// Where RFC 6962 splits: after the largest power of two smaller than the number of leaves, which is two or more.
uint64_t SplitOf(LeafRange range) { return range.begin + std::bit_floor(range.end - range.begin - 1); }

}  // namespace

std::vector<Node> NodesOf(LeafRange range) {
  std::vector<Node> nodes;
  while (range.begin < range.end) {
    const uint64_t leaves = std::bit_floor(range.end - range.begin);
    const uint32_t level = std::countr_zero(leaves);
    CHECK_EQ(range.begin % leaves, 0u);
    nodes.push_back(Node{level, range.begin >> level});
    range.begin += leaves;
  }
  return nodes;
}

std::vector<LeafRange> InclusionPath(Seq index, TreeSize size) {
  CHECK_LT(index.value(), size.value());
  std::vector<LeafRange> path;
  LeafRange range{0, size.value()};
  while (range.end - range.begin > 1) {
    const uint64_t split = SplitOf(range);
    if (index.value() < split) {
      path.push_back(LeafRange{split, range.end});
      range.end = split;
    } else {
      path.push_back(LeafRange{range.begin, split});
      range.begin = split;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<LeafRange> ConsistencyPath(TreeSize old_size, TreeSize size) {
  CHECK_LE(old_size, size);
  std::vector<LeafRange> path;
  if (old_size.value() == 0) return path;
  LeafRange range{0, size.value()};
  while (range.end != old_size.value()) {
    const uint64_t split = SplitOf(range);
    if (old_size.value() <= split) {
      path.push_back(LeafRange{split, range.end});
      range.end = split;
    } else {
      path.push_back(LeafRange{range.begin, split});
      range.begin = split;
    }
  }
  // Where it begins at 0 it is the old tree itself, whose root the verifier has.
  if (range.begin != 0) path.push_back(range);
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace huiyin::merkle
