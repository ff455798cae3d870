// A whole node: what callers rely on, beyond single commands and streams.
#include "services/server/node.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/timestamps.h"
#include "domain/command_of.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/sync_stream.h"
#include "services/rpc_status.h"
#include "services/server/node_under_test.h"
#include "services/testing/health.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

class NodeTest : public testing::NodeUnderTest {};

TEST_F(NodeTest, EveryCommandHasItsRpcAndAReceipt) {
  StartFounded();
  const Caller client = Client();
  uint64_t seq = Orders::kFounding;
  for (const v1::Command& command : orders_.Life("p-1")) {
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, client.Order(command));
    EXPECT_EQ(receipt.ledger_id(), "town-a");
    EXPECT_EQ(receipt.first_seq(), seq);
    EXPECT_EQ(receipt.count(), 1u);
    EXPECT_EQ(receipt.tree_size(), ++seq);
    EXPECT_FALSE(receipt.repeated_command());
  }
  ASSERT_OK_AND_ASSIGN(const v1::ProposalFacts facts, client.GetProposal("town-a", "p-1", seq - 1));
  EXPECT_EQ(facts.status(), v1::Proposal::CLOSED);
  EXPECT_EQ(facts.version(), Orders::kLife - 1u);
  EXPECT_EQ(facts.last_seq(), seq - 1);
}

