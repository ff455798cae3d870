// What a ledger held at a point in the past, from what it holds now. A proposal to which nothing happened since is as
// it is now; only the streams of the others, and of what stands beside the proposals, are folded up to there. In a
// register of many years nearly all proposals are long closed.
#ifndef HUIYIN_PROJECTIONS_PAST_PICTURE_H_
#define HUIYIN_PROJECTIONS_PAST_PICTURE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/ledger_picture.h"

namespace huiyin {

// The picture after the ledger's first `end` records, of which `now` is a picture after as many or more. nullptr: that
// would take about as long as to read more than `records_max` records in order of seq, or ledgers below had passed
// something up (those streams are not folded one by one, fold_in_two.h): fold the ledger. Holds `now`
// (LedgerPicture::Hold). Errors: those of `now` and of the log's cursors, which read one record of a stream beyond
// `end`; and as SubjectOf.
absl::StatusOr<std::unique_ptr<const LedgerPicture>> PastPictureOf(const EventLog& log, const LedgerId& ledger,
                                                                   std::unique_ptr<LedgerPicture> now, Seq end,
                                                                   uint64_t records_max);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PAST_PICTURE_H_
