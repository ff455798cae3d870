// Subscriptions at a node of a cluster: every record once, in its ledger's order; tokens that serve at every node, and
// on one machine's terms; an end with a hint when a partition moves.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/record_codec.h"
#include "services/rpc_status.h"
#include "services/testing/caller.h"
#include "tests/cluster/paper_cluster.h"

namespace huiyin {
namespace {

using testing::Caller;

constexpr char kAdmin[] = "admin-token-000001";
constexpr char kOfSome[] = "office-of-some-001";
constexpr uint64_t kLedgers = 7;

std::string Tokens() {
  return absl::StrCat(
      R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n", R"({"token":")", kOfSome,
      R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-0003","town-0005"]})", "\n");
}

// The stored bytes by ledger, in the order in which they came.
using Got = std::map<std::string, std::vector<std::string>>;

// One subscription being read.
class Subscription {
 public:
  Subscription(const Caller& caller, const v1::SubscribeRequest& request)
      : context_(caller.Context()), stream_(caller.subscriptions().Subscribe(context_.get(), request)) {}
  ~Subscription() {
    context_->TryCancel();
    if (!ended_) stream_->Finish();
  }

  // False: it has ended.
  bool Read() {
    if (!stream_->Read(&message_)) return false;
    for (const std::string& bytes : message_.records().record_bytes()) {
      v1::Record record;
      EXPECT_OK(Decode(bytes, record));
      got_[record.ledger_id()].push_back(bytes);
    }
    return true;
  }
  absl::Status ReadToEnd() {
    while (Read()) {
    }
    return Finish();
  }
  void ReadUntilCaughtUp() {
    while (Read()) {
      if (message_.has_caught_up()) return;
    }
    ADD_FAILURE() << "ended before it was caught up: " << Finish();
  }
  absl::Status Finish() {
    ended_ = true;
    return FromRpc(stream_->Finish());
  }

  const v1::SubscribeResponse& message() const { return message_; }
  // Of the message; empty: it has none.
  std::string token() const {
    return message_.has_caught_up() ? message_.caught_up().resume_token() : message_.checkpoint().resume_token();
  }
  const Got& got() const { return got_; }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<grpc::ClientReaderInterface<v1::SubscribeResponse>> stream_;
  v1::SubscribeResponse message_;
  Got got_;
  bool ended_ = false;
};

v1::SubscribeRequest FromBeginning(const std::vector<std::string>& ledgers = {}) {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  for (const std::string& ledger : ledgers) request.mutable_filter()->add_ledger_ids(ledger);
  return request;
}

v1::SubscribeRequest ToItsEnd(v1::SubscribeRequest request) {
  request.set_stop_when_caught_up(true);
  return request;
}

v1::SubscribeRequest From(const std::string& token) {
  v1::SubscribeRequest request;
  request.set_resume_token(token);
  return request;
}

class RoutedSubscriptionsTest : public ::testing::Test {
 protected:
  RoutedSubscriptionsTest() : records_(GeneratedRecords(kLedgers, 280, 60)) {
    for (const auto& [ledger, records] : records_) {
      for (const v1::Record& record : records) expected_[ledger].push_back(Encode(record)->bytes);
    }
  }
  void AppendAll() {
    for (const auto& [ledger, records] : records_) cluster_.Append(records);
  }
  Caller To(int node, const char* token = kAdmin) const { return Caller(cluster_.ToNode(node), token); }

  PaperCluster cluster_{Tokens()};
  std::map<std::string, std::vector<v1::Record>> records_;
  Got expected_;
};

TEST_F(RoutedSubscriptionsTest, EveryRecordComesOnceInItsLedgersOrder) {
  AppendAll();
  for (int node = 0; node < PaperCluster::kNodes; ++node) {
    Subscription all(To(node), ToItsEnd(FromBeginning()));
    EXPECT_OK(all.ReadToEnd());
    EXPECT_EQ(all.got(), expected_);
    EXPECT_TRUE(all.message().has_caught_up());
    for (const auto& [ledger, bytes] : expected_) {
      Subscription one(To(node), ToItsEnd(FromBeginning({ledger})));
      EXPECT_OK(one.ReadToEnd());
      EXPECT_EQ(one.got(), (Got{{ledger, bytes}}));
    }
    Subscription two(To(node, kOfSome), ToItsEnd(FromBeginning({"town-0003", "town-0005"})));
    EXPECT_OK(two.ReadToEnd());
    EXPECT_EQ(two.got(), (Got{{"town-0003", expected_["town-0003"]}, {"town-0005", expected_["town-0005"]}}));
  }
}

// Whoever keeps what came before a token and resumes there has everything, and nothing twice; at any node.
TEST_F(RoutedSubscriptionsTest, EveryTokenIsExact) {
  AppendAll();
  Subscription whole(To(0), ToItsEnd(FromBeginning()));
  int tokens = 0;
  while (whole.Read()) {
    if (whole.token().empty()) continue;
    Subscription rest(To(++tokens % PaperCluster::kNodes), ToItsEnd(From(whole.token())));
    EXPECT_OK(rest.ReadToEnd());
    Got both = whole.got();
    for (const auto& [ledger, bytes] : rest.got()) both[ledger].insert(both[ledger].end(), bytes.begin(), bytes.end());
    EXPECT_EQ(both, expected_) << "token " << tokens;
  }
  EXPECT_OK(whole.Finish());
  EXPECT_GE(tokens, static_cast<int>(PaperCluster::kPartitions));
}

TEST_F(RoutedSubscriptionsTest, WhatIsAppendedComesLive) {
  v1::SubscribeRequest from_end;
  from_end.mutable_end();
  Subscription beginning(To(1), FromBeginning()), end(To(2), from_end);
  beginning.ReadUntilCaughtUp();
  end.ReadUntilCaughtUp();
  AppendAll();
  for (Subscription* subscription : {&beginning, &end}) {
    while (subscription->got() != expected_ && subscription->Read()) {
    }
    EXPECT_EQ(subscription->got(), expected_);
    EXPECT_FALSE(subscription->message().has_caught_up());
  }
  // What came before is not sent to who asks for the end.
  Subscription later(To(0), ToItsEnd(from_end));
  EXPECT_OK(later.ReadToEnd());
  EXPECT_EQ(later.got(), Got());
}

TEST_F(RoutedSubscriptionsTest, AStreamEndsWhenAPartitionMovesAndGoesOnElsewhere) {
  AppendAll();
  const std::string ledger = "town-0003";
  const uint32_t partition = PaperCluster::PartitionOf(LedgerId(ledger));
  const int owner = static_cast<int>(partition) % PaperCluster::kNodes;
  const int other = (owner + 1) % PaperCluster::kNodes;
  std::vector<std::unique_ptr<Subscription>> streams;
  for (const int node : {owner, other}) {
    streams.push_back(std::make_unique<Subscription>(To(node), FromBeginning()));
    streams.push_back(std::make_unique<Subscription>(To(node), FromBeginning({ledger})));
  }
  for (const auto& stream : streams) stream->ReadUntilCaughtUp();
  cluster_.Move(partition, other);
  for (size_t i = 0; i < streams.size(); ++i) {
    const std::string token = streams[i]->token();
    EXPECT_THAT(streams[i]->ReadToEnd(), HasCode(absl::StatusCode::kUnavailable));
    v1::SubscribeRequest resumed = From(token);
    if (i % 2 == 1) resumed.mutable_filter()->add_ledger_ids(ledger);
    Subscription rest(To(owner), ToItsEnd(resumed));
    EXPECT_OK(rest.ReadToEnd());
    EXPECT_EQ(rest.got(), Got());
  }
}

TEST_F(RoutedSubscriptionsTest, AStartThatCannotBeIsRefused) {
  AppendAll();
  // A token of one partition is none of five.
  v1::ResumeToken of_one;
  of_one.add_next_offsets(0);
  of_one.add_last_digests();
  v1::SubscribeRequest by_seq;
  by_seq.set_seq(3);
  for (const v1::SubscribeRequest& request :
       {From("not a token"), From(of_one.SerializeAsString()), by_seq, v1::SubscribeRequest()}) {
    Subscription refused(To(0), request);
    EXPECT_THAT(refused.ReadToEnd(), HasReason("SUBSCRIPTION_START_INVALID")) << request.DebugString();
  }
  // A place with another record before it.
  Subscription whole(To(0), ToItsEnd(FromBeginning()));
  ASSERT_OK(whole.ReadToEnd());
  v1::ResumeToken token;
  ASSERT_TRUE(token.ParseFromString(whole.token()));
  token.set_last_digests(static_cast<int>(PaperCluster::PartitionOf(LedgerId("town-0003"))), "otherwis");
  Subscription of_another_log(To(0), From(token.SerializeAsString()));
  EXPECT_THAT(of_another_log.ReadToEnd(), HasReason("RESUME_TOKEN_OF_ANOTHER_LOG"));
  Subscription not_allowed(To(0, kOfSome), FromBeginning());
  EXPECT_THAT(not_allowed.ReadToEnd(), HasReason("LEDGER_NOT_YOURS"));
}

TEST_F(RoutedSubscriptionsTest, AReaderThatTakesNothingHoldsNothingUp) {
  AppendAll();
  // Many that begin and read no further, then go: nothing stays behind to hold up the next, or the cluster's end.
  for (int i = 0; i < 50; ++i) {
    Subscription abandoned(To(i % PaperCluster::kNodes), FromBeginning());
    if (i % 2 == 1) continue;
    EXPECT_TRUE(abandoned.Read());
  }
  Subscription all(To(0), ToItsEnd(FromBeginning()));
  EXPECT_OK(all.ReadToEnd());
  EXPECT_EQ(all.got(), expected_);
}

}  // namespace
}  // namespace huiyin
