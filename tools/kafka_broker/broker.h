// A real Apache Kafka broker as a process of its own: small and soon there, for tests, demo and benches, not for
// service. It listens on loopback, and dies with the thread that started it whatever happens.
#ifndef HUIYIN_TOOLS_KAFKA_BROKER_BROKER_H_
#define HUIYIN_TOOLS_KAFKA_BROKER_BROKER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/process/child_process.h"

namespace huiyin {

// Another way into a broker, for clients behind a proxy: whoever comes in by `port` is told to come by
// `advertised_port`, which passes on to it.
struct Detour {
  int port = 0;
  int advertised_port = 0;
};

struct BrokerSpec {
  int id = 1;
  int port = 0;
  int controller_port = 0;
  // "1@127.0.0.1:2001,2@…": all controllers of the cluster; each broker is one.
  std::string voters;
  // Of the cluster; its size decides replication.
  int brokers = 1;
  // Its data, its properties and what it says. Made when absent, kept.
  std::string directory;
  // Of Kafka's jars.
  std::string jars;
  // Compiles its code fully: slower to start, faster once warm.
  bool compiles_fully = false;
  std::vector<Detour> detours;
};

// Not thread-safe.
class KafkaBroker {
 public:
  // Does not start it yet.
  explicit KafkaBroker(BrokerSpec spec);

  const BrokerSpec& spec() const { return spec_; }

  // Starts it on its data and ports, whatever state it was left in. kUnavailable (KAFKA_BROKER_FAILED): its directory
  // cannot be written.
  absl::Status Start();
  // Blocks until it serves. kUnavailable (KAFKA_BROKER_FAILED), with what it said: it does not within a minute, or
  // there is no java.
  absl::Status AwaitReady();
  // kill -9.
  void Kill();
  // SIGSTOP, SIGCONT.
  void Pause();
  void Resume();

 private:
  std::string LogFile() const;

  const BrokerSpec spec_;
  std::unique_ptr<ChildProcess> process_;  // nullptr: not started, or killed.
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_KAFKA_BROKER_BROKER_H_
