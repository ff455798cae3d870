// The engines under the contract, each behind the same handle.
#ifndef HUIYIN_TESTS_CONTRACT_ENGINES_H_
#define HUIYIN_TESTS_CONTRACT_ENGINES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/event_log.h"
#include "eventstore/replica_log.h"

namespace huiyin {

// One log under test. It dies with its data.
class LogHandle {
 public:
  virtual ~LogHandle() = default;
  virtual EventLog& log() = 0;
  // Closes the log and opens it again, where the engine outlives its process; else does nothing.
  virtual void Reopen() = 0;
};

struct Engine {
  std::string name;
  std::function<std::unique_ptr<LogHandle>()> make;
};

// Every engine that this machine can run: Kafka where its jars are (tools/setup/kafka.sh).
std::vector<Engine> Engines();

// What a Kafka log keeps its replicas in.
ReplicaOpener RocksDbReplicas();

// A new directory for a test, removed with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_CONTRACT_ENGINES_H_
