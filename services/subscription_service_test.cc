// Subscriptions through a real port, over a log that counts what is read.
#include "services/subscription_service.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/sample_records.h"
#include "services/rpc_status.h"
#include "services/testing/rpc_server.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

using v1::SubscribeRequest;
using v1::SubscribeResponse;

// What came over one stream.
struct Received {
  std::vector<v1::Record> records;
  int caught_up = 0;
  std::string token;  // The latest.
  absl::Status status;
};

class SubscriptionServiceTest : public ::testing::Test {
 protected:
  ~SubscriptionServiceTest() override {
    service_.Stop();
    bell_.Stop();
    server_.Shutdown();
    pool_.Stop();
  }

  // Appends to ledgers in turn, as a single writer does.
  void Append(const std::string& ledger, int records, size_t note_bytes = 10) {
    uint64_t& next = next_[ledger];
    while (records > 0) {
      std::vector<LedgerBatch> batches(1);
      batches[0].ledger = LedgerId(ledger);
      batches[0].expected = Seq(next);
      for (int i = 0; i < 100 && records > 0; ++i, --records, ++next) {
        Sample sample;
        sample.ledger = ledger;
        sample.seq = sample.version = next;
        sample.command = absl::StrCat("c-", next);
        sample.note = std::string(note_bytes, 'x');
        batches[0].records.push_back(SampleEncoded(sample));
      }
      ASSERT_OK(log_.Append(batches));
    }
  }

  static SubscribeRequest FromBeginning(const std::string& ledger = "") {
    SubscribeRequest request;
    request.mutable_beginning();
    if (!ledger.empty()) request.mutable_filter()->add_ledger_ids(ledger);
    return request;
  }

  // Reads until `enough`, then leaves; or to the stream's end.
  Received Read(const SubscribeRequest& request, const std::function<bool(const Received&)>& enough = nullptr) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    auto reader = stub_->Subscribe(&context, request);
    Received received;
    SubscribeResponse response;
    while (reader->Read(&response)) {
      for (const std::string& bytes : response.records().record_bytes()) {
        EXPECT_OK(Decode(bytes, received.records.emplace_back()));
      }
      EXPECT_LE(response.records().record_bytes_size(), 256);
      if (response.has_checkpoint()) received.token = response.checkpoint().resume_token();
      if (response.has_caught_up()) {
        received.token = response.caught_up().resume_token();
        ++received.caught_up;
      }
      if (enough != nullptr && enough(received)) context.TryCancel();
    }
    received.status = FromRpc(reader->Finish());
    return received;
  }

  Received ReadAll(SubscribeRequest request) {
    request.set_stop_when_caught_up(true);
    return Read(request);
  }

  testing::TestLog log_;
  std::map<std::string, uint64_t> next_;
  const std::unique_ptr<Authenticator> authenticator_ = TrustEveryone("test");
  LogBell bell_{log_};
  WorkPool pool_{4, 64};
  const PersonalData personal_;
  SubscriptionService service_{log_, personal_, *authenticator_, pool_, bell_};
  testing::RpcServer server_{service_};
  std::unique_ptr<v1::SubscriptionService::Stub> stub_ = v1::SubscriptionService::NewStub(server_.NewChannel());
};

// The seqs of a ledger's records are `from`, from + 1 … and end before `to`.
void ExpectSeqs(const std::vector<v1::Record>& records, const std::string& ledger, uint64_t from, uint64_t to) {
  uint64_t next = from;
  for (const v1::Record& record : records) {
    if (record.ledger_id() != ledger) continue;
    ASSERT_EQ(record.seq(), next++) << ledger;
  }
  EXPECT_EQ(next, to) << ledger;
}

