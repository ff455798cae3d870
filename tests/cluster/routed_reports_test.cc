// Every report, asked of each node of a cluster, is to the byte what one machine with the same register makes; and what
// one node sealed, any node makes again.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/cluster/routes.h"
#include "services/report_definition.h"
#include "services/rpc_status.h"
#include "services/testing/report_client.h"
#include "tests/cluster/paper_cluster.h"

namespace huiyin {
namespace {

using testing::ReportClient;

constexpr char kAdmin[] = "admin-token-000001";
constexpr char kOfSome[] = "office-of-some-001";
constexpr uint64_t kLedgers = 9;

std::string Tokens() {
  return absl::StrCat(
      R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n", R"({"token":")", kOfSome,
      R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-0003","town-0007"]})", "\n");
}

std::string TextOf(const absl::Status& status) {
  return absl::StrCat(absl::StatusCodeToString(status.code()), " ", ReasonOf(status), " ", status.message());
}
// All that was answered, or why not.
template <typename Response>
std::string TextOf(const absl::StatusOr<Response>& response) {
  return response.ok() ? response->DebugString() : TextOf(response.status());
}
std::string TextOf(const absl::StatusOr<std::vector<v1::GetReportResponse>>& parts) {
  if (!parts.ok()) return TextOf(parts.status());
  std::string text;
  for (const v1::GetReportResponse& part : *parts) absl::StrAppend(&text, part.DebugString());
  return text;
}

std::unique_ptr<PaperCluster> NewCluster() {
  auto cluster = std::make_unique<PaperCluster>(Tokens());
  absl::Time last;
  for (const auto& [ledger, records] : GeneratedRecords(kLedgers, 270, 100)) {
    cluster->Append(records);
    last = std::max(last, absl::FromUnixSeconds(records.back().recorded_at().seconds()));
  }
  cluster->clock().Set(last + absl::Hours(24 * 40));
  cluster->WaitUntilCaughtUp();
  return cluster;
}

google::protobuf::Timestamp DaysBefore(absl::Time now, int days) {
  google::protobuf::Timestamp moment;
  SetTime(now - absl::Hours(24 * days), moment);
  return moment;
}

class RoutedReportsTest : public ::testing::Test {
 protected:
  // Made once: nothing here changes it.
  static PaperCluster& Cluster() {
    static PaperCluster& cluster = *NewCluster().release();
    return cluster;
  }

  // `ask` gets the same answer from one machine and from every node.
  template <typename Ask>
  static std::string ExpectSame(const Ask& ask, const char* token = kAdmin) {
    const std::string expected = ask(ReportClient(Cluster().ToOneMachine(), token));
    EXPECT_NE(expected, "");
    for (int node = 0; node < PaperCluster::kNodes; ++node) {
      EXPECT_EQ(ask(ReportClient(Cluster().ToNode(node), token)), expected) << "node " << node;
    }
    return expected;
  }
  static google::protobuf::Timestamp DaysAgo(int days) { return DaysBefore(Cluster().clock().Now(), days); }
};

TEST_F(RoutedReportsTest, EveryReportOfAllLedgersIsThatOfOneMachine) {
  for (const ReportDefinition& report : ReportDefinitions()) {
    SCOPED_TRACE(report.name);
    v1::GetReportRequest request;
    request.set_report(std::string(report.name));
    const auto ask = [&](const ReportClient& client) { return TextOf(client.Parts(request)); };
    const std::string now = ExpectSame(ask);
    EXPECT_NE(now.find("digest"), std::string::npos);
    EXPECT_NE(now.find("town-0008"), std::string::npos);
    request.set_from_records(true);
    EXPECT_EQ(ExpectSame(ask), now);
    request.set_from_records(false);
    ExpectSame(ask, kOfSome);
    *request.mutable_moment()->mutable_known_at() = DaysAgo(60);
    ExpectSame(ask);
    *request.mutable_moment()->mutable_as_of() = DaysAgo(90);
    EXPECT_NE(ExpectSame(ask), now);
  }
}

TEST_F(RoutedReportsTest, ItsDigestAndItsTotalAreOfAllLedgers) {
  v1::GetReportRequest request;
  request.set_report("satisfaction");
  ASSERT_OK_AND_ASSIGN(const WholeReport whole, ReportClient(Cluster().ToNode(1), kAdmin).Report(request));
  EXPECT_EQ(whole.ledgers.size(), kLedgers);
  EXPECT_EQ(whole.end.ledgers(), kLedgers);
  EXPECT_EQ(whole.end.proposals(), 270u);
  // Medians of several partitions do not add up.
  request.set_report("handling-status");
  ASSERT_OK_AND_ASSIGN(const WholeReport status, ReportClient(Cluster().ToNode(1), kAdmin).Report(request));
  EXPECT_GT(status.end.total().handling_days().n(), 20u);
}

TEST_F(RoutedReportsTest, NamedLedgersOfSeveralPartitions) {
  v1::GetReportRequest request;
  request.set_report("by-unit");
  for (const char* ledger : {"town-0008", "town-0001", "town-0005", "town-0001"}) request.add_ledger_ids(ledger);
  const auto ask = [&](const ReportClient& client) { return TextOf(client.Parts(request)); };
  const std::string whole = ExpectSame(ask);
  // Of the three that the token does not cover, any may be named.
  ExpectSame([&](const ReportClient& client) { return ReasonOf(client.Parts(request).status()); }, kOfSome);
  // No more of it than its first 40 records.
  v1::SealedLedger& size = *request.add_tree_sizes();
  size.set_ledger_id("town-0005");
  size.set_tree_size(40);
  const std::string cut = ExpectSame(ask);
  EXPECT_NE(cut, whole);
  EXPECT_NE(cut.find("tree_size: 40\n"), std::string::npos);
  request.add_ledger_ids("town-none");
  EXPECT_NE(ExpectSame(ask).find("LEDGER_UNKNOWN"), std::string::npos);
}

TEST_F(RoutedReportsTest, WhatCannotBeAskedIsRefusedAlike) {
  const auto expect = [](const char* reason, const v1::GetReportRequest& request) {
    EXPECT_NE(ExpectSame([&](const ReportClient& client) { return TextOf(client.Parts(request)); }).find(reason),
              std::string::npos)
        << reason;
  };
  v1::GetReportRequest request;
  request.set_report("no-such");
  expect("REPORT_UNKNOWN", request);
  request.set_report("annual");
  request.set_within_days(3);
  expect("DAYS_NOT_TAKEN", request);
  request.clear_within_days();
  // Of two partitions: each would see one ledger.
  request.mutable_moment()->set_seq(3);
  request.add_ledger_ids("town-0001");
  request.add_ledger_ids("town-0005");
  ASSERT_NE(PaperCluster::PartitionOf(LedgerId("town-0001")), PaperCluster::PartitionOf(LedgerId("town-0005")));
  expect("SEQ_NEEDS_LEDGER", request);
  request.mutable_ledger_ids()->RemoveLast();
  request.add_tree_sizes()->set_ledger_id("town-0005");
  expect("TREE_SIZE_OF_OTHER", request);
  request.clear_tree_sizes();
  for (int twice = 0; twice < 2; ++twice) request.add_tree_sizes()->set_ledger_id("town-0001");
  expect("TREE_SIZE_OF_OTHER", request);
  request.clear_tree_sizes();
  *request.mutable_moment()->mutable_known_at() = DaysAgo(-3);
  expect("MOMENT_IN_FUTURE", request);
  request.clear_moment();
  const std::string unknown =
      ExpectSame([&](const ReportClient& client) { return TextOf(client.Parts(request)); }, "a-token-nobody-knows");
  EXPECT_NE(unknown.find("TOKEN_UNKNOWN"), std::string::npos);
}

TEST_F(RoutedReportsTest, AFigureIsOpenedAndExplainedByItsLedgersOwner) {
  for (const char* ledger : {"town-0000", "town-0001", "town-0002", "town-0003", "town-none"}) {
    v1::OpenFigureRequest open;
    open.set_ledger_id(ledger);
    open.set_figure("reply_rate");
    open.set_page_size(7);
    ExpectSame([&](const ReportClient& client) { return TextOf(client.Open(open)); });
    ExpectSame([&](const ReportClient& client) { return TextOf(client.Open(open)); }, kOfSome);
    v1::ExplainChangeRequest explain;
    explain.set_ledger_id(ledger);
    explain.set_figure("reply_rate");
    *explain.mutable_from()->mutable_known_at() = DaysAgo(90);
    explain.set_page_size(7);
    ExpectSame([&](const ReportClient& client) { return TextOf(client.Explain(explain)); });
  }
}

v1::SealReportRequest SealOfAll(absl::Time now, const std::string& ledger, const std::string& command_id) {
  v1::SealReportRequest request;
  request.mutable_header()->set_ledger_id(ledger);
  request.mutable_header()->set_command_id(command_id);
  SetTime(now, *request.mutable_header()->mutable_occurred_at());
  request.set_seal_id("annual-all");
  request.mutable_report()->set_report("annual");
  return request;
}

v1::RebuildReportRequest RebuildOf(const std::string& seal) {
  v1::RebuildReportRequest request;
  request.set_ledger_id("town-0004");
  request.set_seal_id(seal);
  return request;
}

TEST(SealedOnACluster, SpeaksOfAllPartitionsAndIsMadeAgainByAnyNode) {
  const std::unique_ptr<PaperCluster> cluster = NewCluster();
  const v1::SealReportRequest request =
      SealOfAll(cluster->clock().Now(), "town-0004", "00000000-0000-4000-8000-000000000001");
  ASSERT_OK_AND_ASSIGN(const v1::SealReportResponse of_one,
                       ReportClient(cluster->ToOneMachine(), kAdmin).Seal(request));
  ASSERT_EQ(of_one.sealed().ledgers_size(), static_cast<int>(kLedgers));
  // Sent to each node, once decided: it says what one machine says.
  for (int node = 0; node < PaperCluster::kNodes; ++node) {
    ASSERT_OK_AND_ASSIGN(const v1::SealReportResponse sealed,
                         ReportClient(cluster->ToNode(node), kAdmin).Seal(request));
    EXPECT_EQ(sealed.sealed().DebugString(), of_one.sealed().DebugString()) << "node " << node;
    EXPECT_EQ(sealed.receipt().first_seq(), of_one.receipt().first_seq());
    EXPECT_EQ(sealed.receipt().repeated_command(), node > 0);
  }
  // Later, with more recorded in the sealed ledgers.
  cluster->clock().Set(cluster->clock().Now() + absl::Hours(24 * 30));
  for (int node = 0; node < PaperCluster::kNodes; ++node) {
    ASSERT_OK_AND_ASSIGN(const v1::RebuildReportResponse again,
                         ReportClient(cluster->ToNode(node), kAdmin).Rebuild(RebuildOf("annual-all")));
    EXPECT_EQ(again.differences_size(), 0) << again.differences(0).DebugString();
    EXPECT_EQ(again.seq(), of_one.receipt().first_seq());
  }
  EXPECT_THAT(ReportClient(cluster->ToNode(0), kAdmin).Rebuild(RebuildOf("no-such")).status(),
              HasReason("SEAL_UNKNOWN"));
  // Who may not see all that it speaks of.
  EXPECT_THAT(ReportClient(cluster->ToNode(2), kOfSome).Rebuild(RebuildOf("annual-all")).status(),
              HasReason("LEDGER_NOT_YOURS"));
}

TEST(SealedOnACluster, IsNotMadeInPart) {
  const std::unique_ptr<PaperCluster> cluster = NewCluster();
  v1::GetReportRequest report;
  report.set_report("annual");
  const uint32_t of_seal = PaperCluster::PartitionOf(LedgerId("town-0004"));
  const uint32_t away = (of_seal + 1) % PaperCluster::kPartitions;
  for (int node = 0; node < PaperCluster::kNodes; ++node) cluster->Believe(node, away, PaperCluster::kNobody);
  const v1::SealReportRequest request =
      SealOfAll(cluster->clock().Now(), "town-0004", "00000000-0000-4000-8000-000000000002");
  for (int node = 0; node < PaperCluster::kNodes; ++node) {
    EXPECT_THAT(ReportClient(cluster->ToNode(node), kAdmin).Report(report).status(), HasReason("PARTITION_MOVING"));
    EXPECT_THAT(ReportClient(cluster->ToNode(node), kAdmin).Seal(request).status(), HasReason("PARTITION_MOVING"));
  }
  cluster->Move(away, 0);
  EXPECT_OK(ReportClient(cluster->ToNode(1), kAdmin).Seal(request).status());
}

// Whoever says that a call was passed on may say so of any partition: its writer takes no other's ledgers.
TEST(SealedOnACluster, IsNotMadeByTheOwnerOfAnotherPartition) {
  const std::unique_ptr<PaperCluster> cluster = NewCluster();
  const v1::SealReportRequest request =
      SealOfAll(cluster->clock().Now(), "town-0004", "00000000-0000-4000-8000-000000000003");
  const uint32_t of_seal = PaperCluster::PartitionOf(LedgerId("town-0004"));
  const uint32_t other = (of_seal + 1) % PaperCluster::kPartitions;
  // Refused before anything is gathered, let alone ordered.
  for (int node = 0; node < PaperCluster::kNodes; ++node) cluster->Believe(node, of_seal, PaperCluster::kNobody);
  const auto stub = v1::ReportService::NewStub(cluster->ToNode(static_cast<int>(other) % PaperCluster::kNodes));
  grpc::ClientContext context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", kAdmin));
  context.AddMetadata(kForwardedKey, "1");
  context.AddMetadata(kPartitionKey, absl::StrCat(other));
  v1::SealReportResponse response;
  EXPECT_THAT(FromRpc(stub->SealReport(&context, request, &response)), HasReason("LEDGER_UNKNOWN"));
}

}  // namespace
}  // namespace huiyin
