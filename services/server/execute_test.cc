// The Execute stream of a real node: order, refusals inside, flow control, and clients that misbehave or vanish.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/timestamps.h"
#include "services/execute_stream.h"
#include "services/rpc_status.h"
#include "services/server/node_under_test.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Executed;
using testing::Orders;

class ExecuteTest : public testing::NodeUnderTest {
 protected:
  // Of `proposals` proposals, one whole life after the other.
  std::vector<v1::Command> Lives(int proposals, const std::string& prefix = "p-") const {
    std::vector<v1::Command> commands;
    for (int i = 0; i < proposals; ++i) {
      for (v1::Command& command : orders_.Life(absl::StrCat(prefix, i))) commands.push_back(std::move(command));
    }
    return commands;
  }
};

TEST_F(ExecuteTest, ExecutesAndAnswersInOrder) {
  StartFounded();
  const std::vector<v1::Command> commands = Lives(200);
  const Executed executed = Client().Execute(commands, false, 64);
  EXPECT_OK(executed.status);
  ASSERT_EQ(executed.outcomes.size(), commands.size());
  for (size_t i = 0; i < commands.size(); ++i) {
    ASSERT_OK(executed.outcomes[i]);
    EXPECT_EQ(executed.outcomes[i]->first_seq(), Orders::kFounding + i);
  }
}

TEST_F(ExecuteTest, LedgersOfManyWritersAreAnsweredInTheOrderOfTheirCommands) {
  options_.writers = 4;
  Start();
  constexpr int kLedgers = 20;
  std::vector<v1::Command> commands;
  for (int step = 0; step < Orders::kFounding; ++step) {
    for (int i = 0; i < kLedgers; ++i) commands.push_back(Orders(absl::StrCat("town-", i)).Founding()[step]);
  }
  const Executed executed = Client().Execute(commands, false, 7);
  EXPECT_OK(executed.status);
  ASSERT_EQ(executed.outcomes.size(), commands.size());
  for (size_t i = 0; i < commands.size(); ++i) {
    ASSERT_OK(executed.outcomes[i]);
    EXPECT_EQ(executed.outcomes[i]->ledger_id(), commands[i].ledger_id());
    EXPECT_EQ(executed.outcomes[i]->first_seq(), i / kLedgers);
  }
}