TEST_F(NodeTest, RefusalsNameReasonAndFieldInBothLanguages) {
  StartFounded();
  v1::Command command = orders_.Submit("p-1");
  command.mutable_submit()->clear_title();
  const absl::Status malformed = Client().Order(command).status();
  EXPECT_THAT(malformed, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(malformed, HasReason("FIELD_MISSING"));
  EXPECT_EQ(FieldOf(malformed), "submit.title");
  EXPECT_NE(ChineseOf(malformed), "");
  const absl::Status unknown = Client().Order(orders_.Register("p-9")).status();
  EXPECT_THAT(unknown, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(unknown, HasReason("PROPOSAL_UNKNOWN"));
}

// Else a unit could keep the note of its overdue reply out of the register, by using its id first.
TEST_F(NodeTest, IdsOfRemindersAreTheSystemsAlone) {
  StartFounded();
  v1::Command command = orders_.Submit("p-1");
  command.set_command_id("t:overdue:p-1:u-1:1:2025-05-06");
  const absl::Status reserved = Client().Order(command).status();
  EXPECT_THAT(reserved, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(reserved, HasReason("COMMAND_ID_RESERVED"));
  EXPECT_EQ(FieldOf(reserved), "command_id");
  command.mutable_actor()->set_role(v1::Actor::SYSTEM);
  EXPECT_THAT(Client().Order(command), HasReason("ROLE_NOT_ALLOWED")) << "the system's, but this one it may not give";
  command = orders_.Submit("p-1");
  command.set_command_id("tt:1");
  EXPECT_OK(Client().Order(command));
}

TEST_F(NodeTest, ARefusalThatRepeatsMuchStillArrives) {
  StartFounded();
  v1::GetProposalRequest request;
  request.set_ledger_id(std::string(100'000, 'x'));
  v1::GetProposalResponse response;
  const Caller client = Client();
  const absl::Status refused = FromRpc(client.queries().GetProposal(client.Context().get(), request, &response));
  EXPECT_THAT(refused, ::testing::Not(HasCode(absl::StatusCode::kResourceExhausted)));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kNotFound));
}

TEST_F(NodeTest, ARepeatAfterARestartGetsTheFirstAnswer) {
  StartFounded();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt first, Client().Order(orders_.Submit("p-1")));
  ASSERT_OK(Client().Order(orders_.Register("p-1")));
  for (int restart = 0; restart < 2; ++restart) {
    ASSERT_OK_AND_ASSIGN(const v1::Receipt again, Client().Order(orders_.Submit("p-1")));
    EXPECT_TRUE(again.repeated_command());
    EXPECT_EQ(again.first_seq(), first.first_seq());
    v1::Command other = orders_.Submit("p-1");
    other.mutable_submit()->set_title("另一件");
    EXPECT_THAT(Client().Order(other), HasReason("COMMAND_ID_REUSED"));
    Start();
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  EXPECT_EQ(records.size(), Orders::kFounding + 2u);
}

TEST_F(NodeTest, WhoWaitsForAReceiptsSeqReadsItsOwnWrite) {
  StartFounded();
  const Caller client = Client();
  for (int i = 0; i < 100; ++i) {
    const std::string id = absl::StrCat("p-", i);
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, client.Order(orders_.Submit(id)));
    ASSERT_OK_AND_ASSIGN(const v1::ProposalFacts facts, client.GetProposal("town-a", id, receipt.first_seq()));
    EXPECT_EQ(facts.status(), v1::Proposal::SUBMITTED);
  }
  EXPECT_THAT(client.GetProposal("town-a", "p-0", 1'000), HasReason("SEQ_NOT_YET"));
  EXPECT_THAT(client.GetProposal("town-b", "p-0", 0), HasReason("LEDGER_UNKNOWN"));
}

// The office's clock may stand anywhere; how long a query waits is a matter of the machine's.
TEST_F(NodeTest, ReadsItsOwnWriteWhateverTheOfficesClockSays) {
  const ManualClock clock(testing::Monday());
  options_.clock = &clock;
  StartFounded();
  const Caller client = Client();
  for (int i = 0; i < 30; ++i) {
    const std::string id = absl::StrCat("p-", i);
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, client.Order(orders_.Submit(id)));
    ASSERT_OK(client.GetProposal("town-a", id, receipt.first_seq()));
  }
}

TEST_F(NodeTest, ASecondNodeOnTheSameDirectoryIsRefused) {
  StartFounded();
  const auto second = Node::Start(options_);
  EXPECT_THAT(second, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(second, HasReason("DATA_DIRECTORY_IN_USE"));
  EXPECT_OK(Client().Order(orders_.Submit("p-1"))) << "the first goes on";
}

TEST_F(NodeTest, OptionsThatDoNotGoTogetherAreRefused) {
  NodeOptions both = options_;
  both.token_file = "tokens";
  EXPECT_THAT(Node::Start(both), HasReason("TOKENS_OR_INSECURE"));
  NodeOptions neither = options_;
  neither.insecure = false;
  EXPECT_THAT(Node::Start(neither), HasReason("TOKENS_OR_INSECURE"));
  for (const char* address : {"0.0.0.0:0", "[::]:0", "127.0.0.1.example.org:0", "localhost.example.org:0"}) {
    NodeOptions open = options_;
    open.listen_address = address;
    EXPECT_THAT(Node::Start(open), HasReason("INSECURE_NOT_LOOPBACK")) << address;
  }
  NodeOptions absent = options_;
  absent.data_directory = directory_.path() + "/nowhere";
  absent.create_if_missing = false;
  EXPECT_THAT(Node::Start(absent), HasReason("NO_REGISTER_HERE"));
}

TEST_F(NodeTest, AFullQueueIsToldToSingleCallsAndWaitedForByStreams) {
  options_.queue_commands_max = 1;
  StartFounded();
  std::atomic<bool> stop = false;
  std::atomic<int> full = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      const Caller client = Client();
      for (int j = 0; !stop; ++j) {
        const v1::Command command = orders_.Submit(absl::StrCat("unary-", i, "-", j));
        absl::StatusOr<v1::Receipt> answer = client.Order(command);
        for (; !answer.ok() && !stop; answer = client.Order(command)) {
          EXPECT_THAT(answer, HasCode(absl::StatusCode::kResourceExhausted));
          EXPECT_THAT(answer, HasReason("QUEUE_FULL"));
          ++full;
        }
      }
    });
  }
  std::vector<v1::Command> commands;
  for (int i = 0; i < 300; ++i) commands.push_back(orders_.Submit(absl::StrCat("stream-", i)));
  const testing::Executed executed = Client().Execute(commands, false, 10);
  EXPECT_OK(executed.status);
  EXPECT_EQ(executed.outcomes.size(), commands.size());
  EXPECT_THAT(executed.outcomes, ::testing::Each(IsOk()));
  EXPECT_TRUE(testing::Eventually([&] { return full > 0; }));
  stop = true;
  for (std::thread& caller : callers) caller.join();
}

TEST_F(NodeTest, RebuiltViewsEqualTheLiveOnes) {
  StartFounded();
  std::vector<v1::Command> commands;
  for (int i = 0; i < 50; ++i) {
    for (v1::Command& command : orders_.Life(absl::StrCat("p-", i))) commands.push_back(std::move(command));
  }
  EXPECT_THAT(Client().Execute(commands).outcomes, ::testing::Each(IsOk()));
  EXPECT_THAT(Client().RebuildIsEqual(), IsOkAndHolds(true));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, Client().Order(orders_.Submit("p-later")));
  EXPECT_OK(Client().GetProposal("town-a", "p-later", receipt.first_seq())) << "they go on";
}

