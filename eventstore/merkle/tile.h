// C2SP tlog-tiles: a tree's hashes as tiles of height 8, and where each lies.
//
// Tile `index` of tile level `level` holds the hashes of the nodes (tree level 8 · level) from 256 · index on: 256 of
// them, or, at the right edge of a tree, fewer. What lies between two tile levels is computed when needed.
//
//   path   := "tile/" level "/" number [".p/" width]          hashes of 32 bytes
//           | "tile/entries/" number [".p/" width]            the leaves themselves (entry_bundle.h)
//   level  := 0 … 63          width := 1 … 255, for a tile that is not full
//   number := groups of three digits, all but the last with "x" before them: 1234067 is x001/x234/067
#ifndef HUIYIN_EVENTSTORE_MERKLE_TILE_H_
#define HUIYIN_EVENTSTORE_MERKLE_TILE_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tree.h"

namespace huiyin::merkle {

inline constexpr uint32_t kTileHeight = 8;
inline constexpr uint32_t kTileWidth = 256;
inline constexpr uint32_t kTileLevelMax = 63;
// The levels that a tree of at most kTreeSizeMax leaves has: 0 … 7.
inline constexpr uint32_t kTileLevels = 8;

struct Tile {
  uint32_t level = 0;
  uint64_t index = 0;
  uint32_t width = kTileWidth;  // 1 … 256 hashes.

  friend bool operator==(const Tile&, const Tile&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Tile& tile) {
    return out << "tile " << tile.level << "/" << tile.index << " of width " << tile.width;
  }
};

// How many hashes the tree has at a tile level: floor(size / 256^level).
uint64_t TileLevelWidth(uint32_t level, TreeSize size);

// The tile `index` of `level` as it is in the tree of `size`. CHECKs that it is not empty.
Tile TileInTree(uint32_t level, uint64_t index, TreeSize size);

// The tiles to publish when a tree has grown from `old_size` to `size`: those that the old tree does not have, and the
// partial ones anew with their new width. The bundles of entries are those of level 0. Level by level, each in order of
// index. CHECKs old_size <= size. From 0: all tiles of the tree, 1 + 1/256 + … of them for every 256 leaves.
std::vector<Tile> NewTiles(TreeSize old_size, TreeSize size);

std::string TilePath(const Tile& tile);
// Where the leaves of the level 0 tile `tile` lie. CHECKs that it is one.
std::string EntriesPath(const Tile& tile);

// What a path names.
struct TileResource {
  bool entries = false;
  Tile tile;

  friend bool operator==(const TileResource&, const TileResource&) = default;
};
// kInvalidArgument (TILE_PATH_MALFORMED): not exactly a path of the grammar, or an index past kTreeSizeMax.
absl::StatusOr<TileResource> ParseTilePath(absl::string_view path);

// A store of tiles: an engine, a folder, a server.
class TileReader {
 public:
  virtual ~TileReader() = default;
  // The hashes of `tile`, as many as its width; the store may hold more of the tile by now. Its errors, and kDataLoss
  // (TREE_DAMAGED) when it returns another number of hashes.
  absl::StatusOr<std::vector<Hash>> Read(const Tile& tile) const;

 private:
  // kDataLoss (TREE_DAMAGED): the tile should be there and is not, or is damaged.
  virtual absl::StatusOr<std::vector<Hash>> ReadHashes(const Tile& tile) const = 0;
};

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_TILE_H_
