// Every query, asked of each node of a cluster, gives what one machine with the same register gives: answers, pages,
// tokens and errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/rpc_status.h"
#include "services/testing/caller.h"
#include "tests/cluster/paper_cluster.h"

namespace huiyin {
namespace {

using testing::Caller;
using Stub = v1::QueryService::StubInterface;

template <typename Request, typename Response>
using Rpc = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

constexpr char kAdmin[] = "admin-token-000001";
constexpr char kOfSome[] = "office-of-some-001";
constexpr uint64_t kLedgers = 9;

std::string Tokens() {
  return absl::StrCat(R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n",
                      R"({"token":")", kOfSome,
                      R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},)"
                      R"("ledgers":["town-0003","town-0007","town-none"]})",
                      "\n");
}

std::string Said(const grpc::Status& status) {
  return absl::StrCat(status.error_code(), " ", status.error_message(), " ", status.error_details());
}

// All that was answered, page after page.
template <typename Request, typename Response>
std::string Pages(const Caller& caller, Rpc<Request, Response> rpc, Request request) {
  std::string all;
  while (true) {
    Response response;
    const grpc::Status status = (caller.queries().*rpc)(caller.Context().get(), request, &response);
    absl::StrAppend(&all, response.DebugString(), Said(status), "\n----\n");
    if (response.next_page_token().empty()) return all;
    request.set_page_token(response.next_page_token());
  }
}

template <typename Request, typename Response>
std::string Answer(const Caller& caller, Rpc<Request, Response> rpc, const Request& request) {
  Response response;
  const grpc::Status status = (caller.queries().*rpc)(caller.Context().get(), request, &response);
  return absl::StrCat(response.DebugString(), Said(status));
}

std::string Figures(const Caller& caller, const v1::GetStatisticsRequest& request) {
  const auto context = caller.Context();
  const auto stream = caller.queries().GetStatistics(context.get(), request);
  std::string all;
  for (v1::GetStatisticsResponse response; stream->Read(&response);) absl::StrAppend(&all, response.DebugString());
  const grpc::Status status = stream->Finish();
  // Before an error there may be less than on one machine: whoever meets one has no figures.
  return status.ok() ? all : Said(status);
}

class RoutedQueriesTest : public ::testing::Test {
 protected:
  // Made once: nothing here changes it.
  static PaperCluster& Cluster() {
    static PaperCluster& cluster = *[] {
      auto* made = new PaperCluster(Tokens());
      absl::Time last;
      for (const auto& [ledger, records] : GeneratedRecords(kLedgers, 360, 60)) {
        made->Append(records);
        last = std::max(last, absl::FromUnixSeconds(records.back().recorded_at().seconds()));
      }
      made->WaitUntilCaughtUp();
      made->clock().Set(last + absl::Hours(24 * 40));
      return made;
    }();
    return cluster;
  }

  // `ask` gets the same answer from one machine and from every node.
  template <typename Ask>
  static void ExpectSame(const Ask& ask, const char* token = kAdmin) {
    const std::string expected = ask(Caller(Cluster().ToOneMachine(), token));
    EXPECT_NE(expected, "");
    for (int node = 0; node < PaperCluster::kNodes; ++node) {
      EXPECT_EQ(ask(Caller(Cluster().ToNode(node), token)), expected) << "node " << node;
    }
  }

  static google::protobuf::Timestamp DaysAgo(int days) {
    google::protobuf::Timestamp moment;
    moment.set_seconds(absl::ToUnixSeconds(Cluster().clock().Now() - absl::Hours(24 * days)));
    return moment;
  }
  static std::vector<std::string> Ledgers() {
    std::vector<std::string> ledgers;
    for (uint64_t i = 0; i < kLedgers; ++i) ledgers.push_back(absl::StrCat("town-000", i));
    return ledgers;
  }
};

TEST_F(RoutedQueriesTest, TheRegisterIsSpreadOverAllNodes) {
  std::set<uint32_t> partitions;
  for (const std::string& ledger : Ledgers()) partitions.insert(PaperCluster::PartitionOf(LedgerId(ledger)));
  std::set<uint32_t> nodes;
  for (uint32_t partition : partitions) nodes.insert(partition % PaperCluster::kNodes);
  EXPECT_EQ(nodes.size(), static_cast<size_t>(PaperCluster::kNodes));
}

TEST_F(RoutedQueriesTest, LedgersAreListedInOneOrder) {
  for (const uint32_t size : {0, 1, 2, 4, 1'000}) {
    v1::ListLedgersRequest request;
    request.set_page_size(size);
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListLedgers, request); });
  }
  v1::ListLedgersRequest request;
  request.set_page_token("bm90LWEtdG9rZW4");
  ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::ListLedgers, request); });
}

