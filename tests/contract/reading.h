// Reads a cursor to its end, into values that tests compare.
#ifndef HUIYIN_TESTS_CONTRACT_READING_H_
#define HUIYIN_TESTS_CONTRACT_READING_H_

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "eventstore/event_log.h"

namespace huiyin {

struct ReadRecord {
  std::string ledger;
  uint64_t seq = 0;
  std::string bytes;

  friend bool operator==(const ReadRecord&, const ReadRecord&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ReadRecord& record) {
    return out << record.ledger << "/" << record.seq << " (" << record.bytes.size() << " bytes)";
  }
};

inline absl::StatusOr<std::vector<ReadRecord>> ReadOn(RecordCursor& cursor) {
  std::vector<ReadRecord> records;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> record, cursor.Next());
    if (!record.has_value()) return records;
    records.push_back({record->ledger.value(), record->seq.value(), std::string(record->bytes)});
  }
}

inline absl::StatusOr<std::vector<ReadRecord>> ReadAll(absl::StatusOr<std::unique_ptr<RecordCursor>> cursor) {
  RETURN_IF_ERROR(cursor.status());
  return ReadOn(**cursor);
}

inline std::vector<ReadRecord> RecordsOf(const LedgerBatch& batch) {
  std::vector<ReadRecord> records;
  for (const EncodedRecord& record : batch.records) {
    records.push_back({batch.ledger.value(), record.seq.value(), record.bytes});
  }
  return records;
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_CONTRACT_READING_H_
