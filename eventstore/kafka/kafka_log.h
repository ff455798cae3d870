// The log on Kafka: EventLog for many machines. The records are messages of a topic (docs: design §9); each node keeps
// a replica of the partitions that it holds, and reads nothing else.
//
// A node holds a partition in one of two ways, and changes between them at any time:
//
//   Follow   reads along, some milliseconds behind.
//   Own      the one node that appends. Taking a partition over fences the owner before, then reads what is committed,
//            to the end, then serves. Until then, and when somebody else has taken over, Append, Head and FindCommand
//            are kUnavailable (PARTITION_NOT_OWNED): whoever decides must not decide on what is old.
//
// Everything about a partition that is not held is kUnavailable (PARTITION_NOT_HELD).
//
//   durable    One Append is one transaction, acknowledged by all in-sync replicas of the topic. A failed one answers
//              kUnavailable (KAFKA_UNAVAILABLE), appended or not; the log itself then finds out and serves again. Who
//              repeats the command gets the first answer when it was appended.
//   empty      A batch without records appends nothing, but OK then means that this node owned the partition and the
//              ledger was at `expected` after the call began: for answers that append nothing and yet must not be old.
//   offsets    Those of Kafka: the same on every node, and after the replica was deleted. They have gaps.
//   moved      Of each partition by itself, read when it is taken over. MarkMoved, MovedTo and Fill are for its owner.
//   replica    May be deleted when the log is closed, and is made anew; also by itself when it is damaged, or was open
//              when the machine stopped.
#ifndef HUIYIN_EVENTSTORE_KAFKA_KAFKA_LOG_H_
#define HUIYIN_EVENTSTORE_KAFKA_KAFKA_LOG_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"
#include "eventstore/replica_log.h"

namespace huiyin {

enum class PartitionState {
  kIdle,       // Not held.
  kReading,    // Being read, to where the topic ended when that began.
  kFollowing,  // Read so far, and reading along.
  kTaking,     // Being taken over.
  kServing,    // Owned.
  kLost,       // Was owned; somebody else took over. Own takes it back.
  kFailed,     // Cannot be held; `error` says why. Follow or Own tries again.
};

struct PartitionStatus {
  PartitionState state = PartitionState::kIdle;
  // Of kFailed; else what the last attempt met with, or OK.
  absl::Status error;
  // Records that were not their ledger's next, and so dropped, since the log was opened.
  uint64_t dropped = 0;
};

// How much of a cluster the topics of a log make use of, as found when it was opened.
struct TopicStrength {
  // Three outlive the loss of a broker, and lose nothing.
  bool IsWeakerThanItsCluster() const { return replicas < std::min(brokers, 3); }

  // That served then.
  int brokers = 0;
  // Which of them has the fewest replicas, and how many.
  std::string weakest = {};
  int replicas = 0;
};

struct KafkaLogOptions {
  // librdkafka's, as in its CONFIGURATION.md: bootstrap.servers, and what TLS and SASL want.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string topic = "huiyin.events";
  // Of the topic when it is made, else checked; 0: as many as it has. Never changes.
  uint32_t partitions = 0;
  // Of the topic when it is made; 0: as TopicRequest says (kafka/topic.h).
  int replication = 0;
  // Holds a directory for each partition. Made when absent.
  std::string replica_directory = {};
  ReplicaOpener open_replica = nullptr;
  // host:port under which other nodes reach this one; told in the topic of owners. Empty: nobody reaches it.
  std::string address = {};
  // Called after a partition's state has changed, on some thread. It must not block, nor call the log. May be null.
  std::function<void(uint32_t partition, PartitionState state)> on_change = nullptr;
};

// Thread-safe.
class KafkaLog : public EventLog {
 public:
  // The work is done behind, and interrupted by the next of these calls for the same partition.
  virtual void Follow(uint32_t partition) = 0;
  virtual void Own(uint32_t partition) = 0;
  // Holds it no longer. All three wait for an Append under way, 20 s at most: when Release returns, this node
  // acknowledges nothing more.
  virtual void Release(uint32_t partition) = 0;

  // As Heads, of the ledgers in one partition that is held.
  virtual absl::StatusOr<std::vector<LedgerHead>> HeadsOf(uint32_t partition, const LedgerId& after,
                                                          size_t limit) const = 0;

  // Of the topic, and of those of owners and of marks.
  virtual TopicStrength strength() const = 0;
  virtual PartitionStatus StatusOf(uint32_t partition) const = 0;
  // Waits until the partition is in `state`. kFailed: its error. At `deadline`: kUnavailable with the last error.
  virtual absl::Status Await(uint32_t partition, PartitionState state, absl::Time deadline) const = 0;
};

// Holds no partition yet. kFailedPrecondition: TOPIC_ABSENT, TOPIC_COULD_LOSE_RECORDS, TOPIC_PARTITIONS_DIFFER.
// kInvalidArgument: KAFKA_PROPERTY. kUnavailable (KAFKA_UNAVAILABLE): no answer from the brokers within `timeout`.
//
// What makes a partition fail later: kFailedPrecondition HISTORY_LOST, REPLICA_AHEAD, REPLICA_NOT_OF_TOPIC,
// REPLICA_OF_ANOTHER, PARTITIONS_CHANGED; kDataLoss RECORD_DAMAGED.
absl::StatusOr<std::unique_ptr<KafkaLog>> OpenKafkaLog(KafkaLogOptions options,
                                                       absl::Duration timeout = absl::Seconds(30));

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_KAFKA_KAFKA_LOG_H_
