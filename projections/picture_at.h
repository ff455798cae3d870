// What a ledger held at a point of its history, by the shortest way: the live view holds what is known now, and so most
// of what was known before (past_picture.h); for what had happened by a moment, as is known now, the records are
// folded.
#ifndef HUIYIN_PROJECTIONS_PICTURE_AT_H_
#define HUIYIN_PROJECTIONS_PICTURE_AT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "projections/history_point.h"
#include "projections/ledger_picture.h"
#include "projections/view_store.h"

namespace huiyin {

// Either way the same picture (the rebuild of views and `huiyin verify` compare them). `live`: the view to look in;
// nullptr: none. `is_read_often`: it is held (LedgerPicture::Hold), and so read in full here. A view that cannot be
// read here is none. Errors as FoldHistoryAt.
absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureAt(const EventLog& log, const ViewStore* live,
                                                               const LedgerId& ledger, const HistoryPoint& point,
                                                               bool is_read_often);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PICTURE_AT_H_