// What is in the log was answered OK, and what was answered OK is in the log, where the answer says.
TEST_F(NodeTest, ShutdownAnswersAllThatItTook) {
  StartFounded();
  std::mutex mutex;
  std::map<std::string, uint64_t> answered;
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back([&, i] {
      const Caller client = Client();
      for (int j = 0;; ++j) {
        const v1::Command command = orders_.Submit(absl::StrCat("p-", i, "-", j));
        const absl::StatusOr<v1::Receipt> answer = client.Order(command);
        if (!answer.ok()) {
          // gRPC cancels what arrives after it stopped listening.
          EXPECT_THAT(answer,
                      ::testing::AnyOf(HasCode(absl::StatusCode::kUnavailable), HasCode(absl::StatusCode::kCancelled)));
          return;
        }
        const std::lock_guard<std::mutex> lock(mutex);
        answered.emplace(command.command_id(), answer->first_seq());
      }
    });
  }
  EXPECT_TRUE(testing::Eventually([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    return answered.size() > 100;
  }));
  const absl::Time began = absl::Now();
  node_->Shutdown();
  EXPECT_LT(absl::Now() - began, absl::Seconds(4)) << "nothing was open that had to be cancelled";
  for (std::thread& caller : callers) caller.join();
  Start();
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  EXPECT_EQ(records.size(), Orders::kFounding + answered.size());
  for (size_t i = Orders::kFounding; i < records.size(); ++i) {
    const auto found = answered.find(records[i].command_id());
    ASSERT_NE(found, answered.end()) << records[i].command_id() << " was never answered";
    EXPECT_EQ(found->second, i);
  }
}

TEST_F(NodeTest, ShutdownEndsStreamsThatWait) {
  StartFounded();
  const Caller client = Client();
  v1::SubscribeRequest request;
  request.mutable_end();
  const auto context = client.Context();
  auto stream = client.subscriptions().Subscribe(context.get(), request);
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time began = absl::Now();
  node_->Shutdown();
  EXPECT_LT(absl::Now() - began, absl::Seconds(4));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromRpc(stream->Finish()), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(NodeTest, SaysThatItServes) {
  Start();
  EXPECT_EQ(testing::HealthOf(node_->port(), ""), testing::Health::kServing);
}

// A generic call: the reflection protocol, byte by byte.
grpc::ByteBuffer BytesOf(absl::string_view bytes) {
  const grpc::Slice slice(std::string{bytes});
  return grpc::ByteBuffer(&slice, 1);
}

std::string TextOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  return buffer.DumpToSingleSlice(&slice).ok() ? std::string(reinterpret_cast<const char*>(slice.begin()), slice.size())
                                               : "";
}

TEST_F(NodeTest, ReflectionListsTheServices) {
  Start();
  const auto channel = testing::ChannelTo(node_->port());
  grpc::ClientContext context;
  const grpc::internal::RpcMethod method("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                         grpc::internal::RpcMethod::BIDI_STREAMING);
  std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel.get(), method,
                                                                                            &context));
  // list_services (field 7) = "".
  ASSERT_TRUE(stream->Write(BytesOf(absl::string_view("\x3a\x00", 2))));
  grpc::ByteBuffer response;
  ASSERT_TRUE(stream->Read(&response));
  const std::string text = TextOf(response);
  for (const char* service :
       {"AdminService", "LedgerService", "ProposalService", "QueryService", "SubscriptionService"}) {
    EXPECT_NE(text.find(absl::StrCat("huiyin.v1.", service)), std::string::npos) << service;
  }
  stream->WritesDone();
}

// Who may do what.
class NodeWithTokensTest : public NodeTest {
 protected:
  static constexpr char kAdmin[] = "admin-token-000001";
  static constexpr char kOffice[] = "office-token-00001";
  static constexpr char kUnit[] = "unit-token-0000001";
  static constexpr char kOfficeOfB[] = "office-of-b-token-1";

  NodeWithTokensTest() {
    TrustTokens(absl::StrCat(
        R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n",  //
        R"({"token":")", kOffice, R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-a"]})", "\n",
        R"({"token":")", kUnit, R"(","actor":{"id":"u-1.clerk","role":"HANDLING_UNIT","unit_id":"u-1"}})", "\n",
        R"({"token":")", kOfficeOfB, R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-b"]})",
        "\n"));
    Start();
    EXPECT_OK(Client(kAdmin).OrderAll(orders_.Founding()));
    EXPECT_OK(Client(kAdmin).Order(orders_.Submit("p-1")));
  }
};

