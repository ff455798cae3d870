// Programs that keep time, killed with kill -9 at random moments while they give reminders: `huiyin serve` and `huiyin
// tick` by turns, until one is through. Each reminder is in the register once.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/system_ids.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "tests/faults/killed_passes.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

constexpr int kProposals = 12;

class TimekeeperKillTest : public KilledPassesTest {
 protected:
  std::string LedgerName(uint64_t number) const { return absl::StrCat("town-", number); }

  // Imported history of 2025 with open proposals, and a live command after it: since then it is all overdue.
  void HaveWork() {
    ServerProcess server(kProgram, data(), {"--timekeeper", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    for (uint64_t ledger = 0; ledger < ledgers_; ++ledger) {
      const Orders orders(LedgerName(ledger));
      std::vector<v1::Command> history = orders.Founding();
      for (int i = 0; i < kProposals; ++i) {
        const std::string proposal = absl::StrCat("p-", i);
        history.push_back(orders.Submit(proposal));
        history.push_back(orders.Register(proposal));
        history.push_back(orders.Assign(proposal));
      }
      EXPECT_THAT(client.Execute(history, true).outcomes, ::testing::Each(IsOk()));
      ASSERT_OK(client.Order(Orders(LedgerName(ledger), absl::Now()).Submit("p-live")));
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  // Of all ledgers, by ledger, event and proposal: how often.
  void CountReminders(std::map<std::string, int>& reminders) {
    ServerProcess server(kProgram, data(), {"--timekeeper", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    for (uint64_t ledger = 0; ledger < ledgers_; ++ledger) {
      ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, client.Records(LedgerName(ledger)));
      for (const v1::Record& record : records) {
        if (!IsTimekeeperId(record.command_id())) continue;
        ++reminders[absl::StrCat(record.ledger_id(), " ", record.event().event_case(), " ", record.stream_id())];
      }
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
  CountReminders(reminders);
  std::cout << killed << " killed, " << reminders.size() << " reminders" << std::endl;
  // Overdue, and urged, each.
  EXPECT_EQ(reminders.size(), ledgers_ * kProposals * 2);
  for (const auto& [reminder, times] : reminders) EXPECT_EQ(times, 1) << reminder;
}

}  // namespace
}  // namespace huiyin
