// What a ledger held at a point of its history, by the shortest way: the live view holds what is known now, and so
// what was known at any moment since the ledger's last event; for another point the records are folded.
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
// nullptr: none. `is_read_often`: it is held (LedgerPicture::Hold). Errors as FoldHistoryAt, and the view's.
absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureAt(const EventLog& log, const ViewStore* live,
                                                               const LedgerId& ledger, const HistoryPoint& point,
                                                               bool is_read_often);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PICTURE_AT_H_