TEST_F(ExecuteTest, ARefusalStandsInItsPlaceAndStopsNothing) {
  StartFounded();
  v1::Command malformed = orders_.Submit("p-2");
  malformed.mutable_submit()->set_title("");
  v1::Command reused = orders_.Submit("p-3");
  reused.set_command_id(orders_.Submit("p-1").command_id());
  const Executed executed = Client().Execute(
      {orders_.Submit("p-1"), malformed, orders_.Close("p-1"), reused, orders_.Submit("p-1"), orders_.Register("p-1")});
  EXPECT_OK(executed.status);
  ASSERT_EQ(executed.outcomes.size(), 6u);
  EXPECT_OK(executed.outcomes[0]);
  EXPECT_THAT(executed.outcomes[1], HasReason("FIELD_MISSING"));
  EXPECT_EQ(FieldOf(executed.outcomes[1].status()), "submit.title");
  EXPECT_THAT(executed.outcomes[2], HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(executed.outcomes[3], HasReason("COMMAND_ID_REUSED"));
  ASSERT_OK(executed.outcomes[4]);
  EXPECT_TRUE(executed.outcomes[4]->repeated_command());
  EXPECT_EQ(executed.outcomes[4]->first_seq(), executed.outcomes[0]->first_seq());
  EXPECT_OK(executed.outcomes[5]);
}

TEST_F(ExecuteTest, AnEmptyStreamAndAnEmptyMessageEndWell) {
  Start();
  const Executed nothing = Client().Execute({});
  EXPECT_OK(nothing.status);
  EXPECT_TRUE(nothing.outcomes.empty());
  const Caller client = Client();
  const auto context = client.Context();
  auto stream = client.proposals().Execute(context.get());
  EXPECT_TRUE(stream->Write(v1::ExecuteRequest()));
  v1::ExecuteResponse response;
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.outcomes_size(), 0);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ExecuteTest, AMessageTooLargeEndsTheStreamAfterTheAnswersBefore) {
  StartFounded();
  std::vector<v1::Command> commands = Lives(200);
  commands.resize(kExecuteCommandsMax + 1);
  const Caller client = Client();
  const auto context = client.Context();
  auto stream = client.proposals().Execute(context.get());
  v1::ExecuteRequest good;
  *good.add_commands() = commands.front();
  v1::ExecuteRequest bad;
  for (const v1::Command& command : commands) *bad.add_commands() = command;
  EXPECT_TRUE(stream->Write(good));
  EXPECT_TRUE(stream->Write(bad));
  v1::ExecuteResponse response;
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.outcomes(0).has_receipt());
  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = FromRpc(stream->Finish());
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason("MESSAGE_TOO_LARGE"));
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  EXPECT_EQ(records.size(), Orders::kFounding + 1u) << "nothing of it was executed";

  v1::Command heavy = orders_.Submit("p-heavy");
  heavy.mutable_submit()->set_body(std::string(60'000, 'x'));
  EXPECT_THAT(Client().Execute(std::vector<v1::Command>(20, heavy), false, 20).status, HasReason("MESSAGE_TOO_LARGE"));
}

// A client that sends and never reads is stopped by flow control; when it reads at last, all answers are there.
TEST_F(ExecuteTest, AClientThatDoesNotReadIsSlowedDown) {
  StartFounded();
  // 60 MB in all, of commands that are refused for their shape.
  constexpr int kMessages = 100;
  constexpr int kEach = 1'000;
  const Caller client = Client();
  const auto context = client.Context();
  auto stream = client.proposals().Execute(context.get());
  v1::ExecuteRequest request;
  for (int i = 0; i < kEach; ++i) request.add_commands()->mutable_submit()->set_title(std::string(600, 'x'));
  std::atomic<int> sent = 0;
  std::thread writer([&] {
    for (; sent < kMessages; ++sent) {
      if (!stream->Write(request)) return;
    }
    stream->WritesDone();
  });
  int before = -1;
  EXPECT_TRUE(testing::Eventually([&] {
    const bool still = sent > 0 && sent == before;
    before = sent;
    absl::SleepFor(absl::Milliseconds(300));
    return still;
  }));
  EXPECT_LT(sent, kMessages) << "it was never stopped";
  uint64_t next = 0;
  for (v1::ExecuteResponse response; stream->Read(&response);) {
    for (const v1::CommandOutcome& outcome : response.outcomes()) ASSERT_EQ(outcome.index(), next++);
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(next, static_cast<uint64_t>(kMessages) * kEach);
}

TEST_F(ExecuteTest, AClientThatVanishesLeavesWholeCommandsAndCanRepeat) {
  StartFounded();
  const std::vector<v1::Command> commands = Lives(60);
  for (int turn = 0; turn < 10; ++turn) {
    const Caller client = Client();
    const auto context = client.Context();
    auto stream = client.proposals().Execute(context.get());
    for (size_t i = 0; i < commands.size();) {
      v1::ExecuteRequest request;
      for (int j = 0; j < 16 && i < commands.size(); ++i, ++j) *request.add_commands() = commands[i];
      if (turn == static_cast<int>(i / 48)) context->TryCancel();
      if (!stream->Write(request)) break;
    }
    context->TryCancel();
    stream->Finish();
  }
  const Executed executed = Client().Execute(commands);
  EXPECT_OK(executed.status);
  ASSERT_EQ(executed.outcomes.size(), commands.size());
  for (size_t i = 0; i < commands.size(); ++i) {
    ASSERT_OK(executed.outcomes[i]);
    EXPECT_EQ(executed.outcomes[i]->first_seq(), Orders::kFounding + i);
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  EXPECT_EQ(records.size(), Orders::kFounding + commands.size());
}

TEST_F(ExecuteTest, ManyStreamsAtOnceLoseNothingAndDoubleNothing) {
  options_.writers = 2;
  options_.queue_commands_max = 50;
  StartFounded();
  constexpr int kStreams = 6;
  std::vector<std::thread> streams;
  for (int i = 0; i < kStreams; ++i) {
    streams.emplace_back([this, i] {
      const std::vector<v1::Command> commands = Lives(40, absl::StrCat("p-", i, "-"));
      const Executed executed = Client().Execute(commands, false, 20);
      EXPECT_OK(executed.status);
      EXPECT_EQ(executed.outcomes.size(), commands.size());
      EXPECT_THAT(executed.outcomes, ::testing::Each(IsOk()));
    });
  }
  for (std::thread& stream : streams) stream.join();
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  std::set<std::string> ids;
  for (const v1::Record& record : records) ids.insert(record.command_id());
  EXPECT_EQ(records.size(), Orders::kFounding + kStreams * 40u * Orders::kLife);
  EXPECT_EQ(ids.size(), records.size());
}

TEST_F(ExecuteTest, SoManyStreamsAtATime) {
  StartFounded();
  const Caller client = Client();
  auto open = [&](std::unique_ptr<grpc::ClientContext>& context) {
    context = client.Context();
    auto stream = client.proposals().Execute(context.get());
    v1::ExecuteResponse response;
    EXPECT_TRUE(stream->Write(v1::ExecuteRequest()));
    EXPECT_TRUE(stream->Read(&response));
    return stream;
  };
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts(kExecuteStreamsMax);
  std::vector<decltype(open(contexts[0]))> streams;
  for (auto& context : contexts) streams.push_back(open(context));
  EXPECT_THAT(Client().Execute({orders_.Submit("p-1")}).status, HasReason("TOO_MANY_STREAMS"));
  streams.front()->WritesDone();
  EXPECT_TRUE(streams.front()->Finish().ok());
  EXPECT_TRUE(testing::Eventually([&] { return Client().Execute({orders_.Submit("p-1")}).status.ok(); }));
  for (size_t i = 1; i < streams.size(); ++i) {
    contexts[i]->TryCancel();
    streams[i]->Finish();
  }
}

// It does not wait for a client that has nothing more to say.
TEST_F(ExecuteTest, AnIdleStreamEndsWhenTheServerStops) {
  StartFounded();
  const Caller client = Client();
  const auto context = client.Context();
  auto stream = client.proposals().Execute(context.get());
  v1::ExecuteRequest request;
  *request.add_commands() = orders_.Submit("p-1");
  EXPECT_TRUE(stream->Write(request));
  v1::ExecuteResponse response;
  EXPECT_TRUE(stream->Read(&response));
  node_->Shutdown();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromRpc(stream->Finish()), HasReason("SHUTTING_DOWN"));
}

TEST_F(ExecuteTest, HistoryIsRecordedWhenItOccurred) {
  Start();
  std::vector<v1::Command> commands = orders_.Founding();
  for (v1::Command& command : Lives(3)) commands.push_back(std::move(command));
  const Executed executed = Client().Execute(commands, /*historical=*/true);
  EXPECT_OK(executed.status);
  EXPECT_THAT(executed.outcomes, ::testing::Each(IsOk()));
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  ASSERT_EQ(records.size(), commands.size());
  for (const v1::Record& record : records) EXPECT_EQ(ToTime(record.recorded_at()), testing::Monday());
  EXPECT_OK(Client().Order(orders_.Submit("p-live")));
  const Executed late = Client().Execute({orders_.Submit("p-late")}, /*historical=*/true);
  ASSERT_EQ(late.outcomes.size(), 1u);
  EXPECT_THAT(late.outcomes[0], HasReason("LEDGER_IS_LIVE"));
}

// Live subscribers of a node that many write to.
TEST_F(ExecuteTest, SubscribersSeeEveryRecordOnceWhileManyWrite) {
  StartFounded();
  constexpr int kStreams = 3;
  const size_t all = Orders::kFounding + kStreams * 100 * Orders::kLife;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([this, all] {
      const Caller client = Client();
      v1::SubscribeRequest request;
      request.mutable_beginning();
      const auto context = client.Context();
      auto stream = client.subscriptions().Subscribe(context.get(), request);
      uint64_t next = 0;
      int caught_up = 0;
      v1::Record record;
      for (v1::SubscribeResponse response; next < all && stream->Read(&response);) {
        caught_up += response.has_caught_up();
        for (const std::string& bytes : response.records().record_bytes()) {
          ASSERT_TRUE(record.ParseFromString(bytes));
          ASSERT_EQ(record.seq(), next++);
        }
      }
      EXPECT_EQ(next, all);
      EXPECT_LE(caught_up, 1);
      context->TryCancel();
    });
  }
  for (int i = 0; i < kStreams; ++i) {
    threads.emplace_back([this, i] {
      EXPECT_THAT(Client().Execute(Lives(100, absl::StrCat("p-", i, "-")), false, 8).outcomes, ::testing::Each(IsOk()));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace huiyin
