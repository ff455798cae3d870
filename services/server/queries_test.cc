// Queries through a whole node: who may ask for what, and what cannot be asked.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/query_service.h"
#include "services/rpc_status.h"
#include "services/server/node_under_test.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

template <typename Request, typename Response>
using Rpc = grpc::Status (v1::QueryService::StubInterface::*)(grpc::ClientContext*, const Request&, Response*);

template <typename Request, typename Response>
absl::StatusOr<Response> Ask(const Caller& caller, Rpc<Request, Response> rpc, const Request& request) {
  Response response;
  const grpc::Status status = (caller.queries().*rpc)(caller.Context().get(), request, &response);
  if (!status.ok()) return FromRpc(status);
  return response;
}

using Stub = v1::QueryService::StubInterface;

// All ledgers' statistics, or how it ended.
absl::StatusOr<std::vector<v1::LedgerStatistics>> Statistics(const Caller& caller,
                                                             const v1::GetStatisticsRequest& request) {
  const auto context = caller.Context();
  auto stream = caller.queries().GetStatistics(context.get(), request);
  std::vector<v1::LedgerStatistics> all;
  for (v1::GetStatisticsResponse response; stream->Read(&response);) {
    if (response.has_statistics()) all.push_back(response.statistics());
  }
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return FromRpc(status);
  return all;
}

// Two registers of like content, and callers who may see one of them, or both.
class QueriesTest : public testing::NodeUnderTest {
 protected:
  static constexpr char kAdmin[] = "admin-token-000001";
  static constexpr char kOfB[] = "office-of-b-token-1";

