// Streams through a real server: what a client sees of a source's messages, its end, its error; and what it costs when
// the client is slow, or gone.
#include "services/stream_pump.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/sample_records.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/testing/rpc_server.h"

namespace huiyin {
namespace {

using v1::SubscribeResponse;

constexpr absl::Duration kPatience = absl::Seconds(20);

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time deadline = absl::Now() + kPatience;
  while (!holds()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

using Script = std::function<absl::StatusOr<Pumped>(SubscribeResponse&)>;

// Counts the sources that live.
class ScriptedSource final : public StreamSource<SubscribeResponse> {
 public:
  ScriptedSource(Script script, std::atomic<int>& alive) : script_(std::move(script)), alive_(alive) { ++alive_; }
  ~ScriptedSource() override { --alive_; }
  absl::StatusOr<Pumped> Next(SubscribeResponse& response) override { return script_(response); }

 private:
  const Script script_;
  std::atomic<int>& alive_;
};

class ScriptedService final : public v1::SubscriptionService::CallbackService {
 public:
  ScriptedService(WorkPool& pool, LogBell& bell) : pool_(pool), bell_(bell) {}
  Script next;
  std::atomic<int> alive = 0;

  grpc::ServerWriteReactor<SubscribeResponse>* Subscribe(grpc::CallbackServerContext*,
                                                         const v1::SubscribeRequest*) override {
    return new StreamPump<SubscribeResponse>(pool_, bell_, std::make_unique<ScriptedSource>(next, alive));
  }

 private:
  WorkPool& pool_;
  LogBell& bell_;
};

class StreamPumpTest : public ::testing::Test {
 protected:
  ~StreamPumpTest() override {
    bell_.Stop();
    server_.Shutdown();
    pool_.Stop();
    EXPECT_EQ(service_.alive, 0) << "every source was destroyed";
  }

  std::unique_ptr<grpc::ClientReader<SubscribeResponse>> Call() {
    context_ = std::make_unique<grpc::ClientContext>();
    return stub_->Subscribe(context_.get(), v1::SubscribeRequest());
  }

  // The client goes. Until the source is gone it may still be asked, and what it refers to must be there.
  void Leave() {
    context_->TryCancel();
    EXPECT_TRUE(Eventually([&] { return service_.alive == 0; }));
  }

  void Append() {
    Sample sample;
    sample.seq = sample.version = appended_++;
    sample.command = absl::StrCat("c-", sample.seq);
    std::vector<LedgerBatch> batches(1);
    batches[0].ledger = LedgerId(sample.ledger);
    batches[0].expected = Seq(sample.seq);
    batches[0].records.push_back(SampleEncoded(sample));
    ASSERT_OK(log_.Append(batches));
  }

  MemoryLog log_;
  uint64_t appended_ = 0;
  LogBell bell_{log_};
  WorkPool pool_{2, 16};
  ScriptedService service_{pool_, bell_};
  testing::RpcServer server_{service_};
  std::unique_ptr<v1::SubscriptionService::Stub> stub_ = v1::SubscriptionService::NewStub(server_.NewChannel());
  std::unique_ptr<grpc::ClientContext> context_;
};

std::string Text(int i) { return absl::StrCat("message ", i); }

TEST_F(StreamPumpTest, SendsAllInOrderAndEnds) {
  service_.next = [i = 0](SubscribeResponse& response) mutable -> absl::StatusOr<Pumped> {
    if (i == 1'000) return Pumped::kEnd;
    response.mutable_checkpoint()->set_resume_token(Text(i++));
    return Pumped::kMessage;
  };
  auto reader = Call();
  SubscribeResponse response;
  int i = 0;
  for (; reader->Read(&response); ++i) ASSERT_EQ(response.checkpoint().resume_token(), Text(i));
  EXPECT_EQ(i, 1'000);
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(StreamPumpTest, AnErrorEndsTheStreamAfterWhatWasSent) {
  service_.next = [i = 0](SubscribeResponse& response) mutable -> absl::StatusOr<Pumped> {
    if (i == 3) return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "town-a/3 is damaged", "town-a/3 已损坏");
    response.mutable_checkpoint()->set_resume_token(Text(i++));
    return Pumped::kMessage;
  };
  auto reader = Call();
  SubscribeResponse response;
  int count = 0;
  while (reader->Read(&response)) ++count;
  EXPECT_EQ(count, 3);
  const absl::Status status = FromRpc(reader->Finish());
  EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(status, HasReason("RECORD_DAMAGED"));
}

TEST_F(StreamPumpTest, SleepsUntilTheBellRings) {
  std::atomic<int> asked = 0;
  std::atomic<bool> there_is_more = false;
  service_.next = [&](SubscribeResponse& response) -> absl::StatusOr<Pumped> {
    ++asked;
    if (!there_is_more.exchange(false)) return Pumped::kNothing;
    response.mutable_checkpoint()->set_resume_token("woken");
    return Pumped::kMessage;
  };
  auto reader = Call();
  for (int turn = 0; turn < 20; ++turn) {
    const int before = asked;
    ASSERT_TRUE(Eventually([&] { return asked > 0; }));
    there_is_more = true;
    Append();
    SubscribeResponse response;
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_LE(asked - before, 8) << "it is asked when the bell rings, not in a loop";
  }
  Leave();
}

TEST_F(StreamPumpTest, ASlowReaderIsNotServedAhead) {
  constexpr size_t kMessageBytes = 64 << 10;
  std::atomic<int> made = 0;
  service_.next = [&](SubscribeResponse& response) -> absl::StatusOr<Pumped> {
    ++made;
    response.mutable_checkpoint()->set_resume_token(std::string(kMessageBytes, 'x'));
    return Pumped::kMessage;
  };
  auto reader = Call();
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  absl::SleepFor(absl::Milliseconds(300));
  const int ahead = made;
  absl::SleepFor(absl::Milliseconds(200));
  EXPECT_EQ(made, ahead) << "it stands still";
  // The windows of gRPC and the kernel's buffers take some megabytes, and no more.
  EXPECT_LT(ahead * kMessageBytes, 16u << 20);
  for (int i = 0; i < ahead; ++i) ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(Eventually([&] { return made > ahead; })) << "it goes on when the reader does";
  Leave();
}

TEST_F(StreamPumpTest, ASlowReaderHoldsNoThread) {
  service_.next = [](SubscribeResponse& response) -> absl::StatusOr<Pumped> {
    response.mutable_checkpoint()->set_resume_token(std::string(256 << 10, 'x'));
    return Pumped::kMessage;
  };
  // More stalled streams than the pool has threads.
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<SubscribeResponse>>> stalled;
  for (int i = 0; i < 6; ++i) {
    stalled.push_back(Call());
    contexts.push_back(std::move(context_));
  }
  absl::SleepFor(absl::Milliseconds(200));
  absl::Notification ran;
  ASSERT_OK(pool_.Start([&ran] { ran.Notify(); }));
  EXPECT_TRUE(ran.WaitForNotificationWithTimeout(kPatience));
  for (const auto& context : contexts) context->TryCancel();
}

TEST_F(StreamPumpTest, AClientThatGoesAwayWhileNothingComesIsLetGo) {
  std::atomic<int> asked = 0;
  service_.next = [&](SubscribeResponse&) -> absl::StatusOr<Pumped> {
    ++asked;
    return Pumped::kNothing;
  };
  auto reader = Call();
  ASSERT_TRUE(Eventually([&] { return asked > 0; }));
  Leave();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

// Cancelling races with the bell and with writing, in every order.
TEST_F(StreamPumpTest, ClientsThatComeAndGoWhileTheLogGrowsLeaveNothingBehind) {
  std::atomic<int> turn = 0;
  service_.next = [&](SubscribeResponse& response) -> absl::StatusOr<Pumped> {
    if (++turn % 3 != 0) return Pumped::kNothing;
    response.mutable_checkpoint()->set_resume_token("x");
    return Pumped::kMessage;
  };
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) Append();
  });
  for (int i = 0; i < 200; ++i) {
    auto reader = Call();
    SubscribeResponse response;
    if (i % 2 == 0) reader->Read(&response);
    context_->TryCancel();
    while (reader->Read(&response)) {
    }
    reader->Finish();
  }
  stop = true;
  writer.join();
  EXPECT_TRUE(Eventually([&] { return service_.alive == 0; })) << service_.alive;
}

TEST_F(StreamPumpTest, AFullPoolRefusesTheCall) {
  absl::Notification may_end;
  std::atomic<int> busy = 0;
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(pool_.Start([&] {
      ++busy;
      may_end.WaitForNotification();
    }));
  }
  ASSERT_TRUE(Eventually([&] { return busy == 2; }));
  while (pool_.Start([] {}).ok()) {
  }
  service_.next = [](SubscribeResponse&) -> absl::StatusOr<Pumped> { return Pumped::kEnd; };
  auto reader = Call();
  const absl::Status refused = FromRpc(reader->Finish());
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_QUERIES"));
  may_end.Notify();
  pool_.Stop();  // Its threads still look at what is on this stack.
}

}  // namespace
}  // namespace huiyin
