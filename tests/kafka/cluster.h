// Brokers that form one Kafka cluster; with three or more, everything is kept three times and written to two at least.
#ifndef HUIYIN_TESTS_KAFKA_CLUSTER_H_
#define HUIYIN_TESTS_KAFKA_CLUSTER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/kafka/broker.h"

namespace huiyin {

// Not thread-safe.
class KafkaCluster {
 public:
  // Starts all, in a new directory under the test's own, and waits until they serve.
  explicit KafkaCluster(int brokers = 1);

  // The cluster that the tests of this process share, of one broker.
  static KafkaCluster& Shared();

  // "127.0.0.1:port,…".
  const std::string& bootstrap() const { return bootstrap_; }
  // What a log's options want.
  std::vector<std::pair<std::string, std::string>> properties() const { return {{"bootstrap.servers", bootstrap_}}; }
  // 0, 1 …
  KafkaBroker& broker(size_t index) { return *brokers_[index]; }

 private:
  std::vector<std::unique_ptr<KafkaBroker>> brokers_;
  std::string bootstrap_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_CLUSTER_H_
