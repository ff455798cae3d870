// Against a server whose streams break.
#include "tools/cli/subscribe.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/sample_records.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "services/testing/rpc_server.h"

namespace huiyin {
namespace {

using Json = nlohmann::json;

// What one stream sends before it ends with `end`.
struct Script {
  std::vector<v1::SubscribeResponse> messages;
  absl::Status end;
};

v1::SubscribeResponse Records(const std::vector<uint64_t>& seqs) {
  v1::SubscribeResponse response;
  for (const uint64_t seq : seqs) {
    v1::Record record = SampleRecord({});
    record.set_seq(seq);
    *response.mutable_records()->add_record_bytes() = record.SerializeAsString();
  }
  return response;
}

v1::SubscribeResponse Place(const std::string& token) {
  v1::SubscribeResponse response;
  response.mutable_checkpoint()->set_resume_token(token);
  return response;
}

// One script a stream, and what was asked for.
class Scripted final : public v1::SubscriptionService::Service {
 public:
  grpc::Status Subscribe(grpc::ServerContext*, const v1::SubscribeRequest* request,
                         grpc::ServerWriter<v1::SubscribeResponse>* stream) override {
    const Script& script = scripts_.at(asked_.size());
    asked_.push_back(*request);
    for (const v1::SubscribeResponse& message : script.messages) stream->Write(message);
    return ToRpc(script.end);
  }

  std::vector<Script> scripts_;
  std::vector<v1::SubscribeRequest> asked_;
};

absl::Status Moving() { return Error(absl::StatusCode::kUnavailable, "PARTITION_MOVING", "moving", "移交中"); }

class SubscribeTest : public ::testing::Test {
 protected:
  // Each line of the output: the seq of a record, or the token of a place.
  absl::Status Run(std::vector<std::string>& lines) {
    ConnectionOptions where;
    where.server = absl::StrCat("127.0.0.1:", server_.port());
    const std::unique_ptr<Connection> connection = *Connection::Open(where, {});
    SubscribeOptions options;
    options.retry_for = absl::Seconds(30);
    ::testing::internal::CaptureStdout();
    const absl::Status ended = Subscribe(*connection, options);
    for (const absl::string_view text :
         absl::StrSplit(::testing::internal::GetCapturedStdout(), '\n', absl::SkipEmpty())) {
      const Json line = Json::parse(text);
      std::string token;
      if (line.contains("resume") && absl::Base64Unescape(line.at("resume").get<std::string>(), &token)) {
        lines.push_back(token);
      } else {
        lines.push_back(absl::StrCat(line.at("record").value("seq", 0)));
      }
    }
    return ended;
  }

  Scripted service_;
  testing::RpcServer server_{service_};
};

TEST_F(SubscribeTest, AStreamThatBrokeGoesOnAtTheLastPlaceAndPrintsNothingTwice) {
  service_.scripts_ = {{{Records({0, 1}), Place("a"), Records({2, 3})}, Moving()},
                       {{Records({2, 3, 4}), Place("b")}, Moving()},
                       {{Records({5})}, absl::OkStatus()}};
  std::vector<std::string> lines;
  ASSERT_OK(Run(lines));
  EXPECT_EQ(lines, (std::vector<std::string>{"0", "1", "a", "2", "3", "4", "b", "5"}));
  ASSERT_EQ(service_.asked_.size(), 3u);
  EXPECT_TRUE(service_.asked_[0].has_beginning());
  EXPECT_EQ(service_.asked_[1].resume_token(), "a");
  EXPECT_EQ(service_.asked_[2].resume_token(), "b");
}

TEST_F(SubscribeTest, OneThatBreaksBeforeAnyPlaceBeginsAnew) {
  service_.scripts_ = {{{Records({0, 1})}, Moving()}, {{Records({0, 1, 2})}, absl::OkStatus()}};
  std::vector<std::string> lines;
  ASSERT_OK(Run(lines));
  EXPECT_EQ(lines, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_TRUE(service_.asked_[1].has_beginning());
}

TEST_F(SubscribeTest, WhatAServerRefusesIsTheAnswer) {
  service_.scripts_ = {{{Records({0})}, Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "town-a/1", "town-a/1")}};
  std::vector<std::string> lines;
  EXPECT_THAT(Run(lines), HasReason("RECORD_DAMAGED"));
  EXPECT_EQ(service_.asked_.size(), 1u);
}

}  // namespace
}  // namespace huiyin