TEST_F(RoutedQueriesTest, OneLedgerIsAnsweredByItsOwner) {
  for (const std::string& ledger : Ledgers()) {
    v1::GetDirectoryRequest directory;
    directory.set_ledger_id(ledger);
    directory.set_page_size(30);
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::GetDirectory, directory); });
    v1::ListProposalsRequest list;
    list.set_ledger_id(ledger);
    list.set_page_size(15);
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListProposals, list); });
    list.set_status(v1::Proposal::HANDLING);
    list.set_due_from("2000-01-01");
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListProposals, list); });
    v1::GetProposalRequest proposal;
    proposal.set_ledger_id(ledger);
    proposal.set_proposal_id("p-1-0001");
    ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::GetProposal, proposal); });
    proposal.set_at_least_seq(1'000'000);
    ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::GetProposal, proposal); });
    v1::GetTimelineRequest timeline;
    timeline.set_ledger_id(ledger);
    timeline.set_proposal_id("p-1-0001");
    timeline.set_page_size(2);
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::GetTimeline, timeline); });
    *timeline.mutable_known_at() = DaysAgo(70);
    ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::GetTimeline, timeline); });
  }
}

TEST_F(RoutedQueriesTest, WhatIsDueIsListedInOneOrder) {
  for (const int days_ago : {-1, 0, 30, 60}) {
    for (const uint32_t within_days : {0, 20, 3'660}) {
      v1::ListDueRequest request;
      if (days_ago >= 0) *request.mutable_known_at() = DaysAgo(days_ago);
      request.set_within_days(within_days);
      for (const uint32_t limit : {days_ago < 0 ? 3 : 40, 10'000, 0}) {
        request.set_limit(limit);
        ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListDue, request); });
      }
      ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListDue, request); }, kOfSome);
      request.set_ledger_id("town-0003");
      ExpectSame([&](const Caller& caller) { return Pages(caller, &Stub::ListDue, request); });
    }
  }
  v1::ListDueRequest all;
  all.set_within_days(3'660);
  all.set_limit(100);
  EXPECT_NE(Answer(Caller(Cluster().ToOneMachine(), kAdmin), &Stub::ListDue, all).find("truncated: true"),
            std::string::npos);
  v1::ListDueRequest too_many;
  too_many.set_limit(10'001);
  ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::ListDue, too_many); });
}

TEST_F(RoutedQueriesTest, FiguresAreThoseOfOneMachine) {
  for (const int days_ago : {-1, 0, 60, 5'000}) {
    for (const bool facts : {false, true}) {
      v1::GetStatisticsRequest request;
      if (days_ago >= 0) *request.mutable_known_at() = DaysAgo(days_ago);
      request.set_include_facts(facts);
      // All dimensions, of all ledgers.
      ExpectSame([&](const Caller& caller) { return absl::StrCat("figures ", Figures(caller, request)); });
      ExpectSame([&](const Caller& caller) { return absl::StrCat("figures ", Figures(caller, request)); }, kOfSome);
      request.add_dimensions(v1::FigureTable::CATEGORY);
      // In the order of the request, also twice.
      for (const char* ledger : {"town-0008", "town-0001", "town-0005", "town-0001", "town-0000"}) {
        request.add_ledger_ids(ledger);
      }
      ExpectSame([&](const Caller& caller) { return Figures(caller, request); });
      request.add_ledger_ids("town-none");
      request.add_ledger_ids("town-0002");
      ExpectSame([&](const Caller& caller) { return Figures(caller, request); });
      ExpectSame([&](const Caller& caller) { return Figures(caller, request); }, kOfSome);
    }
  }
  v1::GetStatisticsRequest twice;
  twice.add_dimensions(v1::FigureTable::CATEGORY);
  twice.add_dimensions(v1::FigureTable::CATEGORY);
  ExpectSame([&](const Caller& caller) { return Figures(caller, twice); });
}

TEST_F(RoutedQueriesTest, TheCallersOwnRightsCountOnEveryNode) {
  for (const char* token : {"", "a-token-nobody-knows", kOfSome}) {
    ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::ListLedgers, v1::ListLedgersRequest()); },
               token);
    ExpectSame([&](const Caller& caller) { return Figures(caller, v1::GetStatisticsRequest()); }, token);
    for (const char* ledger : {"town-0000", "town-0001", "town-0002", "town-0003", "town-none"}) {
      v1::ListProposalsRequest list;
      list.set_ledger_id(ledger);
      ExpectSame([&](const Caller& caller) { return Answer(caller, &Stub::ListProposals, list); }, token);
    }
  }
}

