#include "projections/log_place.h"

#include <openssl/sha.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "base/status_macros.h"

namespace huiyin {

std::string RecordDigest(absl::string_view bytes) {
  static_assert(kRecordDigestBytes == SHA256_DIGEST_LENGTH);
  std::string digest(kRecordDigestBytes, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

absl::StatusOr<bool> HasPlace(const EventLog& log, uint32_t partition, const LogPlace& place) {
  if (place.next == Offset(0)) return place.last_digest.empty();
  const Offset last(place.next.value() - 1);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadPartition(partition, last));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  return stored && stored->offset == last && !place.last_digest.empty() &&
         absl::StartsWith(RecordDigest(stored->bytes), place.last_digest);
}

absl::StatusOr<LogPlace> PlaceBefore(const EventLog& log, uint32_t partition, Offset end) {
  LogPlace place;
  // Offsets before the end may be gaps, so it looks back ever further.
  for (uint64_t back = 1; place.next == Offset(0) && back / 2 < end.value(); back *= 2) {
    const Offset from(end.value() - std::min(back, end.value()));
    ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadPartition(partition, from));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
      if (!stored || stored->offset >= end) break;
      place = {stored->offset.Next(), RecordDigest(stored->bytes)};
    }
  }
  return place;
}

absl::StatusOr<std::string> DigestBefore(const EventLog& log, const LedgerId& ledger, Seq next) {
  if (next == Seq(0)) return std::string();
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(next.value() - 1)));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  return stored ? RecordDigest(stored->bytes) : std::string();
}

}  // namespace huiyin