TEST_F(NodeWithTokensTest, WithoutATokenNothingIsSaid) {
  for (const char* token : {"", "some-other-token-1"}) {
    const Caller client = Client(token);
    EXPECT_THAT(client.Order(orders_.Register("p-1")), HasCode(absl::StatusCode::kUnauthenticated));
    EXPECT_THAT(client.GetProposal("town-a", "p-1", 0), HasCode(absl::StatusCode::kUnauthenticated));
    EXPECT_THAT(client.Records("town-a"), HasCode(absl::StatusCode::kUnauthenticated));
    EXPECT_THAT(client.RebuildIsEqual(), HasCode(absl::StatusCode::kUnauthenticated));
    EXPECT_THAT(client.Execute({orders_.Register("p-1")}).status, HasCode(absl::StatusCode::kUnauthenticated));
  }
}

TEST_F(NodeWithTokensTest, TheCallerIsTheActor) {
  v1::Command command = orders_.Register("p-1");
  command.clear_actor();
  ASSERT_OK(Client(kOffice).Order(command));
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client(kOffice).Records("town-a"));
  EXPECT_EQ(records.back().actor().id(), "office-1");
  EXPECT_EQ(records.back().actor().role(), v1::Actor::CONGRESS_OFFICE);
  EXPECT_FALSE(records.back().has_entered_by());
}

TEST_F(NodeWithTokensTest, NobodyActsAsSomebodyElse) {
  const absl::Status as_office = Client(kUnit).Order(orders_.Register("p-1")).status();
  EXPECT_THAT(as_office, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(as_office, HasReason("ACTOR_NOT_YOURS"));
  v1::Command other_unit = orders_.SignFor("p-1");
  other_unit.mutable_actor()->set_unit_id("u-2");
  EXPECT_THAT(Client(kUnit).Order(other_unit), HasReason("ACTOR_NOT_YOURS"));
  v1::Command other_role = orders_.Register("p-1");
  other_role.mutable_actor()->set_role(v1::Actor::ADMINISTRATOR);
  EXPECT_THAT(Client(kOffice).Order(other_role), HasReason("ACTOR_NOT_YOURS"));
  const testing::Executed executed = Client(kUnit).Execute({orders_.Register("p-1")});
  EXPECT_OK(executed.status);
  ASSERT_EQ(executed.outcomes.size(), 1u);
  EXPECT_THAT(executed.outcomes[0], HasReason("ACTOR_NOT_YOURS"));
}

TEST_F(NodeWithTokensTest, AnAdministratorMayAndIsRecorded) {
  ASSERT_OK(Client(kAdmin).Order(orders_.Register("p-1")));
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client(kAdmin).Records("town-a"));
  EXPECT_EQ(records.back().actor().id(), "office-1");
  EXPECT_EQ(records.back().entered_by().id(), "admin-1");
}

TEST_F(NodeWithTokensTest, OtherLedgersAreOutOfReach) {
  const Caller other = Client(kOfficeOfB);
  EXPECT_THAT(other.Order(orders_.Register("p-1")), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_THAT(other.GetProposal("town-a", "p-1", 0), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_THAT(other.Records("town-a"), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_OK(Client(kOffice).Records("town-a"));
  v1::SubscribeRequest everything;
  everything.mutable_beginning();
  everything.set_stop_when_caught_up(true);
  const auto context = other.Context();
  auto stream = other.subscriptions().Subscribe(context.get(), everything);
  v1::SubscribeResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromRpc(stream->Finish()), HasReason("LEDGER_NOT_YOURS"));
  v1::ListLedgersResponse ledgers;
  EXPECT_TRUE(other.queries().ListLedgers(other.Context().get(), v1::ListLedgersRequest(), &ledgers).ok());
  EXPECT_EQ(ledgers.ledgers_size(), 0);
}

TEST_F(NodeWithTokensTest, OnlyAnAdministratorImportsHistoryOrRebuilds) {
  const testing::Executed executed = Client(kOffice).Execute({orders_.Register("p-1")}, /*historical=*/true);
  ASSERT_EQ(executed.outcomes.size(), 1u);
  EXPECT_THAT(executed.outcomes[0], HasReason("HISTORY_NEEDS_ADMINISTRATOR"));
  EXPECT_THAT(Client(kOffice).RebuildIsEqual(), HasReason("NEEDS_ADMINISTRATOR"));
  EXPECT_THAT(Client(kAdmin).RebuildIsEqual(), IsOkAndHolds(true));
}

}  // namespace
}  // namespace huiyin
