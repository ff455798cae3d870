// Kafka logs on the broker that the tests of a process share, each test on a topic of its own.
#ifndef HUIYIN_TESTS_KAFKA_LOG_ON_BROKER_H_
#define HUIYIN_TESTS_KAFKA_LOG_ON_BROKER_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/test_matchers.h"
#include "eventstore/kafka/kafka_log.h"
#include "tests/contract/engines.h"
#include "tests/contract/reading.h"
#include "tests/kafka/cluster.h"

namespace huiyin {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

// One node: its replicas, and its log while it is open.
class Node {
 public:
  explicit Node(KafkaLogOptions options) : options_(std::move(options)) {
    options_.replica_directory = directory_.path();
    options_.open_replica = RocksDbReplicas();
  }

  absl::Status TryOpen(absl::Duration timeout = absl::Seconds(30)) {
    log_.reset();
    absl::StatusOr<std::unique_ptr<KafkaLog>> opened = OpenKafkaLog(options_, timeout);
    if (opened.ok()) log_ = *std::move(opened);
    return opened.status();
  }
  // Brokers that come up on a busy machine may be silent for longer than one question waits for an answer.
  absl::Status OpenWithPatience() {
    const absl::Time deadline = Soon();
    absl::Status opened = TryOpen();
    while (absl::IsUnavailable(opened) && absl::Now() < deadline) opened = TryOpen();
    return opened;
  }
  // Opens it, and owns every partition.
  void OpenAsOwner() {
    ASSERT_OK(OpenWithPatience());
    OwnAll();
  }
  void OwnAll() {
    for (uint32_t i = 0; i < log_->partitions(); ++i) log_->Own(i);
    for (uint32_t i = 0; i < log_->partitions(); ++i) ASSERT_OK(log_->Await(i, PartitionState::kServing, Soon()));
  }
  // Opens it, follows partition 0, and waits until it has read so far.
  void OpenAsFollower(Offset end) {
    ASSERT_OK(OpenWithPatience());
    log_->Follow(0);
    AwaitEnd(end);
  }
  void AwaitEnd(Offset end) {
    const absl::Time deadline = Soon();
    while (log_->PartitionEnd(0).value_or(Offset(0)) < end && absl::Now() < deadline) {
      ASSERT_NE(log_->StatusOf(0).state, PartitionState::kFailed) << log_->StatusOf(0).error;
      absl::SleepFor(absl::Milliseconds(5));
    }
  }
  void Close() { log_.reset(); }

  KafkaLog& log() { return *log_; }
  KafkaLogOptions& options() { return options_; }

 private:
  const TemporaryDirectory directory_;
  KafkaLogOptions options_;
  std::unique_ptr<KafkaLog> log_;
};

class KafkaTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (KafkaJars().empty()) GTEST_SKIP() << "no Kafka broker; see tools/setup/kafka.sh";
  }

  // Of this test.
  std::string Topic() const { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }
  KafkaLogOptions Options(uint32_t partitions = 1) const {
    return {.properties = KafkaCluster::Shared().properties(), .topic = Topic(), .partitions = partitions};
  }
};

inline std::vector<ReadRecord> PartitionOf(const EventLog& log, uint32_t partition = 0) {
  return ReadAll(log.ReadPartition(partition, Offset(0))).value();
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_LOG_ON_BROKER_H_
