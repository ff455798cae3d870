// The right to write one partition: a transactional producer. Opening one takes the right from whoever had it: Kafka
// fences the older producer of the same transactional.id, and ends its transaction, before Open returns.
//
// librdkafka's errors come in three kinds, which are told apart here: retriable (the same call again), abortable (the
// transaction is dead, the producer is not) and fatal (the producer is dead). What callers need to know is less: Fate.
#ifndef HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_
#define HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

// For the messages of an append to be delivered; and again for ending the transaction, well or badly.
inline constexpr absl::Duration kAppendTimeout = absl::Seconds(10);
// Then Kafka itself aborts a transaction. Longer than we ever take: it would look as if somebody else had fenced us.
inline constexpr absl::Duration kTransactionTimeout = absl::Seconds(60);

// Not thread-safe.
class PartitionWriter {
 public:
  enum class Fate {
    // Durable and visible.
    kCommitted,
    // Nothing was appended, nor will be. The writer goes on.
    kNothing,
    // Whoever opens a new writer, and then reads the partition to its end, will know. This one is of no more use.
    kUnknown,
    // As kUnknown, and somebody else has the right to write.
    kFenced,
  };
  struct Outcome {
    Fate fate = Fate::kNothing;
    // OK when committed, else kUnavailable.
    absl::Status why;
    // Of each record, in the order of the batches; when committed.
    std::vector<Offset> offsets;
  };

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

 private:
  struct Delivery {
    std::vector<int64_t> offsets;
    size_t pending = 0;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  };

  PartitionWriter(const std::string& topic, uint32_t partition) : topic_(topic), partition_(partition) {}
  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* writer);

  // nullptr: begun.
  Failure Begin(size_t messages);
  absl::Status Produce(const std::string& topic, uint32_t partition, absl::string_view key, absl::string_view value,
                       Headers headers, size_t index);
  absl::Status ProduceRecord(const LedgerId& ledger, const EncodedRecord& record, size_t index);
  // Waits for all deliveries, then commits.
  Outcome Finish();
  // Ends the transaction for `why`.
  Outcome Abort(absl::Status why);
  Outcome Ruined(const Failure& failure) const;

  const std::string topic_;
  const uint32_t partition_;
  Delivery delivery_;
  Handle producer_;  // Last: it delivers into delivery_.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_PARTITION_WRITER_H_
