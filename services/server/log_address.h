// Where a log is, as --log says it:
//
//   address  := "rocksdb:" DIR | "kafka://" broker ("," broker)* "/" TOPIC
//   broker   := HOST ":" PORT
#ifndef HUIYIN_SERVICES_SERVER_LOG_ADDRESS_H_
#define HUIYIN_SERVICES_SERVER_LOG_ADDRESS_H_

#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// An embedded log: that of a data directory.
struct RocksDbAddress {
  std::string directory;
};

// A topic of a Kafka cluster.
struct KafkaAddress {
  // "host:port,host:port": librdkafka's bootstrap.servers.
  std::string brokers;
  std::string topic;
};

using LogAddress = std::variant<RocksDbAddress, KafkaAddress>;

// kInvalidArgument (LOG_ADDRESS_MALFORMED): what of it is wrong.
absl::StatusOr<LogAddress> ParseLogAddress(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_LOG_ADDRESS_H_
