// A town and its county on different nodes of a cluster: what is passed up arrives and is answered, once, also when the
// node that owns either of them dies.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "domain/links.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

using P = v1::Proposal;
using testing::Orders;

constexpr int kProposals = 8;

class LinkedLedgersTest : public NodeProcessesTest {
 protected:
  // A town and a county whose partitions different nodes own.
  void FoundBoth() {
    StartNodes(2);
    for (int i = 0; &OwnerOf(town_) == &OwnerOf(county_) && i < 100; ++i) county_ = absl::StrCat("county-", i);
    ASSERT_NE(&OwnerOf(town_), &OwnerOf(county_));
    Found(*nodes_[0], county_);
    std::vector<v1::Command> town = Orders(town_).Founding();
    town[0].mutable_open_ledger()->set_parent_ledger_id(county_);
    for (const v1::Command& command : town) ASSERT_OK(OrderUntilAnswered(*nodes_[1], command));
  }

  const NodeProcess& Any() const { return nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1]; }

  // The name that it has in the county.
  std::string PassUp(const std::string& proposal) {
    const Orders town(town_);
    EXPECT_OK(OrderUntilAnswered(Any(), town.Submit(proposal)));
    EXPECT_OK(OrderUntilAnswered(Any(), town.Register(proposal)));
    v1::Command pass_up = town.Register(proposal);
    pass_up.set_command_id(absl::StrCat("pass-up-", proposal));
    pass_up.mutable_pass_up()->set_proposal_id(proposal);
    pass_up.mutable_pass_up()->set_reason("属县级事权");
    const absl::StatusOr<v1::Receipt> receipt = OrderUntilAnswered(Any(), pass_up);
    EXPECT_OK(receipt);
    return ProposalAbove(town_, Seq(receipt.ok() ? receipt->first_seq() : 0));
  }

  absl::StatusOr<std::vector<v1::Record>> Records(const std::string& ledger) const {
    const testing::Caller client = Any().Client();
    return UntilAnswered([&] { return client.Records(ledger); });
  }

  // As the county's register tells of each event, in order.
  std::vector<std::string> Told(const std::string& proposal) const {
    std::vector<std::string> told;
    const auto records = Records(town_);
    EXPECT_OK(records);
    for (const v1::Record& record : *records) {
      const v1::OutcomeRecorded& event = record.event().outcome_recorded();
      if (event.proposal_id() == proposal) told.push_back(P::Status_Name(event.outcome().status()));
    }
    return told;
  }
  void AwaitTold(const std::string& proposal, const std::string& status) const {
    const absl::Time deadline = Soon();
    while (absl::Now() < deadline) {
      const std::vector<std::string> told = Told(proposal);
      if (std::find(told.begin(), told.end(), status) != told.end()) return;
      absl::SleepFor(absl::Milliseconds(200));
    }
    FAIL() << proposal << " was never told that it is " << status;
  }

  void HandleInCounty(const std::string& above) {
    const Orders county(county_, absl::Now());
    for (const v1::Command& command :
         {county.Register(above), county.Assign(above), county.SignFor(above), county.Reply(above)}) {
      ASSERT_OK(OrderUntilAnswered(Any(), command)) << command.command_id();
    }
  }

  const std::string town_ = "town-a";
  std::string county_ = "county";
};

TEST_F(LinkedLedgersTest, ATownsProposalIsAnsweredByACountyOnAnotherNodeWhichDies) {
  FoundBoth();
  if (HasFatalFailure()) return;
  std::vector<std::string> above;
  for (int i = 0; i < kProposals; ++i) above.push_back(PassUp(absl::StrCat("p-", i)));
  for (int i = 0; i < kProposals; ++i) AwaitTold(absl::StrCat("p-", i), "SUBMITTED");
  // The county answers; the node that would tell the town of it dies, and the other one does.
  OwnerOf(county_).Kill();
  for (const std::string& proposal : above) HandleInCounty(proposal);
  for (int i = 0; i < kProposals; ++i) AwaitTold(absl::StrCat("p-", i), "REPLIED");
  for (int i = 0; i < kProposals; ++i) {
    EXPECT_EQ(Told(absl::StrCat("p-", i)),
              (std::vector<std::string>{"SUBMITTED", "REGISTERED", "ASSIGNED", "HANDLING", "REPLIED"}));
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Records(county_));
  const auto received = std::count_if(records.begin(), records.end(),
                                      [](const v1::Record& record) { return record.event().has_proposal_received(); });
  EXPECT_EQ(received, kProposals);
}

}  // namespace
}  // namespace huiyin
