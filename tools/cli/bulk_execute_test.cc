// Against a server that breaks streams off as it is told to.
#include "tools/cli/bulk_execute.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "services/rpc_status.h"
#include "services/testing/rpc_server.h"

namespace huiyin {
namespace {

absl::Status Moving() { return Error(absl::StatusCode::kUnavailable, "PARTITION_MOVING", "moving", "移交中"); }

// Takes every command once and remembers the order. Stream number n fails at its command failing_at_[n], and ends; or
// falls silent at silent_at_[n], until it is cancelled.
class Breaking final : public v1::ProposalService::Service {
 public:
  grpc::Status Execute(grpc::ServerContext*,
                       grpc::ServerReaderWriter<v1::ExecuteResponse, v1::ExecuteRequest>* stream) override {
    const int number = streams_++;
    const auto fails = failing_at_.find(number);
    uint64_t index = 0;
    const auto falls_silent = silent_at_.find(number);
    for (v1::ExecuteRequest request; stream->Read(&request);) {
      if (falls_silent != silent_at_.end() && index + request.commands_size() > falls_silent->second) {
        silent_.Notify();
        while (stream->Read(&request)) {
        }
        return grpc::Status::CANCELLED;
      }
      v1::ExecuteResponse response;
      bool failed = false;
      for (const v1::Command& command : request.commands()) {
        failed = failed || (fails != failing_at_.end() && index == fails->second);
        v1::CommandOutcome& outcome = *response.add_outcomes();
        outcome.set_index(index++);
        if (failed) {
          *outcome.mutable_refusal() = ToRefusal(error_);
        } else {
          Take(command, *outcome.mutable_receipt());
        }
      }
      stream->Write(response);
      if (failed) return ToRpc(error_);
    }
    return grpc::Status::OK;
  }

  std::map<int, uint64_t> failing_at_;
  std::map<int, uint64_t> silent_at_;
  absl::Notification silent_;
  absl::Status error_ = Moving();
  // Read them when the streams have ended.
  int streams_ = 0;
  std::vector<std::string> taken_;

 private:
  void Take(const v1::Command& command, v1::Receipt& receipt) {
    taken_.push_back(command.command_id());
    receipt.set_count(1);
  }
};

class BulkExecuteTest : public ::testing::Test {
 protected:
  // Sends so many commands; what Finish says.
  absl::Status Run(int commands, absl::Duration patience, const std::string& more_servers = "") {
    ConnectionOptions options;
    options.server = absl::StrCat("127.0.0.1:", server_.port(), more_servers);
    const std::unique_ptr<Connection> connection = *Connection::Open(options, {});
    BulkExecute bulk(*connection, false, patience, report_);
    for (int i = 0; i < commands; ++i) {
      v1::Command command;
      command.set_command_id(absl::StrCat(i));
      command.mutable_submit()->set_body(std::string(2'000, 'x'));
      if (!bulk.Send(static_cast<uint64_t>(i) + 1, command)) break;
    }
    return bulk.Finish();
  }
  static std::vector<std::string> Numbers(int count) {
    std::vector<std::string> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(absl::StrCat(i));
    return numbers;
  }

  // What was taken and not answered before its server went away is taken again: a repeat, which is answered as the
  // first time.
  static std::vector<std::string> WithoutRepeats(const std::vector<std::string>& taken) {
    std::set<std::string> seen;
    std::vector<std::string> first;
    for (const std::string& one : taken) {
      if (seen.insert(one).second) first.push_back(one);
    }
    return first;
  }

  Breaking service_;
  testing::RpcServer server_{service_};
  ImportReport report_;
};

TEST_F(BulkExecuteTest, AStreamThatBrokeGoesOnAtTheFirstLineThatWasNotAnswered) {
  service_.failing_at_ = {{0, 700}, {1, 0}, {2, 9'000}};
  ASSERT_OK(Run(30'000, absl::Seconds(30)));
  EXPECT_EQ(service_.streams_, 4);
  EXPECT_EQ(service_.taken_, Numbers(30'000)) << "each once, in the order of the file";
  EXPECT_EQ(report_.commands(), 30'000u);
  EXPECT_EQ(report_.refused(), 0u);
}

TEST_F(BulkExecuteTest, PatienceEnds) {
  for (int stream = 0; stream < 100; ++stream) service_.failing_at_[stream] = 0;
  EXPECT_THAT(Run(10, absl::Milliseconds(500)), HasReason("PARTITION_MOVING"));
  EXPECT_GT(service_.streams_, 1);
  EXPECT_EQ(report_.commands(), 0u);
}

TEST_F(BulkExecuteTest, WithoutPatienceTheFirstFailureIsTheAnswer) {
  service_.failing_at_ = {{0, 5}};
  EXPECT_THAT(Run(10, absl::ZeroDuration()), HasReason("PARTITION_MOVING"));
  EXPECT_EQ(service_.streams_, 1);
  EXPECT_EQ(report_.commands(), 5u);
}

TEST_F(BulkExecuteTest, WhatNoRepeatCanMendIsNotRepeated) {
  service_.failing_at_ = {{0, 5}};
  service_.error_ = Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "damaged", "损坏");
  EXPECT_THAT(Run(10, absl::Seconds(30)), HasReason("RECORD_DAMAGED"));
  EXPECT_EQ(service_.streams_, 1);
}

TEST_F(BulkExecuteTest, AServerThatWasNeverThereIsNotWaitedFor) {
  server_.Shutdown();
  EXPECT_THAT(Run(10, absl::Seconds(30)), HasReason("SERVER_UNREACHABLE"));
}

TEST_F(BulkExecuteTest, AServerThatComesBackIsWaitedFor) {
  service_.silent_at_ = {{0, 20'000}};
  absl::Status result;
  std::thread run([&] { result = Run(30'000, absl::Seconds(60)); });
  service_.silent_.WaitForNotification();
  server_.Shutdown();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(absl::StrCat("127.0.0.1:", server_.port()), grpc::InsecureServerCredentials());
  builder.RegisterService(&service_);
  const std::unique_ptr<grpc::Server> again = builder.BuildAndStart();
  run.join();
  EXPECT_OK(result);
  EXPECT_EQ(WithoutRepeats(service_.taken_), Numbers(30'000));
  EXPECT_EQ(report_.commands(), 30'000u);
}

TEST_F(BulkExecuteTest, AnotherServerIsAskedWhenThisOneIsGone) {
  service_.silent_at_ = {{0, 20'000}};
  Breaking other;
  testing::RpcServer other_server(other);
  absl::Status result;
  std::thread run([&] { result = Run(30'000, absl::Seconds(60), absl::StrCat(",127.0.0.1:", other_server.port())); });
  service_.silent_.WaitForNotification();
  server_.Shutdown();
  run.join();
  EXPECT_OK(result);
  std::vector<std::string> taken = service_.taken_;
  taken.insert(taken.end(), other.taken_.begin(), other.taken_.end());
  EXPECT_EQ(WithoutRepeats(taken), Numbers(30'000));
}

TEST_F(BulkExecuteTest, TheFirstServerNeedNotBeThere) {
  Breaking other;
  testing::RpcServer other_server(other);
  server_.Shutdown();
  EXPECT_OK(Run(10, absl::Seconds(30), absl::StrCat(",127.0.0.1:", other_server.port())));
  EXPECT_EQ(other.taken_, Numbers(10));
}

}  // namespace
}  // namespace huiyin
