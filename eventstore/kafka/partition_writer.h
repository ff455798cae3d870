// The right to write one partition of the log: an append is a transaction.
#ifndef HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_
#define HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"
#include "eventstore/kafka/client.h"
#include "eventstore/kafka/transactional_producer.h"

namespace huiyin::kafka {

// Not thread-safe.
class PartitionWriter {
 public:
  using Fate = TransactionalProducer::Fate;
  // `offsets`: of each record, in the order of the batches. `why`: kUnavailable unless committed.
  using Outcome = TransactionalProducer::Outcome;

  // Blocks until it has the right, or `stopped` says true. kUnavailable.
  static absl::StatusOr<std::unique_ptr<PartitionWriter>> Open(const Properties& properties, const std::string& topic,
                                                               uint32_t partition,
                                                               const std::function<bool()>& stopped);
  PartitionWriter(const PartitionWriter&) = delete;
  PartitionWriter& operator=(const PartitionWriter&) = delete;

  // One transaction.
  Outcome Append(absl::Span<const LedgerBatch> batches);
  // Writes into the topic of owners that the partition's owner is at `address`, in a transaction of this writer: so who
  // has lost the right can neither announce itself nor believe that it still has it.
  Outcome Announce(const std::string& address);
  // Writes the partition's mark (moved_marks.h), likewise.
  Outcome MarkMoved(const std::string& where);

 private:
  PartitionWriter(const std::string& topic, uint32_t partition, std::unique_ptr<TransactionalProducer> producer)
      : topic_(topic), partition_(partition), producer_(std::move(producer)) {}
  // One transaction of one message, whose key is the partition.
  Outcome Say(const std::string& topic, const std::string& value);
  absl::Status Produce(const LedgerId& ledger, const EncodedRecord& record, size_t index);

  const std::string topic_;
  const uint32_t partition_;
  const std::unique_ptr<TransactionalProducer> producer_;
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_
