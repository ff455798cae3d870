#include "services/command_pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <list>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
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

  // Each append waits for may_append_; the first one says that it has begun.
  void HoldAppends() {
    log_.BeforeAppend([this] {
      if (!appending_.HasBeenNotified()) appending_.Notify();
      may_append_.WaitForNotificationWithTimeout(absl::Seconds(30));
    });
  }

  testing::TestLog log_;
  const ManualClock clock_{testing::Monday()};
  absl::Notification appending_, may_append_;
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
  HoldAppends();
  std::list<Sent> sent;
  sent.emplace_back().commands = Orders("town-0").Founding();
  ASSERT_OK(Submit(pipeline, sent.back()));
  appending_.WaitForNotification();
  for (int i = 1; i < 50; ++i) {
    sent.emplace_back().commands = Orders(absl::StrCat("town-", i)).Founding();
    ASSERT_OK(Submit(pipeline, sent.back()));
  }
  may_append_.Notify();
  pipeline.Stop();
  // What was decided on by then, and what was not.
  EXPECT_LE(log_.appends(), 3u);
}

TEST_F(CommandPipelineTest, WhatWaitsBehindAnAppendIsCommittedOnceThatIsOver) {
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, {});
  HoldAppends();
  Sent first, second;
  first.commands = Orders("town-0").Founding();
  second.commands = Orders("town-1").Founding();
  ASSERT_OK(Submit(pipeline, first));
  appending_.WaitForNotification();
  ASSERT_OK(Submit(pipeline, second));
  // By now it is decided on, and nothing else comes.
  absl::SleepFor(absl::Milliseconds(20));
  may_append_.Notify();
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (second.answers == 0 && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(second.answers, 1);
}

// A commit being appended, one full behind it, and a full queue: then nothing more is taken.
TEST_F(CommandPipelineTest, AFullQueueRefusesAndTakesAgainLater) {
  constexpr size_t kQueueMax = 100;
  CommandPipelineOptions options;
  options.queue_commands_max = kQueueMax;
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, options);
  HoldAppends();
  std::list<Sent> sent;
  const auto send = [&] {
    sent.emplace_back().commands = Orders(absl::StrCat("town-", sent.size())).Founding();
    return Submit(pipeline, sent.back());
  };
  ASSERT_OK(send());
  appending_.WaitForNotification();
  constexpr size_t kTakenMax = (kCommitCommandsMax + kQueueMax) / Orders::kFounding + 1;
  size_t taken = 0;
  // While it is full, the thread that decides may still take some.
  absl::Time full_since = absl::InfiniteFuture();
  while (taken <= kTakenMax && absl::Now() < full_since + absl::Milliseconds(200)) {
    const absl::Status status = send();
    if (status.ok()) {
      ++taken;
      full_since = absl::InfiniteFuture();
      continue;
    }
    ASSERT_THAT(status, HasReason("QUEUE_FULL"));
    EXPECT_EQ(sent.back().answers, 0);
    sent.pop_back();
    full_since = std::min(full_since, absl::Now());
  }
  EXPECT_LE(taken, kTakenMax);
  EXPECT_GE(taken, kCommitCommandsMax / Orders::kFounding);
  may_append_.Notify();
  while (!send().ok()) {
    sent.pop_back();
    absl::SleepFor(absl::Milliseconds(1));
  }
  pipeline.Stop();
  for (const Sent& one : sent) EXPECT_EQ(one.answers, 1);
}

// Many senders, each of one proposal after another, in order, each command repeated until its fate is known, on a log
// that fails, or whose answers get lost, again and again.
TEST_F(CommandPipelineTest, WhateverTheLogDoesEachCommandIsThereOnceAndInOrder) {
  constexpr int kSenders = 8;
  constexpr int kProposals = 40;
  std::mt19937 random(7);
  absl::Mutex mu;
  log_.BeforeAppend([&] {
    absl::MutexLock lock(&mu);
    const auto lost = Error(absl::StatusCode::kUnavailable, "LOG_FAILED", "disk full", "磁盘已满");
    if (random() % 4 == 0) log_.FailNextAppend(lost);
    if (random() % 4 == 0) log_.LoseNextAnswer(lost);
  });
  CommandPipeline pipeline(log_, testing::TestReferences(), clock_, {});
  const Orders orders("town-a");
  // The answer that is not "try again".
  const auto execute = [&](const v1::Command& command) {
    while (true) {
      Sent sent;
      sent.commands = {command};
      absl::Notification answered;
      std::unique_ptr<CommandGroup> group = sent.Group();
      group->done = [&](CommandGroup& done) {
        sent.outcomes = std::move(done.outcomes);
        answered.Notify();
      };
      EXPECT_OK(pipeline.Submit(0, group));
      answered.WaitForNotification();
      if (!absl::IsUnavailable(sent.outcomes.front().status())) return sent.outcomes.front();
    }
  };
  for (const v1::Command& command : orders.Founding()) ASSERT_OK(execute(command));
  std::atomic<int> refused = 0;
  std::vector<std::thread> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < kProposals; ++i) {
        const std::string proposal = absl::StrCat("p-", sender, "-", i);
        EXPECT_THAT(execute(orders.Register(proposal)), HasReason("PROPOSAL_UNKNOWN"));
        for (const v1::Command& command : orders.Life(proposal)) refused += execute(command).ok() ? 0 : 1;
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  pipeline.Stop();
  EXPECT_EQ(refused, 0);
  std::map<std::string, std::vector<std::string>> of_proposal;
  const std::vector<v1::Record> records = testing::RecordsOf(log_, "town-a");
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].seq(), i);
    of_proposal[records[i].stream_id()].push_back(records[i].command_id());
  }
  EXPECT_EQ(records.size(), static_cast<size_t>(Orders::kFounding + kSenders * kProposals * Orders::kLife));
  for (int sender = 0; sender < kSenders; ++sender) {
    for (int i = 0; i < kProposals; ++i) {
      const std::string proposal = absl::StrCat("p-", sender, "-", i);
      std::vector<std::string> ids;
      for (const v1::Command& command : orders.Life(proposal)) ids.push_back(command.command_id());
      EXPECT_EQ(of_proposal[absl::StrCat("proposal/", proposal)], ids);
    }
  }
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
