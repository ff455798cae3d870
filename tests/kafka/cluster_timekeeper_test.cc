// Nodes of a cluster that keep time, each for the partitions that it owns, killed with kill -9 at random moments while
// they give reminders: whoever takes a partition over goes on with what is missing. Each reminder is in the register
// once. HUIYIN_SEED and HUIYIN_ROUNDS as in tests/faults/chances.h; a round is a kill.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "tests/faults/chances.h"
#include "tests/faults/overdue_register.h"
#include "tests/kafka/node_processes.h"
#include "tests/kafka/raw_topic.h"

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
    topic_ = std::make_unique<RawTopic>(Topic());
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

  // How far the topic's partitions reach, all together; transactions' ends count.
  uint64_t TopicEnd() const {
    uint64_t end = 0;
    for (uint32_t i = 0; i < kNodePartitions; ++i) {
      const absl::StatusOr<Offset> of_partition = topic_->End(i);
      EXPECT_OK(of_partition);
      if (of_partition.ok()) end += of_partition->value();
    }
    return end;
  }
  // Until more was given, or nothing more is for some seconds.
  void AwaitMore(uint64_t than) const {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (TopicEnd() <= than && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
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

 private:
  std::unique_ptr<RawTopic> topic_;
};

TEST_F(ClusterTimekeeperTest, WhoeverOwnsAPartitionGivesWhatIsMissingOnce) {
  HaveWork();
  if (HasFatalFailure()) return;
  Chances chances;
  std::vector<uint64_t> ends = {TopicEnd()};
  for (uint64_t kill = 0; kill < Chances::Rounds(5); ++kill) {
    for (const auto& node : nodes_) {
      if (!node->is_running()) node->Start();
    }
    // Seconds of work, all in all.
    AwaitMore(ends.back());
    absl::SleepFor(chances.Moment(absl::Milliseconds(300)));
    const size_t first = chances.Below(nodes_.size());
    nodes_[first]->Kill();
    // At times the other one goes on.
    if (kill == 0 || chances.Toss()) nodes_[1 - first]->Kill();
    ends.push_back(TopicEnd());
  }
  // One of them goes on with all of it.
  nodes_[0]->Kill();
  nodes_[0]->Start();
  nodes_[0]->AwaitListening();
  // A pass that could not give something makes another try a minute later.
  const absl::Time deadline = absl::Now() + absl::Minutes(3);
  std::map<std::string, int> reminders = Reminders();
  std::cout << reminders.size() << " reminders after the last kill" << std::endl;
  while (reminders.size() < kReminders && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(200));
    reminders = Reminders();
  }
  EXPECT_EQ(reminders.size(), kReminders);
  EXPECT_GT(ends[1], ends[0]) << "the first kill came while something was given";
  EXPECT_GT(TopicEnd(), ends[1] + kReminders / 10) << "and much was left";
  for (const auto& [reminder, times] : reminders) EXPECT_EQ(times, 1) << reminder;
}

}  // namespace
}  // namespace huiyin
