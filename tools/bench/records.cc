#include "tools/bench/records.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "huiyin/v1/record.pb.h"
#include "tools/bench/fill.h"

namespace huiyin {
namespace {

constexpr uint64_t kLookedAtMax = 10'000;

absl::StatusOr<LedgerBatch> ReadAll(const EventLog& log, const LedgerId& ledger) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, Seq(0)));
  LedgerBatch batch{ledger, Seq(0), {}};
  v1::Record record;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
    if (!stored.has_value()) return batch;
    RETURN_IF_ERROR(Decode(stored->bytes, record));
    ASSIGN_OR_RETURN(EncodedRecord encoded, Encode(record));
    batch.records.push_back(std::move(encoded));
  }
}

}  // namespace

absl::StatusOr<std::vector<LedgerBatch>> MakeRecords(const RegisterShape& shape, const std::string& directory) {
  RETURN_IF_ERROR(FillRegister(shape, directory).status());
  RocksDbLogOptions options;
  options.directory = LogDirectory(directory);
  ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenRocksDbLog(options));
  std::vector<LedgerBatch> batches;
  for (uint64_t ledger = 0; ledger < shape.ledgers; ++ledger) {
    ASSIGN_OR_RETURN(LedgerBatch batch, ReadAll(*log, LedgerId(GeneratedLedgerId(ledger))));
    batches.push_back(std::move(batch));
  }
  return batches;
}

absl::StatusOr<uint64_t> BytesARecord(const EventLog& log) {
  uint64_t records = 0, bytes = 0;
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadPartition(partition, Offset(0)));
    for (uint64_t i = 0; i < kLookedAtMax; ++i) {
      ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
      if (!stored.has_value()) break;
      ++records;
      bytes += stored->bytes.size();
    }
  }
  return records == 0 ? 0 : bytes / records;
}

}  // namespace huiyin
