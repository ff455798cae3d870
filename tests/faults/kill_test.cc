// A server process under load, killed with kill -9 at random moments, many rounds. After each: what was acknowledged is
// in the log once, whole, where the acknowledgement said; seqs have no gap; no command is there twice, though each that
// was not answered is sent again under its command_id. Now and then, and at the end: the views equal freshly folded
// ones.
//
// KILL_ROUNDS: how many rounds in all (200). KILL_SEED: the seed to repeat.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"
#include "tests/faults/audit.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr int kParts = 4;
constexpr int kLedgers = 2;
constexpr int kUnaryWorkers = 4;
constexpr int kStreamWorkers = 2;
// Proposals whose whole lives a stream carries.
constexpr int kLivesPerStream = 25;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

// The server is gone, or going: gRPC cancels what arrives after it stopped listening.
auto IsNoAnswer() {
  return ::testing::AnyOf(HasCode(absl::StatusCode::kUnavailable), HasCode(absl::StatusCode::kCancelled));
}

// Somebody who orders one proposal's life after the other in one ledger, each command until it is answered, through any
// number of servers.
class Worker {
 public:
  Worker(std::string ledger, std::string name) : orders_(std::move(ledger)), name_(std::move(name)) {}
  virtual ~Worker() = default;

  const std::string& ledger() const { return orders_.ledger(); }
  // Until the server does not answer.
  virtual void Work(const Caller& client) = 0;
  // Since the last call.
  std::vector<Acknowledged> TakeAcknowledged() { return std::exchange(acknowledged_, {}); }

 protected:
  std::vector<v1::Command> NextLife() { return orders_.Life(absl::StrCat(name_, "-", lives_++)); }

  // False: no answer; try again with the next server. Every command is legal when its turn comes, so a refusal is a
  // bug.
  bool Take(const v1::Command& command, const absl::StatusOr<v1::Receipt>& answer) {
    if (answer.ok()) {
      EXPECT_EQ(answer->count(), 1u);
      acknowledged_.push_back({command, answer->first_seq()});
      return true;
    }
    EXPECT_THAT(answer, IsNoAnswer()) << command.command_id();
    return false;
  }

 private:
  const Orders orders_;
  const std::string name_;
  int lives_ = 0;
  std::vector<Acknowledged> acknowledged_;
};

class UnaryWorker final : public Worker {
 public:
  using Worker::Worker;
  void Work(const Caller& client) override {
    while (true) {
      if (next_ == todo_.size()) {
        todo_ = NextLife();
        next_ = 0;
      }
      if (!Take(todo_[next_], client.Order(todo_[next_]))) return;
      ++next_;
    }
  }

 private:
  std::vector<v1::Command> todo_;
  size_t next_ = 0;
};

class StreamWorker final : public Worker {
 public:
  using Worker::Worker;
  void Work(const Caller& client) override {
    while (true) {
      if (todo_.empty()) {
        for (int i = 0; i < kLivesPerStream; ++i) {
          for (v1::Command& command : NextLife()) todo_.push_back(std::move(command));
        }
      }
      const testing::Executed executed = client.Execute(todo_, false, 8);
      size_t answered = 0;
      while (answered < executed.outcomes.size() && Take(todo_[answered], executed.outcomes[answered])) ++answered;
      todo_.erase(todo_.begin(), todo_.begin() + static_cast<std::ptrdiff_t>(answered));
      if (!todo_.empty()) {
        EXPECT_THAT(executed.status, IsNoAnswer());
        return;
      }
    }
  }

 private:
  std::vector<v1::Command> todo_;
};

// What is new of the ledger since `audit` looked last.
void ReadNew(const Caller& client, const std::string& ledger, Audit& audit) {
  v1::SubscribeRequest request;
  request.set_seq(audit.records());
  request.mutable_filter()->add_ledger_ids(ledger);
  request.set_stop_when_caught_up(true);
  const auto context = client.Context();
  auto stream = client.subscriptions().Subscribe(context.get(), request);
  v1::Record record;
  for (v1::SubscribeResponse response; stream->Read(&response);) {
    for (const std::string& bytes : response.records().record_bytes()) {
      ASSERT_TRUE(record.ParseFromString(bytes));
      audit.Add(record);
    }
  }
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
}

class ServerUnderLoad : public ::testing::Test {
 protected:
  ServerUnderLoad() {
    for (int i = 0; i < kLedgers; ++i) {
      const std::string ledger = absl::StrCat("town-", i);
      audits_.emplace(ledger, Audit(ledger));
    }
    for (int i = 0; i < kUnaryWorkers; ++i) {
      workers_.push_back(std::make_unique<UnaryWorker>(absl::StrCat("town-", i % kLedgers), absl::StrCat("unary-", i)));
    }
    for (int i = 0; i < kStreamWorkers; ++i) {
      workers_.push_back(
          std::make_unique<StreamWorker>(absl::StrCat("town-", i % kLedgers), absl::StrCat("stream-", i)));
    }
  }

