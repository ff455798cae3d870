// A place in a log that is known again. Positions alone say nothing: a log that lost its end and grew again, or was
// replaced by an older copy, has other records at the same offsets. So who keeps a position keeps the digest of the
// record before it too, and asks before going on.
#ifndef HUIYIN_PROJECTIONS_LOG_PLACE_H_
#define HUIYIN_PROJECTIONS_LOG_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/event_log.h"

namespace huiyin {

inline constexpr size_t kRecordDigestBytes = 32;

// SHA-256 of a record as stored.
std::string RecordDigest(absl::string_view bytes);

// In one partition.
struct LogPlace {
  // Where to go on: 0, or the offset after a record's (offsets may have gaps).
  Offset next;
  // RecordDigest of the record at next - 1, or its first bytes; empty at 0.
  std::string last_digest;

  friend bool operator==(const LogPlace&, const LogPlace&) = default;
};

// Whether the log has that record there. Errors: those of the log's cursors.
absl::StatusOr<bool> HasPlace(const EventLog& log, uint32_t partition, const LogPlace& place);

// The place after the partition's last record before `end`.
absl::StatusOr<LogPlace> PlaceBefore(const EventLog& log, uint32_t partition, Offset end);
// RecordDigest of the ledger's record before `next`; empty: there is none.
absl::StatusOr<std::string> DigestBefore(const EventLog& log, const LedgerId& ledger, Seq next);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_LOG_PLACE_H_
