// One partition of a relay: a thread that takes it over, then passes its records on, a transaction at a time.
#ifndef HUIYIN_EVENTSTORE_KAFKA_RELAYED_PARTITION_H_
#define HUIYIN_EVENTSTORE_KAFKA_RELAYED_PARTITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "eventstore/kafka/client.h"
#include "eventstore/kafka/relay.h"
#include "eventstore/kafka/transactional_producer.h"

namespace huiyin::kafka {

// What all partitions of a relay share.
struct RelayRoute {
  RelayOptions options;
  std::string group;
  Handle admin;
};

// Thread-safe.
class RelayedPartition {
 public:
  // `route` must outlive it.
  RelayedPartition(const RelayRoute& route, uint32_t number);
  // Stops.
  ~RelayedPartition() { Stop(); }
  RelayedPartition(const RelayedPartition&) = delete;
  RelayedPartition& operator=(const RelayedPartition&) = delete;

  RelayedPartitionStatus Status() const;
  // Ends the transaction under way, 20 s at most; then nothing more is relayed. Idempotent, by one thread at a time.
  void Stop();

 private:
  void Run();
  // Takes the partition over and relays until told to stop. An error: another attempt must begin so.
  absl::Status Relay();
  // One transaction; kUnavailable unless it is committed. What comes before a record that is refused is relayed.
  absl::Status Pass(TransactionalProducer& producer, absl::Span<const Message> messages);
  TransactionalProducer::Outcome Transact(TransactionalProducer& producer, absl::Span<const Message> messages,
                                          absl::Span<const std::string> values);
  absl::Status Refused(const rd_kafka_message_t& message, const absl::Status& why) const;
  // So many records more are relayed, up to `last`.
  void Count(Offset last, size_t records);
  void Tell(std::optional<Offset> last, bool is_caught_up);
  bool IsStopping() const;

  const RelayRoute& route_;
  const uint32_t number_;
  // The thread's own: somebody else has taken the partition over.
  bool is_fenced_ = false;
  mutable absl::Mutex mu_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  RelayedPartitionStatus status_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_RELAYED_PARTITION_H_
