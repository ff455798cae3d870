// The Merkle tree of one ledger in a log: its head, and its tiles for proofs (merkle/proof.h).
#ifndef HUIYIN_EVENTSTORE_LEDGER_TREE_H_
#define HUIYIN_EVENTSTORE_LEDGER_TREE_H_

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/merkle/tree.h"

namespace huiyin {

struct TreeHead {
  merkle::TreeSize size;
  merkle::Hash root = merkle::EmptyRoot();

  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

// Of all records that the ledger has; without any, that of the empty tree. Errors of EventLog::Head and ReadTile.
absl::StatusOr<TreeHead> TreeHeadOf(const EventLog& log, const LedgerId& ledger);

// As thread-safe as the log, which must outlive it.
class LedgerTiles final : public merkle::TileReader {
 public:
  LedgerTiles(const EventLog& log, LedgerId ledger) : log_(log), ledger_(std::move(ledger)) {}

 private:
  absl::StatusOr<std::vector<merkle::Hash>> ReadHashes(const merkle::Tile& tile) const override {
    return log_.ReadTile(ledger_, tile);
  }

  const EventLog& log_;
  const LedgerId ledger_;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_LEDGER_TREE_H_
