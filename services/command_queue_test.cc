#include "services/command_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"
#include "base/test_matchers.h"

namespace huiyin {
namespace {

std::unique_ptr<CommandGroup> Group(size_t commands, size_t bytes_each = 1) {
  auto group = std::make_unique<CommandGroup>();
  group->commands.resize(commands);
  for (PreparedCommand& command : group->commands) command.bytes = bytes_each;
  return group;
}

TEST(CommandQueueTest, TakesCommandsUpToItsNumber) {
  CommandQueue queue(3, 1'000);
  std::unique_ptr<CommandGroup> two = Group(2);
  std::unique_ptr<CommandGroup> one = Group(1);
  std::unique_ptr<CommandGroup> more = Group(1);
  EXPECT_OK(queue.Push(two));
  EXPECT_OK(queue.Push(one));
  const absl::Status full = queue.Push(more);
  EXPECT_THAT(full, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(full, HasReason("QUEUE_FULL"));
  EXPECT_EQ(two, nullptr);
  ASSERT_NE(more, nullptr) << "what was not taken stays the caller's";
  EXPECT_EQ(more->commands.size(), 1u);
}

TEST(CommandQueueTest, TakesCommandsUpToItsBytes) {
  CommandQueue queue(1'000, 100);
  std::unique_ptr<CommandGroup> first = Group(1, 60);
  std::unique_ptr<CommandGroup> second = Group(1, 41);
  std::unique_ptr<CommandGroup> fits = Group(1, 40);
  EXPECT_OK(queue.Push(first));
  EXPECT_THAT(queue.Push(second), HasReason("QUEUE_FULL"));
  EXPECT_OK(queue.Push(fits));
}

TEST(CommandQueueTest, DrainingMakesRoom) {
  CommandQueue queue(1, 100);
  for (int i = 0; i < 10; ++i) {
    std::unique_ptr<CommandGroup> group = Group(1, 100);
    EXPECT_OK(queue.Push(group));
    EXPECT_EQ(queue.Drain(1, 100)->size(), 1u);
  }
}

TEST(CommandQueueTest, TakesAnOversizeGroupWhenEmptyOnly) {
  CommandQueue queue(2, 10);
  std::unique_ptr<CommandGroup> many = Group(5);
  std::unique_ptr<CommandGroup> heavy = Group(1, 1'000);
  EXPECT_OK(queue.Push(many));
  EXPECT_THAT(queue.Push(heavy), HasReason("QUEUE_FULL"));
  EXPECT_EQ(queue.Drain(2, 10)->size(), 1u);
  EXPECT_OK(queue.Push(heavy));
}

TEST(CommandQueueTest, DrainsWholeGroupsInOrderUpToTheLimits) {
  CommandQueue queue(100, 1'000);
  for (size_t size = 1; size <= 4; ++size) {
    std::unique_ptr<CommandGroup> group = Group(size, 10);
    ASSERT_OK(queue.Push(group));
  }
  // 1 + 2 commands reach the limit of 3.
  std::vector<std::unique_ptr<CommandGroup>> first = *queue.Drain(3, 1'000);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0]->commands.size(), 1u);
  EXPECT_EQ(first[1]->commands.size(), 2u);
  // 30 bytes reach the limit of 30.
  std::vector<std::unique_ptr<CommandGroup>> second = *queue.Drain(100, 30);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0]->commands.size(), 3u);
  EXPECT_EQ(queue.Drain(100, 1'000)->size(), 1u);
}

TEST(CommandQueueTest, AfterCloseNothingIsTakenAndWhatWasTakenIsDrained) {
  CommandQueue queue(100, 1'000);
  std::unique_ptr<CommandGroup> before = Group(1);
  std::unique_ptr<CommandGroup> after = Group(1);
  ASSERT_OK(queue.Push(before));
  queue.Close();
  const absl::Status refused = queue.Push(after);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused, HasReason("SHUTTING_DOWN"));
  EXPECT_NE(after, nullptr);
  EXPECT_EQ(queue.Drain(100, 1'000)->size(), 1u);
  EXPECT_EQ(queue.Drain(100, 1'000), std::nullopt);
  EXPECT_EQ(queue.Drain(100, 1'000), std::nullopt);
}

TEST(CommandQueueTest, CloseWakesWhoDrains) {
  CommandQueue queue(100, 1'000);
  std::thread drainer([&] { EXPECT_EQ(queue.Drain(1, 1), std::nullopt); });
  absl::SleepFor(absl::Milliseconds(10));
  queue.Close();
  drainer.join();
}

TEST(CommandQueueTest, ANudgeWakesWhoDrainsOnce) {
  CommandQueue queue(100, 1'000);
  std::thread drainer([&] {
    EXPECT_TRUE(queue.Drain(1, 1)->empty());
    EXPECT_EQ(queue.Drain(1, 1), std::nullopt) << "waits until it is closed";
  });
  queue.Nudge();
  absl::SleepFor(absl::Milliseconds(10));
  queue.Close();
  drainer.join();
}

TEST(CommandQueueTest, ManyPushersLoseNothing) {
  constexpr int kPushers = 4;
  constexpr int kEach = 2'000;
  CommandQueue queue(64, 1 << 20);
  std::vector<std::thread> pushers;
  for (int pusher = 0; pusher < kPushers; ++pusher) {
    pushers.emplace_back([&queue] {
      for (int i = 0; i < kEach; ++i) {
        std::unique_ptr<CommandGroup> group = Group(1);
        while (!queue.Push(group).ok()) std::this_thread::yield();
      }
    });
  }
  size_t drained = 0;
  while (drained < kPushers * kEach) drained += queue.Drain(16, 1 << 20)->size();
  EXPECT_EQ(drained, static_cast<size_t>(kPushers * kEach));
  for (std::thread& pusher : pushers) pusher.join();
}

}  // namespace
}  // namespace huiyin
