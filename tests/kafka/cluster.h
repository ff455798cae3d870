// Kafka for tests: as tools/kafka_broker, but what cannot be started aborts; and with cables to it that can be cut.
#ifndef HUIYIN_TESTS_KAFKA_CLUSTER_H_
#define HUIYIN_TESTS_KAFKA_CLUSTER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/kafka/cut_proxy.h"
#include "tools/kafka_broker/local_kafka.h"

namespace huiyin {

// The folder of Kafka's jars (tools/setup/kafka.sh), as HUIYIN_KAFKA_JARS names it. Empty: there is none, and the tests
// that need it are skipped; with REQUIRE_KAFKA=1 it aborts instead.
std::string KafkaJars();

// Not thread-safe.
class KafkaCluster {
 public:
  // Starts all, in a new directory under the test's own, and waits until they serve.
  explicit KafkaCluster(int brokers = 1, int cables = 0);

  // The cluster that the tests of this process share, of one broker.
  static KafkaCluster& Shared();

  const std::string& bootstrap() const { return kafka_->bootstrap(); }
  std::vector<std::pair<std::string, std::string>> properties() const { return kafka_->properties(); }
  // 0, 1 …
  KafkaBroker& broker(size_t index) { return kafka_->broker(index); }

  // 0, 1 …: a way of its own to all brokers, for clients that know them by its bootstrap.servers.
  CutProxy& cable(size_t index) { return *cables_[index]; }
  std::string BootstrapBy(size_t cable) const;

 private:
  const int brokers_;
  std::unique_ptr<LocalKafka> kafka_;
  std::vector<std::unique_ptr<CutProxy>> cables_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_CLUSTER_H_
