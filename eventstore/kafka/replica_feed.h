// From what arrived to a replica: the second line of defence behind the fencing. A record whose seq is not its ledger's
// next is dropped and counted.
#ifndef HUIYIN_EVENTSTORE_KAFKA_REPLICA_FEED_H_
#define HUIYIN_EVENTSTORE_KAFKA_REPLICA_FEED_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/kafka/arrivals.h"
#include "eventstore/replica_log.h"

namespace huiyin::kafka {

// Which part of which topic is copied.
struct Source {
  std::string topic;
  uint32_t partition = 0;
  // Of the topic: ledgers are placed by it.
  uint32_t partitions = 1;
};

// Which of `partitions` a ledger lies in.
uint32_t PlacementOf(const LedgerId& ledger, uint32_t partitions);

// Not thread-safe.
class ReplicaFeed {
 public:
  // `replica` must outlive it.
  ReplicaFeed(Source source, ReplicaLog& replica) : source_(std::move(source)), replica_(replica) {}

  // Where reading must begin: at the replica's last record, so that it is seen to be the topic's too; 0 when it has
  // none.
  absl::StatusOr<Offset> Begin() const;

  // Keeps what arrived; it comes in order, from Begin() on. kFailedPrecondition (REPLICA_NOT_OF_TOPIC): the record at
  // Begin() is not the one in the replica. (PARTITIONS_CHANGED): a ledger's records lie in another partition than the
  // count of partitions says. kDataLoss (RECORD_DAMAGED): a message is no record, or what no writer of ours writes; it
  // is named. Nothing after it is kept.
  absl::Status Keep(std::vector<Arrival> arrivals);

  // For who has read beyond Begin(), perhaps without meeting a message. kFailedPrecondition (REPLICA_NOT_OF_TOPIC): the
  // record at Begin() is not in the topic: what stands there is no committed message.
  absl::Status CheckBegun() const;

  // Records dropped since the feed was made.
  uint64_t dropped() const { return dropped_; }

 private:
  struct Placed {
    LedgerBatch batch;
    std::vector<Offset> offsets;
  };

  absl::Status CheckKnown(const Arrival& arrival) const;
  absl::Status NotOfTopic(Offset offset) const;
  absl::Status Add(Arrival arrival, std::map<LedgerId, Placed>& chunk);
  absl::Status Store(std::map<LedgerId, Placed>& chunk);
  absl::Status Damaged(Offset offset, const absl::Status& why) const;

  const Source source_;
  ReplicaLog& replica_;
  bool begun_ = false;
  uint64_t dropped_ = 0;
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_REPLICA_FEED_H_
