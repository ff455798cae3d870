// Brokers on this machine that form one Kafka cluster; with three or more, everything is kept three times and written
// to two at least.
#ifndef HUIYIN_TOOLS_KAFKA_BROKER_LOCAL_KAFKA_H_
#define HUIYIN_TOOLS_KAFKA_BROKER_LOCAL_KAFKA_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/kafka_broker/broker.h"

namespace huiyin {

struct LocalKafkaOptions {
  // Where each broker gets a directory of its own; new, or one of an earlier cluster that was removed since.
  std::string directory;
  // Of Kafka's jars (jars.h).
  std::string jars;
  int brokers = 1;
  // As BrokerSpec's.
  bool compiles_fully = false;
  // So many for each broker, on free ports.
  int detours = 0;
};

// Not thread-safe. The brokers die with it, and with the thread that started it.
class LocalKafka {
 public:
  // Starts all, on free ports, and waits until they serve. kUnavailable (KAFKA_BROKER_FAILED).
  static absl::StatusOr<std::unique_ptr<LocalKafka>> Start(const LocalKafkaOptions& options);

  // "127.0.0.1:port,…".
  const std::string& bootstrap() const { return bootstrap_; }
  // What a log's options want.
  std::vector<std::pair<std::string, std::string>> properties() const { return {{"bootstrap.servers", bootstrap_}}; }
  // 0, 1 …
  KafkaBroker& broker(size_t index) { return *brokers_[index]; }

 private:
  LocalKafka() = default;

  std::vector<std::unique_ptr<KafkaBroker>> brokers_;
  std::string bootstrap_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_KAFKA_BROKER_LOCAL_KAFKA_H_
