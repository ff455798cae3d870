// Nodes of a cluster that keep time, each for the partitions that it owns, killed with kill -9 at random moments while
// they give reminders: whoever takes a partition over goes on with what is missing. Each reminder is in the register
// once. HUIYIN_SEED and HUIYIN_ROUNDS as in tests/faults/chances.h; a round is a kill.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "tests/faults/chances.h"
#include "tests/faults/overdue_register.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

constexpr int kLedgers = 200;
constexpr int kProposals = 50;
constexpr size_t kReminders = static_cast<size_t>(kLedgers) * kProposals * kRemindersAProposal;

std::string LedgerName(int number) { return absl::StrCat("town-", number); }

class ClusterTimekeeperTest : public NodeProcessesTest {
 protected:
  // Nobody keeps time yet.
  void HaveWork() {
    StartNodes(2, KafkaCluster::Shared().bootstrap(), /*session_timeout_ms=*/2'000, {"--timekeeper", "off"});
    const testing::Caller client = nodes_[0]->Client(absl::Seconds(30));
    for (int i = 0; i < kLedgers; ++i) {
      const std::vector<v1::Command> history = UnfinishedHistory(LedgerName(i), kProposals);
      const auto imported = UntilAnswered([&]() -> absl::StatusOr<size_t> {
        const auto executed = client.Execute(history, /*historical=*/true);
        for (const auto& outcome : executed.outcomes) RETURN_IF_ERROR(outcome.status());
        RETURN_IF_ERROR(executed.status);
        return executed.outcomes.size();
      });
      ASSERT_OK(imported);
      ASSERT_EQ(*imported, history.size());
      ASSERT_OK(OrderUntilAnswered(*nodes_[0], FirstLive(LedgerName(i))));
    }
    for (const auto& node : nodes_) EXPECT_EQ(node->Terminate(), 0);
  }

  // As some node that runs tells of them.
  std::map<std::string, int> Reminders() const {
    const testing::Caller client = (nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1]).Client();
    std::map<std::string, int> reminders;
    for (int i = 0; i < kLedgers; ++i) {
      const auto records = UntilAnswered([&] { return client.Records(LedgerName(i)); });
      EXPECT_OK(records);
      if (records.ok()) CountReminders(*records, reminders);
    }
    return reminders;
  }
};

TEST_F(ClusterTimekeeperTest, WhoeverOwnsAPartitionGivesWhatIsMissingOnce) {
  HaveWork();
  if (HasFatalFailure()) return;
  Chances chances;
  for (uint64_t kill = 0; kill < Chances::Rounds(5); ++kill) {
    for (const auto& node : nodes_) {
      if (!node->is_running()) node->Start();
    }
    // Who has just taken a partition over begins to give what is due in it: seconds of work, all in all.
    NodeProcess& owner = OwnerOf(LedgerName(static_cast<int>(chances.Below(kLedgers))));
    absl::SleepFor(chances.Moment(absl::Seconds(2)));
    owner.Kill();
    // At times the other one goes on.
    if (chances.Toss()) (nodes_[0]->is_running() ? nodes_[0] : nodes_[1])->Kill();
  }
  // One of them goes on with all of it.
  nodes_[0]->Kill();
  nodes_[0]->Start();
  nodes_[0]->AwaitListening();
  const absl::Time deadline = Soon();
  std::map<std::string, int> reminders = Reminders();
  std::cout << reminders.size() << " reminders after the last kill" << std::endl;
  while (reminders.size() < kReminders && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(200));
    reminders = Reminders();
  }
  EXPECT_EQ(reminders.size(), kReminders);
  for (const auto& [reminder, times] : reminders) EXPECT_EQ(times, 1) << reminder;
}

}  // namespace
}  // namespace huiyin
