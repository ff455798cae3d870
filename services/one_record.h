// Records one by one, decoded.
#ifndef HUIYIN_SERVICES_ONE_RECORD_H_
#define HUIYIN_SERVICES_ONE_RECORD_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/event_log.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

// False: there is no more, and `record` is as it was.
inline absl::StatusOr<bool> NextRecord(RecordCursor& cursor, v1::Record& record) {
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor.Next());
  if (!stored) return false;
  RETURN_IF_ERROR(Decode(stored->bytes, record));
  return true;
}

// A record that the log has: what views were folded from. kDataLoss: it has it not.
inline absl::StatusOr<v1::Record> RecordAt(const EventLog& log, const LedgerId& ledger, Seq seq) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, seq));
  v1::Record record;
  ASSIGN_OR_RETURN(const bool found, NextRecord(*cursor, record));
  if (!found) return absl::DataLossError("the log ends before what its views hold");
  return record;
}

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ONE_RECORD_H_
