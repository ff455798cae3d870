// Programs that keep time, killed with kill -9 at random moments while they give reminders: `huiyin serve` and `huiyin
// tick` by turns, until one is through. Each reminder is in the register once.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "services/testing/caller.h"
#include "services/testing/rpc_server.h"
#include "tests/faults/killed_passes.h"
#include "tests/faults/overdue_register.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;

constexpr int kProposals = 12;

class TimekeeperKillTest : public KilledPassesTest {
 protected:
  std::string LedgerName(uint64_t number) const { return absl::StrCat("town-", number); }

  void HaveWork() {
    ServerProcess server(kProgram, data(), {"--timekeeper", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    for (uint64_t ledger = 0; ledger < ledgers_; ++ledger) {
      EXPECT_THAT(client.Execute(UnfinishedHistory(LedgerName(ledger), kProposals), true).outcomes,
                  ::testing::Each(IsOk()));
      ASSERT_OK(client.Order(FirstLive(LedgerName(ledger))));
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  // Of all ledgers.
  void Count(std::map<std::string, int>& reminders) {
    ServerProcess server(kProgram, data(), {"--timekeeper", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    for (uint64_t ledger = 0; ledger < ledgers_; ++ledger) {
      ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, client.Records(LedgerName(ledger)));
      CountReminders(records, reminders);
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  const uint64_t ledgers_ = Ledgers(60);
};

TEST_F(TimekeeperKillTest, EachReminderIsGivenOnce) {
  HaveWork();
  if (HasFatalFailure()) return;
  const int killed = KillUntilOneIsThrough();
  std::map<std::string, int> reminders;
  Count(reminders);
  std::cout << killed << " killed, " << reminders.size() << " reminders" << std::endl;
  EXPECT_EQ(reminders.size(), ledgers_ * kProposals * kRemindersAProposal);
  for (const auto& [reminder, times] : reminders) EXPECT_EQ(times, 1) << reminder;
}

}  // namespace
}  // namespace huiyin
