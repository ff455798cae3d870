// What an audit is answered, of one ledger in a log: proofs, receipts, files of tlog-tiles. Apart from how it is asked.
#ifndef HUIYIN_SERVICES_AUDIT_ANSWERS_H_
#define HUIYIN_SERVICES_AUDIT_ANSWERS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/tree.h"
#include "huiyin/v1/audit_service.pb.h"
#include "services/checkpoint_files.h"

namespace huiyin {

// kOutOfRange (SEQ_NOT_YET): the ledger has no such event.
absl::Status CheckHasSeq(const LedgerHead& head, uint64_t seq, absl::string_view field);

// kOutOfRange: SEQ_NOT_YET, TREE_SIZE_NOT_YET. kInvalidArgument: LEAF_OUTSIDE_TREE, TREE_SIZES_REVERSED. Errors of
// EventLog::ReadTile and ReadLedger.
absl::StatusOr<v1::ProveInclusionResponse> InclusionOf(const EventLog& log, const LedgerHead& head,
                                                       const v1::ProveInclusionRequest& request);
absl::StatusOr<v1::ProveConsistencyResponse> ConsistencyOf(const EventLog& log, const LedgerHead& head,
                                                           const v1::ProveConsistencyRequest& request);

// The proof file of the record `seq`, which the checkpoint covers.
absl::StatusOr<std::string> ReceiptFileOf(const EventLog& log, const LedgerId& ledger, Seq seq,
                                          const KeptCheckpoint& checkpoint);

// The content of a tile or a bundle of entries, by its path (merkle/tile.h). kInvalidArgument (TILE_PATH_MALFORMED).
// kNotFound (TILE_ABSENT): the ledger's tree has not so many.
absl::StatusOr<std::string> TileFileOf(const EventLog& log, const LedgerHead& head, absl::string_view path);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_AUDIT_ANSWERS_H_
