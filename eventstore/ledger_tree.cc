#include "eventstore/ledger_tree.h"

#include <optional>

#include "base/status_macros.h"
#include "eventstore/merkle/proof.h"

namespace huiyin {

absl::StatusOr<TreeHead> TreeHeadOf(const EventLog& log, const LedgerId& ledger) {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log.Head(ledger));
  if (!head.has_value()) return TreeHead();
  const merkle::TreeSize size(head->next.value());
  ASSIGN_OR_RETURN(const merkle::Hash root, merkle::RootAt(size, LedgerTiles(log, ledger)));
  return TreeHead{size, root};
}

}  // namespace huiyin