  QueriesTest() {
    TrustTokens(absl::StrCat(
        R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n", R"({"token":")", kOfB,
        R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-b","town-none"]})", "\n"));
    Start();
    for (const char* ledger : {"town-a", "town-b"}) {
      const Orders orders(ledger);
      EXPECT_OK(Client(kAdmin).OrderAll(orders.Founding()));
      for (const char* proposal : {"p-1", "p-2"}) {
        for (const v1::Command& command : {orders.Submit(proposal), orders.Register(proposal), orders.Assign(proposal)})
          EXPECT_OK(Client(kAdmin).Order(command));
      }
    }
    EXPECT_OK(node_->WaitUntilCaughtUp(absl::Now() + absl::Seconds(20)));
  }

  // Every query about one ledger.
  static std::vector<std::pair<std::string, absl::Status>> AskAll(const Caller& caller, const std::string& ledger) {
    v1::GetDirectoryRequest directory;
    directory.set_ledger_id(ledger);
    v1::GetProposalRequest proposal;
    proposal.set_ledger_id(ledger);
    proposal.set_proposal_id("p-1");
    v1::ListProposalsRequest list;
    list.set_ledger_id(ledger);
    v1::GetTimelineRequest timeline;
    timeline.set_ledger_id(ledger);
    timeline.set_proposal_id("p-1");
    v1::ListDueRequest due, due_then;
    due.set_ledger_id(ledger);
    due_then = due;
    SetTime(absl::Now(), *due_then.mutable_known_at());
    v1::GetStatisticsRequest statistics, statistics_then;
    statistics.add_ledger_ids(ledger);
    statistics_then = statistics;
    SetTime(absl::Now(), *statistics_then.mutable_known_at());
    return {{"GetDirectory", Ask(caller, &Stub::GetDirectory, directory).status()},
            {"GetProposal", Ask(caller, &Stub::GetProposal, proposal).status()},
            {"ListProposals", Ask(caller, &Stub::ListProposals, list).status()},
            {"GetTimeline", Ask(caller, &Stub::GetTimeline, timeline).status()},
            {"ListDue", Ask(caller, &Stub::ListDue, due).status()},
            {"ListDue then", Ask(caller, &Stub::ListDue, due_then).status()},
            {"GetStatistics", Statistics(caller, statistics).status()},
            {"GetStatistics then", Statistics(caller, statistics_then).status()}};
  }
};

TEST_F(QueriesTest, WhoMaySeeOneLedgerSeesNothingOfAnother) {
  const Caller of_b = Client(kOfB);
  for (const auto& [query, status] : AskAll(of_b, "town-b")) EXPECT_OK(status) << query;
  for (const auto& [query, status] : AskAll(of_b, "town-a"))
    EXPECT_THAT(status, HasReason("LEDGER_NOT_YOURS")) << query;
  for (const auto& [query, status] : AskAll(Client(kAdmin), "town-a")) EXPECT_OK(status) << query;

  // Questions about all ledgers are answered for those that the caller may see.
  ASSERT_OK_AND_ASSIGN(const auto ledgers, Ask(of_b, &Stub::ListLedgers, v1::ListLedgersRequest()));
  ASSERT_EQ(ledgers.ledgers_size(), 1);
  EXPECT_EQ(ledgers.ledgers(0).ledger_id(), "town-b");
  for (const bool then : {false, true}) {
    v1::ListDueRequest due;
    due.set_within_days(3'660);
    due.set_limit(2);  // As many as town-a alone would fill.
    v1::GetStatisticsRequest statistics;
    if (then) {
      SetTime(absl::Now(), *due.mutable_known_at());
      SetTime(absl::Now(), *statistics.mutable_known_at());
    }
    ASSERT_OK_AND_ASSIGN(const auto rows, Ask(of_b, &Stub::ListDue, due));
    ASSERT_EQ(rows.proposals_size(), 2);
    EXPECT_FALSE(rows.truncated());
    for (const auto& row : rows.proposals()) EXPECT_EQ(row.ledger_id(), "town-b");
    ASSERT_OK_AND_ASSIGN(const auto figures, Statistics(of_b, statistics));
    ASSERT_EQ(figures.size(), 1u);
    EXPECT_EQ(figures[0].ledger_id(), "town-b");
  }
}

TEST_F(QueriesTest, AnUnknownLedgerIsNamed) {
  for (const auto& [query, status] : AskAll(Client(kOfB), "town-none")) {
    EXPECT_THAT(status, HasCode(absl::StatusCode::kNotFound)) << query;
    EXPECT_THAT(status, HasReason(query == "GetProposal" ? "PROPOSAL_UNKNOWN" : "LEDGER_UNKNOWN")) << query;
  }
}

TEST_F(QueriesTest, ListsGoOnPageByPage) {
  const Caller admin = Client(kAdmin);
  for (const bool then : {false, true}) {
    v1::ListDueRequest request;
    request.set_within_days(3'660);
    if (then) SetTime(absl::Now(), *request.mutable_known_at());
    ASSERT_OK_AND_ASSIGN(const auto whole, Ask(admin, &Stub::ListDue, request));
    ASSERT_EQ(whole.proposals_size(), 4);
    request.set_limit(3);
    ASSERT_OK_AND_ASSIGN(const auto first, Ask(admin, &Stub::ListDue, request));
    EXPECT_EQ(first.proposals_size(), 3);
    EXPECT_TRUE(first.truncated());
    request.set_page_token(first.next_page_token());
    ASSERT_OK_AND_ASSIGN(const auto second, Ask(admin, &Stub::ListDue, request));
    ASSERT_EQ(second.proposals_size(), 1);
    EXPECT_FALSE(second.truncated());
    EXPECT_EQ(second.proposals(0).SerializeAsString(), whole.proposals(3).SerializeAsString());
  }
  v1::GetTimelineRequest timeline;
  timeline.set_ledger_id("town-a");
  timeline.set_proposal_id("p-1");
  timeline.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Ask(admin, &Stub::GetTimeline, timeline));
  EXPECT_EQ(first.entries_size(), 2);
  timeline.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Ask(admin, &Stub::GetTimeline, timeline));
  ASSERT_EQ(second.entries_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.entries(0).status(), v1::Proposal::ASSIGNED);
  timeline.set_proposal_id("p-2");
  EXPECT_THAT(Ask(admin, &Stub::GetTimeline, timeline), HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(QueriesTest, AMomentMustBeOneAndNotInTheFuture) {
  const Caller admin = Client(kAdmin);
  const auto ask_all = [&](const google::protobuf::Timestamp& moment) {
    v1::GetTimelineRequest timeline;
    timeline.set_ledger_id("town-a");
    timeline.set_proposal_id("p-1");
    *timeline.mutable_known_at() = moment;
    v1::ListDueRequest due;
    *due.mutable_known_at() = moment;
    v1::GetStatisticsRequest statistics;
    *statistics.mutable_known_at() = moment;
    return std::vector<absl::Status>{Ask(admin, &Stub::GetTimeline, timeline).status(),
                                     Ask(admin, &Stub::ListDue, due).status(), Statistics(admin, statistics).status()};
  };
  google::protobuf::Timestamp moment;
  SetTime(absl::Now(), moment);
  for (const absl::Status& status : ask_all(moment)) EXPECT_OK(status);
  for (const int32_t nanos : {-1, 1'000'000'000}) {
    moment.set_nanos(nanos);
    for (const absl::Status& status : ask_all(moment)) EXPECT_THAT(status, HasReason("TIME_MALFORMED")) << nanos;
  }
  moment.set_nanos(0);
  for (const int64_t seconds : {-62'135'596'801, 253'402'300'800}) {
    moment.set_seconds(seconds);
    for (const absl::Status& status : ask_all(moment)) EXPECT_THAT(status, HasReason("TIME_MALFORMED")) << seconds;
  }
  SetTime(absl::Now() + absl::Hours(1), moment);
  for (const absl::Status& status : ask_all(moment)) {
    EXPECT_THAT(status, HasReason("MOMENT_IN_FUTURE"));
    EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  }
}

TEST_F(QueriesTest, AnUnknownStatusIsNoFilter) {
  v1::ListProposalsRequest request;
  request.set_ledger_id("town-a");
  request.set_status(static_cast<v1::Proposal::Status>(99));
  EXPECT_THAT(Ask(Client(kAdmin), &Stub::ListProposals, request), HasReason("ENUM_UNKNOWN"));
}

}  // namespace
}  // namespace huiyin
