// A ledger's records folded on two threads: each stream by one of them, since a fold of one stream needs no other.
#ifndef HUIYIN_PROJECTIONS_FOLD_IN_TWO_H_
#define HUIYIN_PROJECTIONS_FOLD_IN_TWO_H_

#include <memory>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/ledger_fold.h"
#include "projections/moment.h"

namespace huiyin {

// All that `cursor` gives of the ledger from its first record on, up to the first that `moment` does not know.
// The caller's thread reads, and folds a smaller part. Holds some chunks of the log besides the fold. Errors: that of
// the first record that cannot be read, decoded or folded, unless one recorded later stands before it.
absl::StatusOr<std::unique_ptr<LedgerFold>> FoldInTwo(RecordCursor& cursor, const LedgerId& ledger,
                                                      const Moment& moment);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_FOLD_IN_TWO_H_
