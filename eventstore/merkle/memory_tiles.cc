#include "eventstore/merkle/memory_tiles.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"

namespace huiyin::merkle {

void MemoryTiles::Add(absl::Span<const StoredRun> runs) {
  for (const StoredRun& run : runs) {
    CHECK_LT(run.level, kTileLevels);
    std::vector<Hash>& level = levels_[run.level];
    CHECK_EQ(run.first, level.size());
    level.insert(level.end(), run.hashes.begin(), run.hashes.end());
  }
}

absl::StatusOr<std::vector<Hash>> MemoryTiles::ReadHashes(const Tile& tile) const {
  CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  const uint64_t begin = tile.index * kTileWidth;
  if (tile.level >= kTileLevels || begin + tile.width > levels_[tile.level].size()) {
    return Error(absl::StatusCode::kDataLoss, "TREE_DAMAGED", absl::StrCat("there is no ", TilePath(tile)),
                 absl::StrCat("没有 ", TilePath(tile)));
  }
  const auto first = levels_[tile.level].begin() + begin;
  return std::vector<Hash>(first, first + tile.width);
}

}  // namespace huiyin::merkle
