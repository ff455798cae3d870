#include "tests/contract/engines.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "eventstore/kafka/kafka_log.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/kafka/cluster.h"

namespace huiyin {
namespace {

class MemoryHandle final : public LogHandle {
 public:
  EventLog& log() override { return log_; }
  void Reopen() override {}

 private:
  MemoryLog log_;
};

class RocksDbHandle final : public LogHandle {
 public:
  RocksDbHandle() { Open(); }
  EventLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    Open();
  }

 private:
  void Open() {
    absl::StatusOr<std::unique_ptr<EventLog>> opened = OpenRocksDbLog({.directory = directory_.path()});
    CHECK(opened.ok());
    log_ = *std::move(opened);
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<EventLog> log_;
};

// A topic of one partition on the broker that all tests of the process share.
class KafkaHandle final : public LogHandle {
 public:
  KafkaHandle() {
    static std::atomic<int> topics = 0;
    options_ = KafkaLogOptions{.properties = KafkaCluster::Shared().properties(),
                               .topic = absl::StrCat("contract-", ++topics),
                               .partitions = 1,
                               .replica_directory = directory_.path(),
                               .open_replica = RocksDbReplicas()};
    Open();
  }
  EventLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    Open();
  }

 private:
  void Open() {
    absl::StatusOr<std::unique_ptr<KafkaLog>> opened = OpenKafkaLog(options_);
    CHECK(opened.ok());
    log_ = *std::move(opened);
    log_->Own(0);
    CHECK(log_->Await(0, PartitionState::kServing, absl::Now() + absl::Seconds(60)).ok());
  }

  const TemporaryDirectory directory_;
  KafkaLogOptions options_;
  std::unique_ptr<KafkaLog> log_;
};

}  // namespace

ReplicaOpener RocksDbReplicas() {
  return [](const std::string& directory, const std::string& of) {
    return OpenRocksDbReplica({.directory = directory, .memory_bytes = 16 << 20}, of);
  };
}

std::vector<Engine> Engines() {
  std::vector<Engine> engines = {{"Memory", [] { return std::make_unique<MemoryHandle>(); }},
                                 {"RocksDb", [] { return std::make_unique<RocksDbHandle>(); }}};
  if (!KafkaJars().empty()) engines.push_back({"Kafka", [] { return std::make_unique<KafkaHandle>(); }});
  return engines;
}

TemporaryDirectory::TemporaryDirectory() : path_(::testing::TempDir() + "/huiyin-XXXXXX") {
  CHECK(mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace huiyin
