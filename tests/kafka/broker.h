// A real Apache Kafka broker as a process of its own, to be killed. It listens on loopback, keeps its data in a
// directory of the test, and dies with the test's process whatever happens.
#ifndef HUIYIN_TESTS_KAFKA_BROKER_H_
#define HUIYIN_TESTS_KAFKA_BROKER_H_

#include <sys/types.h>

#include <string>

namespace huiyin {

// The folder of Kafka's jars (tools/setup/kafka.sh). Empty: there is none, and these tests are skipped; with
// REQUIRE_KAFKA=1 it aborts instead.
std::string KafkaJars();

// A port of loopback that is free now, and is none that the system gives to outgoing connections.
int FreePort();

struct BrokerSpec {
  int id = 1;
  int port = 0;
  int controller_port = 0;
  // "1@127.0.0.1:2001,2@…": all controllers of the cluster; each broker is one.
  std::string voters;
  // Of the cluster; its size decides replication.
  int brokers = 1;
  std::string directory;
};

// Not thread-safe.
class KafkaBroker {
 public:
  // Does not start it.
  explicit KafkaBroker(BrokerSpec spec);
  // As Kill.
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  const BrokerSpec& spec() const { return spec_; }

  // Starts it on its data and ports, whatever state it was left in. Aborts when there is no java.
  void Start();
  // Blocks until it serves. Aborts, with what it said, when it does not within a minute.
  void AwaitReady();
  // kill -9.
  void Kill();
  // SIGSTOP, SIGCONT.
  void Pause();
  void Resume();

 private:
  std::string LogFile() const;

  const BrokerSpec spec_;
  pid_t pid_ = -1;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_BROKER_H_
