// A transactional producer: the right to write under its transactional.id. Opening one takes the right from whoever had
// it: Kafka fences the older producer of the same id, and ends its transaction, before Open returns.
//
// librdkafka's errors come in three kinds, which are told apart here: retriable (the same call again), abortable (the
// transaction is dead, the producer is not) and fatal (the producer is dead). What callers need to know is less: Fate.
#ifndef HUIYIN_EVENTSTORE_KAFKA_TRANSACTIONAL_PRODUCER_H_
#define HUIYIN_EVENTSTORE_KAFKA_TRANSACTIONAL_PRODUCER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

// For the messages of a transaction to be delivered; and again for ending it, well or badly.
inline constexpr absl::Duration kAppendTimeout = absl::Seconds(10);
// Then Kafka itself aborts a transaction. Longer than we ever take: it would look as if somebody else had fenced us.
inline constexpr absl::Duration kTransactionTimeout = absl::Seconds(60);

// Of the one who writes a partition: the same whichever process it runs in, so that the newest fences the others.
std::string TransactionalId(const std::string& topic, uint32_t partition);

// Not thread-safe.
class TransactionalProducer {
 public:
  enum class Fate {
    // Durable and visible.
    kCommitted,
    // Nothing was written, nor will be. The producer goes on.
    kNothing,
    // Whoever opens a new producer, and then reads to the end, will know. This one is of no more use.
    kUnknown,
    // As kUnknown, and somebody else has the right to write.
    kFenced,
  };
  struct Outcome {
    Fate fate = Fate::kNothing;
    // OK when committed, else what went wrong.
    absl::Status why;
    // Of each message, in the order of their indexes; when committed.
    std::vector<Offset> offsets;
  };

  // Blocks until it has the right, or `stopped` says true. It will write to `topics`. kUnavailable.
  static absl::StatusOr<std::unique_ptr<TransactionalProducer>> Open(const Properties& properties,
                                                                     const std::string& transactional_id,
                                                                     const std::vector<std::string>& topics,
                                                                     const std::function<bool()>& stopped);
  TransactionalProducer(const TransactionalProducer&) = delete;
  TransactionalProducer& operator=(const TransactionalProducer&) = delete;

  // One transaction: Begin; then each of `messages` messages, and an offset; then Finish or Abort.
  // nullopt: begun. Else it has ended already.
  std::optional<Outcome> Begin(size_t messages);
  // `index`: 0, 1 … below `messages`. An error: the caller must Abort.
  absl::Status Produce(const std::string& topic, uint32_t partition, absl::string_view key, absl::string_view value,
                       Headers headers, size_t index);
  // That `group` has read `topic`'s partition up to `next`: committed with the messages, or not at all. An error: the
  // caller must Abort.
  absl::Status SendOffset(const std::string& group, const std::string& topic, uint32_t partition, Offset next);
  // Waits for all deliveries, then commits.
  Outcome Finish();
  // Ends the transaction for `why`.
  Outcome Abort(absl::Status why);

 private:
  struct Delivery {
    std::vector<int64_t> offsets;
    size_t pending = 0;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  };

  TransactionalProducer() = default;
  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  Outcome Ruined(const Failure& failure) const;

  Delivery delivery_;
  Handle producer_;  // Last: it delivers into delivery_.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_TRANSACTIONAL_PRODUCER_H_
