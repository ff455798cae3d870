// The frontier of a tree: the roots of the complete subtrees that make it up, one for every 1 in the binary form of its
// size. All that a writer needs in order to append and to know the root; at most 64 hashes, a value to copy.
//
// Appending in one batch with the records:
//
//   Frontier next = frontier;                                  // forgotten if the write fails
//   for (const StoredRun& run : next.Append(leaf_hashes)) batch.Put(prefix + RunKey(run.level, run.first),
//   RunValue(run)); … write the batch, then: frontier = next;
//
// and after a restart Frontier::Recover(size, tiles), which reads at most one partial tile a level: nothing of it is
// stored.
#ifndef HUIYIN_EVENTSTORE_MERKLE_FRONTIER_H_
#define HUIYIN_EVENTSTORE_MERKLE_FRONTIER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/stored_run.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/merkle/tree.h"

namespace huiyin::merkle {

class Frontier {
 public:
  // Of the empty tree.
  Frontier() = default;
  // Of the tree of `size` in `tiles`. The errors of the reader.
  static absl::StatusOr<Frontier> Recover(TreeSize size, const TileReader& tiles);

  TreeSize size() const { return size_; }
  Hash Root() const;

  // Appends leaves, given their hashes (LeafHash), and returns what is to be stored. One node hash a leaf on average;
  // no allocation but the runs'. CHECKs that the tree stays within kTreeSizeMax.
  std::vector<StoredRun> Append(absl::Span<const Hash> leaves);

 private:
  TreeSize size_;
  // By level. Meaningful where the size has a 1: the others were joined into a higher one.
  std::vector<Hash> peaks_;
};

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_FRONTIER_H_
