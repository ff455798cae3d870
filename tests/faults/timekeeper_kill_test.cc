// Programs that keep time, killed with kill -9 at random moments while they give reminders: `huiyin serve` and `huiyin
// tick` by turns, until one is through. Each reminder is in the register once.
//
// KILL_SEED: the seed to repeat. KILL_LEDGERS: how many ledgers have work.
#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/system_ids.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr int kProposals = 12;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

class TimekeeperKillTest : public ::testing::Test {
 protected:
  std::string LedgerName(uint64_t number) const { return absl::StrCat("town-", number); }

  // Imported history of 2025 with open proposals, and a live command after it: since then it is all overdue.
  void HaveWork() {
    ServerProcess server(kProgram, data_, {"--timekeeper", "off"});
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
    ServerProcess server(kProgram, data_, {"--timekeeper", "off"});
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

  // True: the pass came to its end.
  bool TickUntil(absl::Duration life) {
    ChildProcess tick({kProgram, "tick", "--data", data_, "--json"}, {.stdout_fd = nowhere_, .stderr_fd = nowhere_});
    const std::optional<int> exit = tick.ExitBy(absl::Now() + life);
    return exit.has_value() && *exit == 0;
  }
  void ServeFor(absl::Duration life) {
    ServerProcess server(kProgram, data_);
    absl::SleepFor(life);
    server.process().Kill();
  }

  const testing::TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const uint64_t ledgers_ = FromEnvironment("KILL_LEDGERS", 60);
  const int nowhere_ = open("/dev/null", O_WRONLY | O_CLOEXEC);
};

TEST_F(TimekeeperKillTest, EachReminderIsGivenOnce) {
  const uint64_t seed = FromEnvironment("KILL_SEED", std::random_device()());
  std::cout << "KILL_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  HaveWork();
  if (HasFatalFailure()) return;
  // Lives grow longer, so that one is long enough in the end.
  int killed = 0;
  for (absl::Duration longest = absl::Milliseconds(60); !TickUntil(longest * (random() % 100) / 100.0);
       longest *= 1.1) {
    ++killed;
    ServeFor(longest * (random() % 100) / 100.0);
    ASSERT_LT(longest, absl::Seconds(60));
  }
  EXPECT_TRUE(TickUntil(absl::Seconds(60))) << "and one more, for nothing";
  std::map<std::string, int> reminders;
  CountReminders(reminders);
  std::cout << 2 * killed << " killed, " << reminders.size() << " reminders" << std::endl;
  // Overdue, and urged, each.
  EXPECT_EQ(reminders.size(), ledgers_ * kProposals * 2);
  for (const auto& [reminder, times] : reminders) EXPECT_EQ(times, 1) << reminder;
  EXPECT_GT(killed, 3);
}

}  // namespace
}  // namespace huiyin
