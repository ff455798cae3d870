// Keeps a second topic in step with a topic of records: each record once, in its order, in the partition of the same
// number, under the same key, its value as `transform` makes it. Exactly once: the messages, what they say of where
// they came from (relay_mark.h), and the offsets of the relay's consumer group are one Kafka transaction; and who takes
// a partition over fences who had it before.
//
//   shared      Several relays of the same target share the partitions; one that dies is replaced.
//   one to one  What the source holds, the target holds: a record that readers of the source must drop, since its seq
//               is not its ledger's next, those of the target must drop too.
//   stops       At a record that `transform` refuses: what came before is relayed, nothing is skipped.
//   group       TARGET.relay. Its offsets show how far it is behind; where to go on, the target itself says.
#ifndef HUIYIN_EVENTSTORE_KAFKA_RELAY_H_
#define HUIYIN_EVENTSTORE_KAFKA_RELAY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"

namespace huiyin {

// The value of the second topic's message, of at most 900,000 bytes. Called by several threads at a time.
using RelayTransform = std::function<absl::StatusOr<std::string>(absl::string_view record_bytes)>;

struct RelayOptions {
  // As in KafkaLogOptions.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string source = "huiyin.events";
  // Made when absent, with as many partitions as the source.
  std::string target = "huiyin.events.json";
  // As KafkaLogOptions', of the target.
  int replication = 0;
  RelayTransform transform;
  // What `transform` makes: the header content-type.
  std::string content_type;
  // A relay that Kafka has not heard of for so long is replaced.
  absl::Duration session_timeout = absl::Seconds(10);
};

struct RelayedPartitionStatus {
  uint32_t partition = 0;
  // Records relayed since this relay took the partition.
  uint64_t relayed = 0;
  // Offset in the source of the last record that the target holds; nullopt: none, or not known yet.
  std::optional<Offset> last;
  // Everything that the source held a moment ago is relayed.
  bool is_caught_up = false;
  // Why it does not go on now. kUnavailable: it tries again. Else it has stopped.
  absl::Status error;
};

struct RelayStatus {
  // That this relay has now, ascending.
  std::vector<RelayedPartitionStatus> partitions;
  // Records relayed since it began, also in partitions that others have now.
  uint64_t relayed = 0;

  // Of the first partition that has stopped, else OK.
  absl::Status Failure() const;
  // Of all partitions that it has; false while it has none.
  bool IsCaughtUp() const;
};

// Thread-safe. Destroying it ends the transactions under way, 20 s at most, and leaves the partitions to others.
class Relay {
 public:
  virtual ~Relay() = default;
  virtual uint32_t partitions() const = 0;
  virtual RelayStatus Status() const = 0;
};

// Runs from now on. kFailedPrecondition: TOPIC_ABSENT, TOPIC_COULD_LOSE_RECORDS, TOPIC_PARTITIONS_DIFFER.
// kInvalidArgument: KAFKA_PROPERTY, RELAY_TO_ITSELF. kUnavailable (KAFKA_UNAVAILABLE): no answer from the brokers
// within `timeout`.
//
// What makes a partition stop later: errors of `transform`; kFailedPrecondition RELAY_NOT_OF_SOURCE, NOT_RELAYED,
// HISTORY_LOST.
absl::StatusOr<std::unique_ptr<Relay>> StartRelay(RelayOptions options, absl::Duration timeout = absl::Seconds(30));

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_KAFKA_RELAY_H_
