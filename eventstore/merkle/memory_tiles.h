// Tiles kept in memory: for the memory engine, and wherever a tree is small or short-lived. Not thread-safe.
#ifndef HUIYIN_EVENTSTORE_MERKLE_MEMORY_TILES_H_
#define HUIYIN_EVENTSTORE_MERKLE_MEMORY_TILES_H_

#include <array>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/merkle/stored_run.h"
#include "eventstore/merkle/tile.h"

namespace huiyin::merkle {

class MemoryTiles final : public TileReader {
 public:
  // What Frontier::Append returned, in the order of appending. CHECKs that nothing is missing or comes twice.
  void Add(absl::Span<const StoredRun> runs);

 private:
  absl::StatusOr<std::vector<Hash>> ReadHashes(const Tile& tile) const override;

  std::array<std::vector<Hash>, kTileLevels> levels_;
};

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_MEMORY_TILES_H_
