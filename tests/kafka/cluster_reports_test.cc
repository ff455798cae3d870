// Reports of a register that lies on two nodes: either makes the whole of it, with one digest; what is sealed through
// one is made again by the other, also when the node that sealed it is dead; and one machine, which read the same
// records, agrees.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/testing/report_client.h"
#include "services/testing/report_desk.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

using testing::Orders;
using testing::ReportClient;
using testing::ReportDesk;

constexpr int kTowns = 6;

class ClusterReportsTest : public NodeProcessesTest {
 protected:
  void FoundTowns() {
    StartNodes(2);
    for (int i = 0; i < kTowns; ++i) {
      const std::string town = absl::StrCat("town-", i);
      Found(*nodes_[0], town);
      for (const v1::Command& command : Orders(town).Life("p-1")) ASSERT_OK(OrderUntilAnswered(*nodes_[1], command));
    }
  }
  static ReportClient ReportsOf(const NodeProcess& node) { return ReportClient(testing::ChannelTo(node.port())); }

  static v1::GetReportRequest AnnualAt(absl::Time known_at) {
    v1::GetReportRequest request;
    request.set_report("annual");
    SetTime(known_at, *request.mutable_moment()->mutable_known_at());
    return request;
  }
  static absl::StatusOr<WholeReport> Annual(const ReportClient& client, absl::Time known_at) {
    return UntilAnswered([&] { return client.Report(AnnualAt(known_at)); });
  }
  static v1::RebuildReportRequest OfSeal() {
    v1::RebuildReportRequest request;
    request.set_ledger_id("town-0");
    request.set_seal_id("annual-1");
    return request;
  }
};

TEST_F(ClusterReportsTest, EitherNodeMakesTheWholeReportAndTheOtherMakesItAgain) {
  FoundTowns();
  if (HasFatalFailure()) return;
  const absl::Time now = absl::Now();
  ASSERT_OK_AND_ASSIGN(const WholeReport report, Annual(ReportsOf(*nodes_[0]), now));
  EXPECT_EQ(report.ledgers.size(), static_cast<size_t>(kTowns));
  EXPECT_EQ(report.end.proposals(), static_cast<uint64_t>(kTowns));
  ASSERT_OK_AND_ASSIGN(const WholeReport of_other, Annual(ReportsOf(*nodes_[1]), now));
  EXPECT_EQ(of_other.text, report.text);

  v1::SealReportRequest seal;
  seal.mutable_header()->set_ledger_id("town-0");
  seal.mutable_header()->set_command_id("seal-1");
  SetTime(now, *seal.mutable_header()->mutable_occurred_at());
  seal.set_seal_id("annual-1");
  *seal.mutable_report() = AnnualAt(now);
  const ReportClient through = ReportsOf(*nodes_[1]);
  ASSERT_OK_AND_ASSIGN(const v1::SealReportResponse sealed, UntilAnswered([&] { return through.Seal(seal); }));
  EXPECT_EQ(sealed.sealed().ledgers_size(), kTowns);

  // What comes later is no part of it.
  for (const v1::Command& command : Orders("town-0").Life("p-2")) ASSERT_OK(OrderUntilAnswered(*nodes_[0], command));
  OwnerOf("town-0").Kill();
  const NodeProcess& left = nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1];
  const ReportClient of_left = ReportsOf(left);
  ASSERT_OK_AND_ASSIGN(const v1::RebuildReportResponse again, UntilAnswered([&] { return of_left.Rebuild(OfSeal()); }));
  EXPECT_EQ(again.differences_size(), 0);
  EXPECT_EQ(again.sealed().digest(), sealed.sealed().digest());
  ASSERT_OK_AND_ASSIGN(const WholeReport later, Annual(of_left, now));
  EXPECT_EQ(later.text, report.text);

  // One machine with these records.
  for (const auto& node : nodes_) {
    if (!node->is_running()) continue;
    EXPECT_EQ(node->Terminate(), 0);
  }
  OpenHistory();
  ReportDesk one_machine(history_->log(), absl::Now());
  ASSERT_OK_AND_ASSIGN(const WholeReport of_one, Annual(one_machine, now));
  EXPECT_EQ(of_one.text, report.text);
  ASSERT_OK_AND_ASSIGN(const v1::RebuildReportResponse by_one, one_machine.Rebuild(OfSeal()));
  EXPECT_EQ(by_one.differences_size(), 0);
}

}  // namespace
}  // namespace huiyin
