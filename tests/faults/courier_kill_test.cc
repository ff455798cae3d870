// Programs that carry what towns pass up to their county, killed with kill -9 at random moments while they carry:
// `huiyin serve` and `huiyin tick` by turns, until one is through. Each proposal is in the county's register once, and
// its town is told of it once.
// KILL_LEDGERS: how many towns there are.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "tests/faults/killed_passes.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

constexpr char kCounty[] = "county";
constexpr int kProposals = 12;

std::vector<v1::Command> PassedUp(const std::string& ledger) {
  const Orders orders(ledger, absl::Now());
  std::vector<v1::Command> commands = orders.Founding();
  commands[0].mutable_open_ledger()->set_parent_ledger_id(kCounty);
  for (int i = 0; i < kProposals; ++i) {
    const std::string proposal = absl::StrCat("p-", i);
    commands.push_back(orders.Submit(proposal));
    commands.push_back(orders.Register(proposal));
    v1::Command pass_up = commands.back();
    pass_up.set_command_id(absl::StrCat("pass-up-", proposal));
    pass_up.mutable_pass_up()->set_proposal_id(proposal);
    pass_up.mutable_pass_up()->set_reason("属县级事权");
    commands.push_back(pass_up);
  }
  return commands;
}

class CourierKillTest : public KilledPassesTest {
 protected:
  std::string Town(uint64_t number) const { return absl::StrCat("town-", number); }

  void HaveWork() {
    ServerProcess server(kProgram, data(), {"--courier", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    EXPECT_THAT(client.Execute(Orders(kCounty, absl::Now()).Founding()).outcomes, ::testing::Each(IsOk()));
    for (uint64_t town = 0; town < towns_; ++town) {
      EXPECT_THAT(client.Execute(PassedUp(Town(town))).outcomes, ::testing::Each(IsOk()));
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  // How often each proposal was received by the county, and its town told of that.
  void Count(std::map<std::string, int>& received, std::map<std::string, int>& told) {
    ServerProcess server(kProgram, data(), {"--courier", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> county, client.Records(kCounty));
    for (const v1::Record& record : county) {
      const v1::LinkedEvent& below = record.event().proposal_received().passed_up();
      if (record.event().has_proposal_received()) ++received[absl::StrCat(below.ledger_id(), " ", below.proposal_id())];
    }
    for (uint64_t town = 0; town < towns_; ++town) {
      ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, client.Records(Town(town)));
      for (const v1::Record& record : records) {
        const v1::OutcomeRecorded& event = record.event().outcome_recorded();
        if (record.event().has_outcome_recorded()) ++told[absl::StrCat(Town(town), " ", event.proposal_id())];
      }
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  const uint64_t towns_ = Ledgers(20);
};

TEST_F(CourierKillTest, EachProposalArrivesOnceAndIsToldOfOnce) {
  HaveWork();
  if (HasFatalFailure()) return;
  const int killed = KillUntilOneIsThrough();
  std::map<std::string, int> received, told;
  Count(received, told);
  std::cout << killed << " killed, " << received.size() << " carried" << std::endl;
  EXPECT_EQ(received.size(), towns_ * kProposals);
  for (const auto& [proposal, times] : received) EXPECT_EQ(times, 1) << proposal;
  EXPECT_EQ(told, received);
}

}  // namespace
}  // namespace huiyin