// A ledger of every partition.
std::vector<std::string> OneOfEachPartition() {
  std::vector<std::string> ledgers(PaperCluster::kPartitions);
  for (int i = 0; i < 1'000; ++i) {
    const std::string ledger = absl::StrCat("town-", i);
    ledgers[PaperCluster::PartitionOf(LedgerId(ledger))] = ledger;
  }
  return ledgers;
}

// True: whoever gets this may repeat, and is told when.
bool SaysRetry(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::RetryInfo retry;
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE || !details.ParseFromString(status.error_details())) {
    return false;
  }
  for (const auto& detail : details.details()) {
    if (detail.UnpackTo(&retry)) return true;
  }
  return false;
}

// Every question, of one ledger and of all, to one node.
std::vector<grpc::Status> AskAll(const Caller& caller, const std::string& ledger) {
  std::vector<grpc::Status> answers;
  v1::ListProposalsRequest of_one;
  of_one.set_ledger_id(ledger);
  v1::ListProposalsResponse proposals;
  answers.push_back(caller.queries().ListProposals(caller.Context().get(), of_one, &proposals));
  v1::ListLedgersResponse ledgers;
  answers.push_back(caller.queries().ListLedgers(caller.Context().get(), v1::ListLedgersRequest(), &ledgers));
  EXPECT_EQ(ledgers.ledgers_size(), 0);
  v1::ListDueResponse due;
  answers.push_back(caller.queries().ListDue(caller.Context().get(), v1::ListDueRequest(), &due));
  for (const bool named : {true, false}) {
    v1::GetStatisticsRequest request;
    if (named) request.add_ledger_ids(ledger);
    const auto context = caller.Context();
    const auto stream = caller.queries().GetStatistics(context.get(), request);
    v1::GetStatisticsResponse response;
    EXPECT_FALSE(stream->Read(&response));
    answers.push_back(stream->Finish());
  }
  return answers;
}

TEST(ClusterThatMoves, AnswersNothingInPart) {
  PaperCluster cluster(Tokens());
  const std::string ledger = OneOfEachPartition()[1];
  const auto expect_all = [&](int node, const std::string& reason) {
    const std::vector<grpc::Status> answers = AskAll(Caller(cluster.ToNode(node), kAdmin), ledger);
    for (size_t i = 0; i < answers.size(); ++i) {
      SCOPED_TRACE(absl::StrCat(reason, ", question ", i));
      EXPECT_TRUE(SaysRetry(answers[i])) << answers[i].error_message();
      EXPECT_THAT(FromRpc(answers[i]), HasReason(reason));
    }
    EXPECT_NE(answers[1].error_message().find("partition 1"), std::string::npos) << answers[1].error_message();
  };
  // Nobody has it.
  cluster.Believe(0, 1, PaperCluster::kNobody);
  expect_all(0, "PARTITION_MOVING");
  // Node 0 believes in node 2, which believes in node 1: nobody passes on twice.
  cluster.Believe(0, 1, 2);
  expect_all(0, "PARTITION_NOT_OWNED");
  // Its owner is gone.
  cluster.Believe(0, 1, 1);
  cluster.StopServer(1);
  expect_all(0, "OWNER_UNREACHABLE");
  // Another takes it, and node 1's other partition too.
  cluster.Move(1, 2);
  cluster.Move(4, 0);
  v1::ListLedgersResponse ledgers;
  const Caller caller(cluster.ToNode(0), kAdmin);
  EXPECT_OK(FromRpc(caller.queries().ListLedgers(caller.Context().get(), v1::ListLedgersRequest(), &ledgers)));
}

TEST(ClusterThatMoves, AForwardedCallNamesItsPartition) {
  PaperCluster cluster(Tokens());
  const Caller caller(cluster.ToNode(0), kAdmin);
  for (const char* partition : {"", "x", "-1", "5", "99999999999"}) {
    const auto context = caller.Context();
    context->AddMetadata(kForwardedKey, "1");
    context->AddMetadata(kPartitionKey, partition);
    v1::ListLedgersResponse ledgers;
    EXPECT_THAT(FromRpc(caller.queries().ListLedgers(context.get(), v1::ListLedgersRequest(), &ledgers)),
                HasReason("PARTITION_INVALID"));
  }
}

}  // namespace
}  // namespace huiyin
