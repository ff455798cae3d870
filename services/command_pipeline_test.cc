#include "services/command_pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/test_matchers.h"
#include "domain/command_of.h"
#include "services/testing/orders.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

using testing::Orders;

// A group that keeps its commands and counts its answers.
struct Sent {
  std::vector<v1::Command> commands;
  std::atomic<int> answers = 0;
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;

  std::unique_ptr<CommandGroup> Group() {
    auto group = std::make_unique<CommandGroup>();
    for (const v1::Command& command : commands) {
      group->commands.push_back({&command, CommandDigest(command), false, nullptr, command.ByteSizeLong()});
    }
    group->done = [this](CommandGroup& done) {
      outcomes = std::move(done.outcomes);
      ++answers;
    };
    return group;
  }
};

class CommandPipelineTest : public ::testing::Test {
 protected:
  absl::Status Submit(CommandPipeline& pipeline, Sent& sent) {
    std::unique_ptr<CommandGroup> group = sent.Group();
    return pipeline.Submit(pipeline.LaneOf(LedgerId(sent.commands.front().ledger_id())), group);
  }

  testing::TestLog log_;
  const ManualClock clock_{testing::Monday()};
};

TEST_F(CommandPipelineTest, ALedgerAlwaysHasTheSameWriter) {
  CommandPipelineOptions options;
  options.writers = 4;
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, options);
  std::set<uint32_t> used;
  for (int i = 0; i < 100; ++i) {
    const LedgerId ledger(absl::StrCat("town-", i));
    EXPECT_LT(pipeline.LaneOf(ledger), 4u);
    EXPECT_EQ(pipeline.LaneOf(ledger), pipeline.LaneOf(ledger));
    used.insert(pipeline.LaneOf(ledger));
  }
  EXPECT_EQ(used.size(), 4u) << "100 ledgers are spread over all writers";
}

TEST_F(CommandPipelineTest, AnswersEveryGroupOnceAfterItsAppend) {
  CommandPipelineOptions options;
  options.writers = 2;
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, options);
  std::list<Sent> sent;
  for (int i = 0; i < 20; ++i) {
    sent.emplace_back().commands = Orders(absl::StrCat("town-", i)).Founding();
    ASSERT_OK(Submit(pipeline, sent.back()));
  }
  pipeline.Stop();
  for (const Sent& one : sent) {
    EXPECT_EQ(one.answers, 1);
    EXPECT_THAT(one.outcomes, ::testing::Each(IsOk()));
  }
}

TEST_F(CommandPipelineTest, NothingIsAnsweredBeforeItIsInTheLog) {
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, {});
  absl::Notification may_append;
  Sent sent;
  sent.commands = Orders("town-a").Founding();
  log_.BeforeAppend([&] {
    may_append.WaitForNotificationWithTimeout(absl::Seconds(30));
    EXPECT_EQ(sent.answers, 0);
  });
  ASSERT_OK(Submit(pipeline, sent));
  EXPECT_EQ(sent.answers, 0);
  may_append.Notify();
  pipeline.Stop();
  EXPECT_EQ(sent.answers, 1);
  EXPECT_EQ(testing::RecordsOf(log_, "town-a").size(), sent.commands.size());
}

TEST_F(CommandPipelineTest, WhatWaitsBehindAnAppendIsCommittedTogether) {
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, {});
  absl::Notification appending;
  absl::Notification may_append;
  log_.BeforeAppend([&] {
    if (!appending.HasBeenNotified()) appending.Notify();
    may_append.WaitForNotificationWithTimeout(absl::Seconds(30));
  });
  std::list<Sent> sent;
  sent.emplace_back().commands = Orders("town-0").Founding();
  ASSERT_OK(Submit(pipeline, sent.back()));
  appending.WaitForNotification();
  for (int i = 1; i < 50; ++i) {
    sent.emplace_back().commands = Orders(absl::StrCat("town-", i)).Founding();
    ASSERT_OK(Submit(pipeline, sent.back()));
  }
  may_append.Notify();
  pipeline.Stop();
  EXPECT_EQ(log_.appends(), 2u);
}

TEST_F(CommandPipelineTest, AFullQueueRefusesAndTakesAgainLater) {
  CommandPipelineOptions options;
  options.queue_commands_max = 5;
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, options);
  absl::Notification appending;
  absl::Notification may_append;
  log_.BeforeAppend([&] {
    if (!appending.HasBeenNotified()) appending.Notify();
    may_append.WaitForNotificationWithTimeout(absl::Seconds(30));
  });
  std::list<Sent> sent;
  for (int i = 0; i < 3; ++i) sent.emplace_back().commands = Orders(absl::StrCat("town-", i)).Founding();
  auto it = sent.begin();
  ASSERT_OK(Submit(pipeline, *it++));
  appending.WaitForNotification();
  EXPECT_OK(Submit(pipeline, *it++));
  EXPECT_THAT(Submit(pipeline, *it), HasReason("QUEUE_FULL"));
  EXPECT_EQ(it->answers, 0);
  may_append.Notify();
  while (!Submit(pipeline, *it).ok()) absl::SleepFor(absl::Milliseconds(1));
  pipeline.Stop();
  for (const Sent& one : sent) EXPECT_EQ(one.answers, 1);
}

TEST_F(CommandPipelineTest, AfterStopNothingIsTaken) {
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, {});
  pipeline.Stop();
  pipeline.Stop();
  Sent sent;
  sent.commands = Orders("town-a").Founding();
  EXPECT_THAT(Submit(pipeline, sent), HasReason("SHUTTING_DOWN"));
}

}  // namespace
}  // namespace huiyin
