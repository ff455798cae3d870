// Whoever asks any node of a cluster for a proof gets that of one machine, byte for byte.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "services/rpc_status.h"
#include "services/testing/caller.h"
#include "tests/cluster/paper_cluster.h"

namespace huiyin {
namespace {

using testing::Caller;
using Stub = v1::AuditService::StubInterface;

constexpr char kAdmin[] = "admin-token-000001";
constexpr char kOfOne[] = "office-of-one-0001";
constexpr uint64_t kLedgers = 7;

std::string Tokens() {
  return absl::StrCat(R"({"token":")", kAdmin, R"(","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})", "\n",
                      R"({"token":")", kOfOne,
                      R"(","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-0003"]})", "\n");
}

class RoutedAuditsTest : public ::testing::Test {
 protected:
  RoutedAuditsTest() {
    for (const auto& [ledger, records] : GeneratedRecords(kLedgers, 70, 60)) {
      cluster_.Append(records);
      last_[ledger] = records.back().seq();
    }
    cluster_.WaitUntilCaughtUp();
  }

  template <typename Request, typename Response>
  static std::string Ask(const Caller& caller,
                         grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                         const Request& request) {
    Response response;
    const grpc::Status status = (caller.audits().*rpc)(caller.Context().get(), request, &response);
    return absl::StrCat(response.DebugString(), status.error_code(), status.error_message(), status.error_details());
  }

  // One machine's answer, and from every node the same.
  template <typename Request, typename Response>
  std::string AskAll(grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*), const Request& request,
                     const char* token = kAdmin) const {
    std::string expected = Ask(Caller(cluster_.ToOneMachine(), token), rpc, request);
    for (int node = 0; node < PaperCluster::kNodes; ++node) {
      EXPECT_EQ(Ask(Caller(cluster_.ToNode(node), token), rpc, request), expected) << "node " << node;
    }
    return expected;
  }
  std::string CheckpointFromAll(const std::string& ledger, uint64_t seq, const char* token = kAdmin) const {
    v1::GetCheckpointRequest request;
    request.set_ledger_id(ledger);
    request.set_at_least_seq(seq);
    return AskAll(&Stub::GetCheckpoint, request, token);
  }

  PaperCluster cluster_{Tokens()};
  std::map<std::string, uint64_t> last_;
};

TEST_F(RoutedAuditsTest, EveryNodeAnswersForEveryLedgerAsOneMachineDoes) {
  ASSERT_EQ(last_.size(), kLedgers);
  for (const auto& [ledger, last] : last_) {
    EXPECT_THAT(CheckpointFromAll(ledger, last),
                ::testing::HasSubstr(absl::StrCat("office.example/", ledger, "\\n", last + 1, "\\n")));
    v1::ProveInclusionRequest inclusion;
    inclusion.set_ledger_id(ledger);
    inclusion.set_seq(last / 2);
    EXPECT_THAT(AskAll(&Stub::ProveInclusion, inclusion), ::testing::HasSubstr("root_hash"));
    v1::ProveConsistencyRequest consistency;
    consistency.set_ledger_id(ledger);
    consistency.set_old_tree_size(last / 3);
    EXPECT_THAT(AskAll(&Stub::ProveConsistency, consistency), ::testing::HasSubstr("old_root_hash"));
    v1::GetReceiptFileRequest receipt;
    receipt.set_ledger_id(ledger);
    receipt.set_seq(last);
    EXPECT_THAT(AskAll(&Stub::GetReceiptFile, receipt), ::testing::HasSubstr("c2sp.org/tlog-proof"));
    v1::GetTileFileRequest tile;
    tile.set_ledger_id(ledger);
    tile.set_path("tile/0/000.p/1");
    EXPECT_THAT(AskAll(&Stub::GetTileFile, tile), ::testing::HasSubstr("content"));
  }
}

TEST_F(RoutedAuditsTest, WhatIsNotThereOrNotTheCallersIsRefusedAlike) {
  EXPECT_THAT(CheckpointFromAll("town-none", 0), ::testing::HasSubstr("LEDGER_UNKNOWN"));
  EXPECT_THAT(CheckpointFromAll("town-0003", 1'000'000), ::testing::HasSubstr("SEQ_NOT_YET"));
  EXPECT_THAT(CheckpointFromAll("town-0003", last_["town-0003"], kOfOne), ::testing::HasSubstr("office.example"));
  EXPECT_THAT(CheckpointFromAll("town-0004", 0, kOfOne), ::testing::Not(::testing::HasSubstr("office.example")));
}

TEST_F(RoutedAuditsTest, WhoTakesALedgerOverSignsTheSame) {
  const std::string before = CheckpointFromAll("town-0002", last_["town-0002"]);
  const uint32_t partition = PaperCluster::PartitionOf(LedgerId("town-0002"));
  cluster_.Move(partition, static_cast<int>(partition + 1) % PaperCluster::kNodes);
  EXPECT_EQ(CheckpointFromAll("town-0002", last_["town-0002"]), before);
}

TEST_F(RoutedAuditsTest, WithoutAnOwnerNobodyAnswers) {
  const uint32_t partition = PaperCluster::PartitionOf(LedgerId("town-0002"));
  cluster_.Believe(0, partition, PaperCluster::kNobody);
  v1::GetCheckpointRequest request;
  request.set_ledger_id("town-0002");
  EXPECT_THAT(Ask(Caller(cluster_.ToNode(0), kAdmin), &Stub::GetCheckpoint, request),
              ::testing::HasSubstr("PARTITION_MOVING"));
}

}  // namespace
}  // namespace huiyin
