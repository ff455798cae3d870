// How a store keeps a tree: the hashes of tlog-tiles, each written once, in runs of those that came together. A tile is
// a range of rows, so an ordered store needs no second copy in order to serve it, and appending never rewrites one.
//
//   key   := level:fixed8 first:fixed64      big-endian, so that the order of keys is that of hashes
//   value := hash:32 bytes …                 1 … 256 of them, all in one tile
//
// `level` is a tile level; `first` is the place of the first hash in it: that of the node (tree level 8 · level,
// first). An engine puts its own name of the ledger before the key. 32.1 bytes a leaf.
#ifndef HUIYIN_EVENTSTORE_MERKLE_STORED_RUN_H_
#define HUIYIN_EVENTSTORE_MERKLE_STORED_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tile.h"

namespace huiyin::merkle {

struct StoredRun {
  uint32_t level = 0;
  uint64_t first = 0;
  std::vector<Hash> hashes;

  friend bool operator==(const StoredRun&, const StoredRun&) = default;
};

std::string RunKey(uint32_t level, uint64_t first);
// Valid while the run is.
absl::string_view RunValue(const StoredRun& run);

// Puts a tile together from the rows of an ordered store. Start at Key(), hand in row after row until Whole().
class TileAssembly {
 public:
  explicit TileAssembly(const Tile& tile) : tile_(tile) { hashes_.reserve(tile.width); }

  // The key of the row that must come next.
  std::string Key() const;
  bool Whole() const { return hashes_.size() >= tile_.width; }
  // kDataLoss (TREE_DAMAGED): not the row that must come next, or no row of the grammar. Then nothing was taken.
  absl::Status Add(absl::string_view key, absl::string_view value);
  // The hashes of the tile. kDataLoss (TREE_DAMAGED): it is not whole.
  absl::StatusOr<std::vector<Hash>> Take() &&;

 private:
  const Tile tile_;
  std::vector<Hash> hashes_;
};

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_STORED_RUN_H_
