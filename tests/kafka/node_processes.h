// `huiyin serve` processes that form a cluster on a broker, and people who have commands executed by any of them and
// remember every answer.
#ifndef HUIYIN_TESTS_KAFKA_NODE_PROCESSES_H_
#define HUIYIN_TESTS_KAFKA_NODE_PROCESSES_H_

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/stable_hash.h"
#include "base/test_matchers.h"
#include "eventstore/kafka/owner_directory.h"
#include "eventstore/record_codec.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "tests/contract/engines.h"
#include "tests/faults/audit.h"
#include "tests/faults/server_process.h"
#include "tests/kafka/log_on_broker.h"
#include "tools/kafka_broker/free_port.h"

namespace huiyin {

inline constexpr uint32_t kNodePartitions = 4;

// One node: its place, which outlives its process, and the process while it runs. Not thread-safe.
class NodeProcess {
 public:
  NodeProcess(const std::string& bootstrap, const std::string& topic, int session_timeout_ms = 2'000)
      : NodeProcess("serve", bootstrap, topic, session_timeout_ms) {
    arguments_.insert(arguments_.end(), {"--partitions", absl::StrCat(kNodePartitions)});
  }
  // One that only reads: huiyin project.
  static std::unique_ptr<NodeProcess> Projector(const std::string& bootstrap, const std::string& topic) {
    return std::unique_ptr<NodeProcess>(new NodeProcess("project", bootstrap, topic, /*session_timeout_ms=*/2'000));
  }

  void Start(const std::vector<std::string>& more_arguments = {}) {
    std::vector<std::string> arguments = arguments_;
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    process_ = std::make_unique<ServerProcess>("tools/cli/huiyin", data(), arguments, subcommand_);
  }
  // Until it listens.
  void AwaitListening() { ASSERT_OK(process_->Port()); }
  // Started, and not ended by Kill or Terminate.
  bool is_running() const { return process_ != nullptr; }
  void Kill() { process_ = nullptr; }
  int Terminate() {
    const int code = process().Terminate();
    if (code != 0) std::cerr << address() << " ended with " << code << ":\n" << Said();
    process_ = nullptr;
    return code;
  }
  ChildProcess& process() { return process_->process(); }
  // As ServerProcess's.
  std::string Said() { return process_->Said(); }

  int port() const { return port_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  std::string data() const { return directory_.path() + "/data"; }
  // A call is not waited for longer than that.
  testing::Caller Client(absl::Duration patience = absl::Seconds(5)) const {
    return testing::Caller(testing::ChannelTo(port_), "", patience);
  }

 private:
  NodeProcess(const std::string& subcommand, const std::string& bootstrap, const std::string& topic,
              int session_timeout_ms)
      : subcommand_(subcommand),
        port_(FreePort()),
        arguments_({"--listen", address(), "--log", absl::StrCat("kafka://", bootstrap, "/", topic),
                    "--session-timeout", absl::StrCat(session_timeout_ms)}) {}

  const TemporaryDirectory directory_;
  const std::string subcommand_;
  const int port_;
  std::vector<std::string> arguments_;
  std::unique_ptr<ServerProcess> process_;
};

// Neither taken nor refused: the same command again, here or elsewhere.
inline bool MayRepeat(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsCancelled(status) ||
         absl::IsResourceExhausted(status);
}

// What `ask` gets once it is answered: a minute at most.
template <typename Ask>
auto UntilAnswered(const Ask& ask) {
  const absl::Time deadline = Soon();
  while (true) {
    auto answer = ask();
    if (answer.ok() || !MayRepeat(answer.status()) || absl::Now() > deadline) return answer;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

// Orders one proposal's life after the other in one ledger, each command until it is answered, now by this node, now by
// that. Each command is legal when its turn comes, so a refusal is a bug.
class Petitioner {
 public:
  // Works from now on until Stop.
  Petitioner(const std::vector<std::unique_ptr<NodeProcess>>& nodes, std::string ledger, std::string name)
      : orders_(std::move(ledger)), name_(std::move(name)) {
    for (const std::unique_ptr<NodeProcess>& node : nodes) clients_.emplace_back(new testing::Caller(node->Client()));
    thread_ = std::thread([this] { Work(); });
  }
  ~Petitioner() { Stop(); }

  void Stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

  const std::string& ledger() const { return orders_.ledger(); }
  size_t answered() const { return answered_; }
  // After Stop.
  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }

 private:
  void Work() {
    for (int life = 0; !stopping_; ++life) {
      for (const v1::Command& command : orders_.Life(absl::StrCat(name_, "-", life))) {
        while (!stopping_ && !Submit(command)) absl::SleepFor(absl::Milliseconds(20));
        if (stopping_) return;
      }
    }
  }

  bool Submit(const v1::Command& command) {
    const absl::StatusOr<v1::Receipt> answer = clients_[turn_++ % clients_.size()]->Order(command);
    if (!answer.ok()) {
      EXPECT_TRUE(MayRepeat(answer.status())) << command.command_id() << ": " << answer.status();
      return false;
    }
    acknowledged_.push_back({command, answer->first_seq()});
    ++answered_;
    return true;
  }

  const testing::Orders orders_;
  const std::string name_;
  std::vector<std::unique_ptr<testing::Caller>> clients_;
  size_t turn_ = 0;
  std::vector<Acknowledged> acknowledged_;
  std::atomic<size_t> answered_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

class NodeProcessesTest : public KafkaTest {
 protected:
  // All on one broker.
  void StartNodes(int count, const std::string& bootstrap = KafkaCluster::Shared().bootstrap(),
                  int session_timeout_ms = 2'000, const std::vector<std::string>& more_arguments = {}) {
    bootstrap_ = bootstrap;
    for (int i = 0; i < count; ++i) {
      nodes_.push_back(std::make_unique<NodeProcess>(bootstrap, Topic(), session_timeout_ms));
      nodes_.back()->Start(more_arguments);
    }
    for (const auto& node : nodes_) node->AwaitListening();
  }

  KafkaLogOptions LogOptions() const {
    return {.properties = {{"bootstrap.servers", bootstrap_}}, .topic = Topic(), .partitions = kNodePartitions};
  }

  // By `node`, until it is answered.
  static absl::StatusOr<v1::Receipt> OrderUntilAnswered(const NodeProcess& node, const v1::Command& command) {
    const testing::Caller client = node.Client();
    return UntilAnswered([&] { return client.Order(command); });
  }
  static void Found(const NodeProcess& node, const std::string& ledger) {
    for (const v1::Command& command : testing::Orders(ledger).Founding()) {
      ASSERT_OK(OrderUntilAnswered(node, command)) << command.command_id();
    }
  }
  static void AwaitProgress(const Petitioner& petitioner, size_t answers = 1) {
    const size_t wanted = petitioner.answered() + answers;
    const absl::Time deadline = Soon();
    while (petitioner.answered() < wanted && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_GE(petitioner.answered(), wanted) << petitioner.ledger();
  }

  // The node that owns the ledger's partition, once one of ours does.
  NodeProcess& OwnerOf(const std::string& ledger) {
    const auto directory = OpenOwnerDirectory(LogOptions().properties, Topic());
    CHECK(directory.ok());
    const auto partition = static_cast<uint32_t>(StableHash(ledger) % kNodePartitions);
    const absl::Time deadline = Soon();
    while (absl::Now() < deadline) {
      for (const auto& node : nodes_) {
        if (node->is_running() && (*directory)->OwnerOf(partition) == node->address()) return *node;
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
    CHECK(false);
    return *nodes_[0];
  }

  // Everything there is, read by somebody who knows nothing yet. No node runs any more.
  void OpenHistory() {
    history_ = std::make_unique<Node>(LogOptions());
    history_->OpenAsOwner();
  }
  // What the petitioners were told, held against it.
  void CheckHistory(const std::vector<std::unique_ptr<Petitioner>>& petitioners) {
    std::map<std::string, std::vector<Acknowledged>> by_ledger;
    for (const auto& petitioner : petitioners) {
      for (const Acknowledged& one : petitioner->acknowledged()) by_ledger[petitioner->ledger()].push_back(one);
    }
    for (const auto& [ledger, acknowledged] : by_ledger) {
      Audit audit(ledger);
      v1::Record record;
      ASSERT_OK_AND_ASSIGN(const std::vector<ReadRecord> records,
                           ReadAll(history_->log().ReadLedger(LedgerId(ledger), Seq(0))));
      for (const ReadRecord& stored : records) {
        ASSERT_TRUE(record.ParseFromString(stored.bytes));
        audit.Add(record);
      }
      audit.Check(acknowledged);
      // What was executed and never answered: the last command of each petitioner at most.
      EXPECT_LE(audit.records(), acknowledged.size() + testing::Orders::kFounding + petitioners.size()) << ledger;
    }
    for (uint32_t i = 0; i < kNodePartitions; ++i) EXPECT_EQ(history_->log().StatusOf(i).dropped, 0u) << i;
  }
  // Every replica that a node kept holds what the topic does.
  void CheckReplicas() {
    for (const auto& node : nodes_) {
      Node replica(LogOptions());
      replica.options().replica_directory = node->data() + "/replicas";
      replica.OpenAsOwner();
      for (uint32_t i = 0; i < kNodePartitions; ++i) {
        EXPECT_EQ(PartitionOf(replica.log(), i), PartitionOf(history_->log(), i)) << node->address() << " " << i;
      }
      replica.Close();
    }
  }

  std::string bootstrap_;
  std::vector<std::unique_ptr<NodeProcess>> nodes_;
  std::unique_ptr<Node> history_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_NODE_PROCESSES_H_
