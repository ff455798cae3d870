// Shares the partitions of a log among nodes: all that are members of one consumer group own together every partition,
// each the ones that Kafka assigns to it. When one joins, leaves, or is silent for `session_timeout`, Kafka assigns
// anew.
//
//   assigned   log.Own: fence, catch up, serve. The thread does not wait for it.
//   revoked    log.Release, and only then is the revoking acknowledged: the next owner finds nobody who still answers.
//   lost       (this node was silent for too long) as revoked; whoever took over has fenced it already.
//
// A partition that this node lost to a fence although the group says it is its own, it takes back.
#ifndef HUIYIN_EVENTSTORE_KAFKA_PARTITION_OWNERSHIP_H_
#define HUIYIN_EVENTSTORE_KAFKA_PARTITION_OWNERSHIP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/kafka/kafka_log.h"

namespace huiyin {

struct OwnershipOptions {
  // As in KafkaLogOptions.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string topic = "huiyin.events";
  std::string group = "huiyin.owners";
  // A node that Kafka has not heard of for so long is replaced. At least the brokers' group.min.session.timeout.ms (6 s
  // unless they were told otherwise).
  absl::Duration session_timeout = absl::Seconds(10);
  // False: partitions are followed, not owned: for projectors, which share the reading.
  bool own = true;
  // True: partitions that are another's are followed, so that taking one over finds its replica nearly up to date.
  bool standby = false;
};

// Thread-safe. Destroying it leaves the group and releases what it held, so that others take over at once.
class PartitionOwnership {
 public:
  virtual ~PartitionOwnership() = default;
  // The partitions that the group has assigned to this node, ascending.
  virtual std::vector<uint32_t> assigned() const = 0;
};

// `log` must outlive it, and nobody else may call its Own, Follow and Release.
absl::StatusOr<std::unique_ptr<PartitionOwnership>> JoinOwners(KafkaLog& log, const OwnershipOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_KAFKA_PARTITION_OWNERSHIP_H_