TEST_F(SubscriptionServiceTest, FromTheBeginningEverythingThenCaughtUpOnce) {
  Append("town-a", 2'500);
  Append("town-b", 700);
  const Received received = ReadAll(FromBeginning());
  EXPECT_OK(received.status);
  EXPECT_EQ(received.caught_up, 1);
  ExpectSeqs(received.records, "town-a", 0, 2'500);
  ExpectSeqs(received.records, "town-b", 0, 700);
}

TEST_F(SubscriptionServiceTest, AnEmptyLogIsCaughtUpAtOnce) {
  const Received received = ReadAll(FromBeginning());
  EXPECT_OK(received.status);
  EXPECT_EQ(received.caught_up, 1);
  EXPECT_TRUE(received.records.empty());
  EXPECT_EQ(ReadAll(FromBeginning("nowhere")).caught_up, 1);
}

TEST_F(SubscriptionServiceTest, FromASeqOfOneLedger) {
  Append("town-a", 50);
  Append("town-b", 50);
  SubscribeRequest request;
  request.set_seq(40);
  request.mutable_filter()->add_ledger_ids("town-a");
  ExpectSeqs(ReadAll(request).records, "town-a", 40, 50);
  request.set_seq(50);
  EXPECT_EQ(ReadAll(request).caught_up, 1);
  request.set_seq(51);
  EXPECT_THAT(ReadAll(request).status, HasReason("SUBSCRIPTION_START_INVALID"));
  request.mutable_filter()->clear_ledger_ids();
  request.set_seq(1);
  EXPECT_THAT(ReadAll(request).status, HasReason("SUBSCRIPTION_START_INVALID"));
}

TEST_F(SubscriptionServiceTest, FromTheEndOnlyWhatComes) {
  Append("town-a", 50);
  for (const bool one_ledger : {false, true}) {
    SubscribeRequest request;
    request.mutable_end();
    if (one_ledger) request.mutable_filter()->add_ledger_ids("town-a");
    const uint64_t before = next_["town-a"];
    bool appended = false;
    const Received received = Read(request, [&](const Received& so_far) {
      if (so_far.caught_up == 1 && !std::exchange(appended, true)) Append("town-a", 20);
      return so_far.records.size() >= 20;
    });
    ExpectSeqs(received.records, "town-a", before, before + 20);
    EXPECT_EQ(received.caught_up, 1);
  }
}

TEST_F(SubscriptionServiceTest, AStartMustBeNamed) {
  const Received received = Read(SubscribeRequest());
  EXPECT_THAT(received.status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(received.status, HasReason("SUBSCRIPTION_START_INVALID"));
}

// Catch-up meets live while others write: no gap, no double, CaughtUp once.
TEST_F(SubscriptionServiceTest, FromCatchUpToLiveWithoutGapOrDouble) {
  Append("town-a", 3'000);
  Append("town-b", 10);
  constexpr uint64_t kEach = 6'000;
  std::thread writer([this] {
    while (next_["town-a"] < kEach || next_["town-b"] < kEach) {
      if (next_["town-a"] < kEach) Append("town-a", 10);
      if (next_["town-b"] < kEach) Append("town-b", 10);
    }
  });
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([this, i] {
      const bool one_ledger = i % 2 == 0;
      const size_t all = one_ledger ? kEach : 2 * kEach;
      const Received received = Read(FromBeginning(one_ledger ? "town-a" : ""), [&](const Received& so_far) {
        return so_far.records.size() >= all && so_far.caught_up > 0;
      });
      EXPECT_EQ(received.records.size(), all);
      EXPECT_EQ(received.caught_up, 1);
      ExpectSeqs(received.records, "town-a", 0, kEach);
      ExpectSeqs(received.records, "town-b", 0, one_ledger ? 0 : kEach);
    });
  }
  for (std::thread& reader : readers) reader.join();
  writer.join();
}

// A client that leaves again and again, and goes on where its token was, sees each record once.
TEST_F(SubscriptionServiceTest, ResumeTokensLoseNothing) {
  Append("town-a", 2'500);
  Append("town-b", 2'500);
  for (const bool one_ledger : {false, true}) {
    SubscribeRequest request = FromBeginning(one_ledger ? "town-a" : "");
    std::vector<v1::Record> kept;
    int calls = 0;
    for (bool caught_up = false; !caught_up; ++calls) {
      ASSERT_LT(calls, 20);
      // What comes after the first token comes again with the next call.
      std::string token;
      std::ptrdiff_t records_at_token = 0;
      bool was_caught_up = false;
      const Received received = Read(request, [&](const Received& so_far) {
        if (!token.empty() || so_far.token.empty()) return false;
        token = so_far.token;
        records_at_token = static_cast<std::ptrdiff_t>(so_far.records.size());
        was_caught_up = so_far.caught_up > 0;
        return true;
      });
      kept.insert(kept.end(), received.records.begin(), received.records.begin() + records_at_token);
      caught_up = was_caught_up;
      ASSERT_NE(token, "");
      request.set_resume_token(token);
    }
    EXPECT_GT(calls, 2) << "a checkpoint comes every 1,000 records";
    ExpectSeqs(kept, "town-a", 0, 2'500);
    ExpectSeqs(kept, "town-b", 0, one_ledger ? 0 : 2'500);
  }
}

TEST_F(SubscriptionServiceTest, ACheckpointComesEvenWhenNothingPasses) {
  Append("town-a", 3'500);
  SubscribeRequest request = FromBeginning();
  request.mutable_filter()->add_proposal_ids("p-nowhere");
  bool before_caught_up = false;
  const Received received = Read(request, [&](const Received& so_far) {
    before_caught_up |= so_far.caught_up == 0 && !so_far.token.empty();
    return so_far.caught_up > 0;
  });
  EXPECT_TRUE(received.records.empty());
  EXPECT_TRUE(before_caught_up);
}

TEST_F(SubscriptionServiceTest, ATokenOfAnotherPlaceIsRefused) {
  Append("town-a", 10);
  const std::string of_all = ReadAll(FromBeginning()).token;
  const std::string of_one = ReadAll(FromBeginning("town-a")).token;
  const auto resume = [&](const std::string& token, const std::string& ledger) {
    SubscribeRequest request = FromBeginning(ledger);
    request.set_resume_token(token);
    return ReadAll(request).status;
  };
  EXPECT_OK(resume(of_all, ""));
  EXPECT_OK(resume(of_one, "town-a"));
  for (const absl::Status& refused : {resume(of_all, "town-a"), resume(of_one, ""), resume(of_one, "town-b"),
                                      resume("garbage", ""), resume("", "")}) {
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(refused, HasReason("SUBSCRIPTION_START_INVALID"));
  }
}

// A log that was put back to an older copy and has grown past the token since: its records there are others.
TEST_F(SubscriptionServiceTest, ATokenOfALogThatLostItsEndAndGrewAgainIsRefused) {
  testing::TestLog restored;
  LogBell bell(restored);
  SubscriptionService service(restored, personal_, *authenticator_, pool_, bell);
  testing::RpcServer server(service);
  Append("town-a", 10);
  std::vector<SubscribeRequest> resumes;
  for (const std::string ledger : {"", "town-a"}) {
    for (const bool from_end : {false, true}) {
      SubscribeRequest request = FromBeginning(ledger);
      if (from_end) request.mutable_end();
      request.set_resume_token(ReadAll(request).token);
      EXPECT_OK(ReadAll(request).status);
      resumes.push_back(request);
    }
  }
  stub_ = v1::SubscriptionService::NewStub(server.NewChannel());
  for (const int records : {0, 9, 10, 20}) {
    std::vector<LedgerBatch> batches(1);
    batches[0].ledger = LedgerId("town-a");
    batches[0].expected = Seq((*restored.PartitionEnd(0)).value());
    for (uint64_t seq = batches[0].expected.value(); seq < static_cast<uint64_t>(records); ++seq) {
      Sample sample;
      sample.ledger = "town-a";
      sample.seq = sample.version = seq;
      sample.command = absl::StrCat("d-", seq);
      batches[0].records.push_back(SampleEncoded(sample));
    }
    if (!batches[0].records.empty()) {
      ASSERT_OK(restored.Append(batches));
    }
    for (const SubscribeRequest& request : resumes) {
      const absl::Status refused = ReadAll(request).status;
      EXPECT_THAT(refused, HasReason("RESUME_TOKEN_OF_ANOTHER_LOG")) << records;
      EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
    }
  }
  service.Stop();
  bell.Stop();
  server.Shutdown();
}

TEST_F(SubscriptionServiceTest, StopWhenCaughtUpEndsWithCaughtUpThoughOthersWriteOn) {
  Append("town-a", 1'000);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    // At a pace that a reader can follow, else the log grows to gigabytes while it is read from its beginning.
    for (; !stop; absl::SleepFor(absl::Microseconds(100))) Append("town-a", 1);
  });
  for (int i = 0; i < 10; ++i) {
    grpc::ClientContext context;
    SubscribeRequest request = FromBeginning("town-a");
    request.set_stop_when_caught_up(true);
    auto reader = stub_->Subscribe(&context, request);
    SubscribeResponse last;
    for (SubscribeResponse response; reader->Read(&response);) last = response;
    EXPECT_TRUE(last.has_caught_up()) << last.ShortDebugString().substr(0, 200);
    EXPECT_TRUE(reader->Finish().ok());
  }
  stop = true;
  writer.join();
}

TEST_F(SubscriptionServiceTest, ADamagedRecordEndsTheStreamAndIsNamed) {
  Append("town-a", 10);
  log_.FailReads(Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "town-a/0", "town-a/0"));
  EXPECT_THAT(ReadAll(FromBeginning()).status, HasCode(absl::StatusCode::kDataLoss));
}

// What a client does not read, the server does not read either: memory stays bounded however long the log is.
TEST_F(SubscriptionServiceTest, ASlowConsumerIsNotReadAheadFor) {
  constexpr size_t kNoteBytes = 5'000;  // Of 6,000 that a note may have.
  Append("town-a", 8'000, kNoteBytes);
  grpc::ClientContext context;
  auto reader = stub_->Subscribe(&context, FromBeginning());
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  absl::SleepFor(absl::Milliseconds(300));
  const uint64_t read = log_.bytes_read();
  absl::SleepFor(absl::Milliseconds(200));
  EXPECT_EQ(log_.bytes_read(), read) << "it stands still";
  EXPECT_LT(read, 16u << 20) << "of 40 MB";
  size_t records = response.records().record_bytes_size();
  while (records < 8'000 && reader->Read(&response)) records += response.records().record_bytes_size();
  EXPECT_EQ(records, 8'000u) << "and nothing was dropped";
  context.TryCancel();
}

TEST_F(SubscriptionServiceTest, StreamsAreBoundedInNumberAndFreed) {
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<SubscribeResponse>>> readers;
  SubscribeResponse response;
  for (int i = 0; i < kSubscriptionsMax; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    readers.push_back(stub_->Subscribe(contexts.back().get(), FromBeginning()));
    ASSERT_TRUE(readers.back()->Read(&response)) << i;
  }
  EXPECT_THAT(Read(FromBeginning()).status, HasReason("TOO_MANY_SUBSCRIPTIONS"));
  for (size_t i = 0; i < contexts.size(); ++i) {
    contexts[i]->TryCancel();
    readers[i]->Finish();
  }
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!ReadAll(FromBeginning()).status.ok() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_OK(ReadAll(FromBeginning()).status);
}

TEST_F(SubscriptionServiceTest, StoppingEndsStreamsThatWait) {
  grpc::ClientContext context;
  auto reader = stub_->Subscribe(&context, FromBeginning());
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  service_.Stop();
  bell_.Stop();
  while (reader->Read(&response)) {
  }
  EXPECT_THAT(FromRpc(reader->Finish()), HasReason("SHUTTING_DOWN"));
}

}  // namespace
}  // namespace huiyin