  std::unique_ptr<ServerProcess> StartServer() {
    return std::make_unique<ServerProcess>(kProgram, data_, std::vector<std::string>{"--writers", "2"});
  }

  // Every ledger has its first commands.
  void Found(const Caller& client) {
    for (const auto& [ledger, audit] : audits_) EXPECT_OK(client.OrderAll(Orders(ledger).Founding()));
  }

  std::vector<std::thread> StartWorkers(const Caller& client) {
    std::vector<std::thread> threads;
    for (const auto& worker : workers_) threads.emplace_back([&client, &worker] { worker->Work(client); });
    return threads;
  }

  // Holds what the workers were told against the log. The answers checked.
  size_t Check(const Caller& client) {
    std::map<std::string, std::vector<Acknowledged>> by_ledger;
    size_t count = 0;
    for (const auto& worker : workers_) {
      for (Acknowledged& one : worker->TakeAcknowledged()) {
        by_ledger[worker->ledger()].push_back(std::move(one));
        ++count;
      }
    }
    for (auto& [ledger, audit] : audits_) {
      ReadNew(client, ledger, audit);
      audit.Check(by_ledger[ledger]);
    }
    return count;
  }

  const testing::TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  std::map<std::string, Audit> audits_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

class KillTest : public ServerUnderLoad, public ::testing::WithParamInterface<int> {};

TEST_P(KillTest, LosesHalvesAndDoublesNothing) {
  const uint64_t seed = FromEnvironment("KILL_SEED", std::random_device()());
  const uint64_t rounds = (FromEnvironment("KILL_ROUNDS", 200) + kParts - 1) / kParts;
  std::cout << "KILL_SEED=" << seed << " part " << GetParam() << ", " << rounds << " rounds" << std::endl;
  std::mt19937_64 random(seed + static_cast<uint64_t>(GetParam()));
  size_t answers = 0;
  for (uint64_t round = 0; round <= rounds; ++round) {
    SCOPED_TRACE(absl::StrCat("KILL_SEED=", seed, " part ", GetParam(), " round ", round));
    const std::unique_ptr<ServerProcess> server = StartServer();
    if (random() % 10 == 0 && round < rounds) {
      // While it starts, perhaps: it mends its own restart too.
      absl::SleepFor(absl::Milliseconds(random() % 60));
      continue;
    }
    ASSERT_OK_AND_ASSIGN(const int port, server->Port());
    const Caller client(testing::ChannelTo(port));
    if (answers == 0) Found(client);
    answers += Check(client);
    if (round % 10 == 9 || round == rounds) {
      EXPECT_THAT(client.RebuildIsEqual(), IsOkAndHolds(true));
    }
    if (HasFailure() || round == rounds) break;
    std::vector<std::thread> threads = StartWorkers(client);
    absl::SleepFor(absl::Milliseconds(20 + random() % 130));
    server->process().Kill();
    for (std::thread& thread : threads) thread.join();
  }
  uint64_t records = 0;
  for (const auto& [ledger, audit] : audits_) records += audit.records();
  std::cout << answers << " answers checked, " << records << " records in the log" << std::endl;
  EXPECT_GT(answers, rounds) << "there was hardly any load";
}

INSTANTIATE_TEST_SUITE_P(Parts, KillTest, ::testing::Range(0, kParts));

// SIGTERM: what it took is answered, what it answered is in the log, and it exits well.
class TerminateTest : public ServerUnderLoad {};

TEST_F(TerminateTest, FinishesWhatItTookAndExitsWell) {
  std::unique_ptr<ServerProcess> server = StartServer();
  ASSERT_OK_AND_ASSIGN(int port, server->Port());
  uint64_t answers = 0;
  {
    const Caller client(testing::ChannelTo(port));
    Found(client);
    std::vector<std::thread> threads = StartWorkers(client);
    absl::SleepFor(absl::Milliseconds(300));
    EXPECT_EQ(server->process().Terminate(), 0);
    for (std::thread& thread : threads) thread.join();
  }
  server = StartServer();
  ASSERT_OK_AND_ASSIGN(port, server->Port());
  answers += Check(Caller(testing::ChannelTo(port)));
  uint64_t records = 0;
  for (const auto& [ledger, audit] : audits_) records += audit.records() - Orders::kFounding;
  EXPECT_EQ(records, answers) << "something was executed and never answered";
  EXPECT_GT(answers, 0u);
  EXPECT_EQ(server->process().Terminate(), 0);
}

}  // namespace
}  // namespace huiyin
