// What a node does about what it finds wrong: a damaged directory, an open door, a request that cannot be read, a
// record that it does not know.
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "eventstore/sample_records.h"
#include "services/rpc_status.h"
#include "services/server/node_under_test.h"
#include "services/testing/health.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

class NodeFaultsTest : public testing::NodeUnderTest {
 protected:
  // The bytes of every file of the data directory.
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(options_.data_directory)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[entry.path().string()] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return files;
  }
};

// A call by its name and bytes, as a client makes it that is not built from our protos.
grpc::Status CallRaw(int port, const char* method, const std::string& request) {
  const auto channel = testing::ChannelTo(port);
  grpc::ClientContext context;
  const grpc::Slice slice(request);
  grpc::ByteBuffer response;
  return grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), grpc::internal::RpcMethod(method, grpc::internal::RpcMethod::NORMAL_RPC), &context,
      grpc::ByteBuffer(&slice, 1), &response);
}

TEST_F(NodeFaultsTest, ALogThatLostAFileIsDamagedAndNotBegunAnew) {
  StartFounded();
  node_ = nullptr;
  fs::remove(options_.data_directory + "/log/CURRENT");
  const auto before = Contents();
  for (const bool create : {false, true}) {
    options_.create_if_missing = create;
    const absl::Status refused = Node::Start(options_).status();
    EXPECT_THAT(refused, HasReason("LOG_DAMAGED"));
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kDataLoss));
  }
  EXPECT_EQ(Contents(), before);
}

// A restore that puts back only log/: the views know records that are not in it, and it has grown past them since.
TEST_F(NodeFaultsTest, NewerViewsBesideAnOlderLogAreRefusedUntilTheyAreRebuilt) {
  StartFounded();
  node_ = nullptr;
  const std::string log = options_.data_directory + "/log", saved = directory_.path() + "/saved";
  fs::copy(log, saved);
  Start();
  ASSERT_OK(Client().Order(orders_.Submit("p-lost")));
  ASSERT_OK(node_->WaitUntilCaughtUp(absl::Now() + absl::Seconds(20)));
  node_ = nullptr;
  fs::remove_all(log);
  fs::copy(saved, log);
  options_.serve_views = false;
  Start();
  ASSERT_OK(Client().Order(orders_.Submit("p-new")));
  ASSERT_OK(Client().Order(orders_.Submit("p-newer")));
  node_ = nullptr;

  options_.serve_views = true;
  EXPECT_THAT(Node::Start(options_), HasReason("VIEWS_OF_ANOTHER_LOG"));
  options_.replace_unusable_views = true;
  Start();
  EXPECT_THAT(Client().RebuildIsEqual(), IsOkAndHolds(false)) << "the rebuild says that they were unusable";
  node_ = nullptr;
  options_.replace_unusable_views = false;
  Start();
  ASSERT_OK(node_->WaitUntilCaughtUp(absl::Now() + absl::Seconds(20)));
  EXPECT_OK(Client().GetProposal("town-a", "p-newer", 0));
  EXPECT_THAT(Client().GetProposal("town-a", "p-lost", 0), HasReason("PROPOSAL_UNKNOWN"));
  EXPECT_THAT(Client().RebuildIsEqual(), IsOkAndHolds(true));
}

TEST_F(NodeFaultsTest, WhereThereIsNoRegisterNothingIsMade) {
  options_.create_if_missing = false;
  EXPECT_THAT(Node::Start(options_), HasReason("NO_REGISTER_HERE"));
  EXPECT_FALSE(fs::exists(options_.data_directory));
}

TEST_F(NodeFaultsTest, TheDataDirectoryIsItsOwnersAlone) {
  options_.data_directory += "/";
  Start();
  struct stat status;
  ASSERT_EQ(stat(options_.data_directory.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(NodeFaultsTest, TokensDoNotCrossTheNetworkInTheClearUnlessToldTo) {
  TrustTokens(R"({"token":"admin-token-000001","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})");
  options_.listen_address = "0.0.0.0:0";
  const absl::Status refused = Node::Start(options_).status();
  EXPECT_THAT(refused, HasReason("TLS_MISSING"));
  EXPECT_NE(ChineseOf(refused), "");
  options_.allow_plaintext = true;
  EXPECT_OK(Node::Start(options_));
}

TEST_F(NodeFaultsTest, ARequestThatCannotBeReadIsRefusedWithAReason) {
  StartFounded();
  // Field 1 (ledger_id) = the bytes C0 AF, which are no UTF-8; and a field that ends before its length.
  for (const std::string& request : {std::string("\x0a\x02\xC0\xAF"), std::string("\x0a\x7f"
                                                                                  "x")}) {
    for (const char* method : {"/huiyin.v1.QueryService/GetProposal", "/huiyin.v1.QueryService/GetDirectory"}) {
      const absl::Status status = FromRpc(CallRaw(node_->port(), method, request));
      EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument)) << status;
      EXPECT_THAT(status, HasReason("REQUEST_MALFORMED"));
      EXPECT_NE(ChineseOf(status), "");
    }
  }
  EXPECT_THAT(FromRpc(CallRaw(node_->port(), "/huiyin.v1.QueryService/NoSuchMethod", "")),
              HasCode(absl::StatusCode::kUnimplemented));
}

TEST_F(NodeFaultsTest, AMessageOverTheLimitIsNamed) {
  StartFounded();
  const absl::Status status = FromRpc(CallRaw(node_->port(), "/huiyin.v1.QueryService/GetProposal",
                                              absl::StrCat("\x0a\x80\x80\x80\x03", std::string(6 << 20, 'x'))));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("MESSAGE_TOO_LARGE"));
}

TEST_F(NodeFaultsTest, HealthNamesTheServicesThatCannotServe) {
  // A record of an event that this program does not know, as a newer one would have left it.
  fs::create_directories(options_.data_directory);
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog({.directory = options_.data_directory + "/log"}));
    v1::Record record = SampleRecord({});
    LedgerBatch batch{LedgerId("town-a"), Seq(0), {SampleEncoded({})}};
    record.clear_event();
    google::protobuf::Message& event = *record.mutable_event();
    event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(9'999, "");
    batch.records[0].bytes = record.SerializeAsString();
    ASSERT_OK(log->Append({batch}));
  }
  Start();
  EXPECT_TRUE(
      testing::Eventually([&] { return testing::HealthOf(node_->port(), "") == testing::Health::kNotServing; }));
  EXPECT_EQ(testing::HealthOf(node_->port(), "huiyin.v1.QueryService"), testing::Health::kNotServing);
  EXPECT_EQ(testing::HealthOf(node_->port(), "huiyin.v1.ProposalService"), testing::Health::kServing);
  EXPECT_EQ(testing::HealthOf(node_->port(), "huiyin.v1.SubscriptionService"), testing::Health::kServing);
}

}  // namespace
}  // namespace huiyin
