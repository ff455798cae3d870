// A ledger's stored tree against its records, and against what was signed for.
#ifndef HUIYIN_EVENTSTORE_TREE_CHECK_H_
#define HUIYIN_EVENTSTORE_TREE_CHECK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "eventstore/ledger_faults.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/merkle/tile.h"

namespace huiyin {

// Holds the tree above its leaves: some 34 bytes for 256 records. Not thread-safe.
class TreeCheck {
 public:
  // `tiles`: as stored; nullptr: none are, and only `signed_head` is held against the records. Both must outlive it.
  TreeCheck(const merkle::TileReader* tiles, const std::optional<TreeHead>& signed_head, LedgerFaults& faults)
      : tiles_(tiles), signed_(signed_head), faults_(faults) {}

  // The leaves of the next tile of level 0: all 256, but at the end. nullopt: the record could not be read.
  void AddLeaves(const std::vector<std::optional<merkle::Hash>>& leaves);
  // After the last, when the ledger says that it has `size` records.
  void Finish(uint64_t size);

 private:
  // As far as they are stored: where they differ the tree goes on with what it holds, so that the rest of it can still
  // be checked.
  std::vector<merkle::Hash> CheckLeaves(uint64_t first, const std::vector<std::optional<merkle::Hash>>& leaves);
  void CheckSigned(uint64_t first, const std::vector<merkle::Hash>& leaves);
  void CheckInnerTiles();

  const merkle::TileReader* const tiles_;
  const std::optional<TreeHead> signed_;
  LedgerFaults& faults_;
  merkle::Frontier tree_;
  // Above the leaves.
  merkle::MemoryTiles inner_;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_TREE_CHECK_H_
