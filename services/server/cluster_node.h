// A node of a cluster (docs/adr/0017): the composition root of `huiyin serve --log kafka://…` and `huiyin project`. It
// serves at once, and passes on what is about partitions that it does not hold. The only other place, beside node.h,
// that chooses an engine.
//
//   serve     owns the partitions that the group of owners gives it: takes their commands, keeps their views.
//   project   follows partitions, all or those that its group gives it: keeps their views, some milliseconds behind,
//             and takes no commands (NOT_A_WRITER). No other node knows of it.
//
// Data directory: replicas/ (of the partitions that it held: read again from Kafka when lost), views/ (one folder a
// partition: folded anew when lost), checkpoints/ (the last that this node signed of each ledger). Nothing in it must
// be backed up.
#ifndef HUIYIN_SERVICES_SERVER_CLUSTER_NODE_H_
#define HUIYIN_SERVICES_SERVER_CLUSTER_NODE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "eventstore/kafka/kafka_log.h"
#include "services/server/kafka_properties.h"
#include "services/server/log_address.h"
#include "services/server/port.h"
#include "services/timekeeper/timekeeper.h"

namespace huiyin {

struct ClusterOptions : PortOptions {
  bool project = false;
  KafkaAddress log;
  KafkaProperties kafka_properties;
  std::string data_directory;
  // As in KafkaLogOptions.
  uint32_t partitions = 0;
  int replication = 0;
  // host:port under which the other nodes reach this one. Empty: the listen address, which must then name one. Not of a
  // projector.
  std::string advertise;
  // The consumer group that shares the partitions. Empty: TOPIC.owners; of a projector none, it follows all.
  std::string group;
  // As in OwnershipOptions.
  absl::Duration session_timeout = absl::Seconds(10);
  bool standby = false;
  // Holds what the nodes of the cluster show each other. Required with tokens, but for a projector.
  std::string peer_token_file;
  // PEM of the authority that signed the other nodes' certificates. Required with TLS.
  std::string peer_ca_file;
  // Of PersonKeyFiles, one that all nodes of the cluster share. Empty: what is personal is recorded as it is said, and
  // cannot be erased.
  std::string personal_keys_directory;
  // As NodeOptions'. All nodes of a cluster have the same.
  std::vector<std::string> checkpoint_key_files;
  // Of the ledgers that the node owns; each partition has its own way to each.
  std::vector<std::string> witnesses;
  // Replaces the calendar in the program.
  std::string calendar_file;
  // Of each partition; twice: for its own writer, and for its way to another node.
  size_t queue_commands_max = 16'384;
  size_t queue_bytes_max = 64 << 20;
  // Of all partitions together.
  size_t state_cache_bytes = 64 << 20;
  // What a timekeeper gives by itself in each partition that the node owns. nullopt: there is none.
  std::optional<TimekeeperOptions> timekeeper;
  // Carries what the ledgers of these partitions pass up, and what becomes of what came to them, whichever node has the
  // other ledger.
  bool courier = false;
  // Not owned; the system's when nullptr.
  const Clock* clock = nullptr;
  // Called once, on some thread, when a partition that the node was given since its start cannot be held for a reason
  // that people must decide on (REPLICA_AHEAD, REPLICA_NOT_OF_TOPIC, REPLICA_OF_ANOTHER). It must not shut the node
  // down itself. May be null.
  std::function<void(const absl::Status&)> on_refused = nullptr;
};

class ClusterNode {
 public:
  // Opens, joins, and answers when it listens. Errors: those of OpenKafkaLog and port.h. kInvalidArgument:
  // ADVERTISE_MISSING, PEER_TOKEN_MISSING, PEER_CA_MISSING, and those of the options' files.
  static absl::StatusOr<std::unique_ptr<ClusterNode>> Start(const ClusterOptions& options);
  // As Shutdown.
  virtual ~ClusterNode() = default;

  virtual int port() const = 0;
  // Of the log's topic.
  virtual TopicStrength strength() const = 0;
  // Takes no more commands, finishes and answers those it took, gives its partitions to the others, ends the streams,
  // closes the log. Idempotent.
  virtual void Shutdown() = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_CLUSTER_NODE_H_
