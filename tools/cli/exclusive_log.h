// A log by its address, opened for this process alone: as long as it is open, nobody else appends to it.
//
//   rocksdb:DIR                  DIR is a data directory; the log's own lock keeps others out.
//   kafka://HOST:PORT/TOPIC      All partitions are taken over, which fences whoever owned them. A node that takes one
//                                back ends this process's right to it: then appends and marks fail.
#ifndef HUIYIN_TOOLS_CLI_EXCLUSIVE_LOG_H_
#define HUIYIN_TOOLS_CLI_EXCLUSIVE_LOG_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "services/server/kafka_properties.h"
#include "services/server/log_address.h"

namespace huiyin {

struct ExclusiveLogOptions {
  LogAddress address;
  // Make a data directory where there is none.
  bool create_if_missing = false;
  // Of Kafka. For TLS and SASL.
  KafkaProperties kafka_properties = {};
  // Of a topic that is made; 0 partitions: it must be there.
  uint32_t partitions = 0;
  int replication = 0;
  // Where replicas are and stay, one for each partition. Empty: temporary ones, read from the topic, under TMPDIR.
  std::string replica_directory = {};
};

// As it was given, but for a directory, which becomes absolute: the same whoever writes it from wherever.
std::string AddressText(const LogAddress& address);

// As PrepareDataDirectory and OpenRocksDbLog, OpenKafkaLog and KafkaLog::Await. kUnavailable also when a topic is no
// longer read on. Shows on stderr how far long reading has come.
absl::StatusOr<std::unique_ptr<EventLog>> OpenExclusively(const ExclusiveLogOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_EXCLUSIVE_LOG_H_
