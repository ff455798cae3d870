#include "services/work_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "base/test_matchers.h"

namespace huiyin {
namespace {

TEST(WorkPoolTest, RunsAllThatWasTakenBeforeStopEnds) {
  std::atomic<int> done = 0;
  WorkPool pool(3, 10'000);
  for (int i = 0; i < 1'000; ++i) ASSERT_OK(pool.Start([&done] { ++done; }));
  pool.Stop();
  EXPECT_EQ(done, 1'000);
}

TEST(WorkPoolTest, RefusesNewCallsWhenTooManyWaitButNeverASecondStep) {
  WorkPool pool(1, 2);
  absl::Notification running;
  absl::Notification may_end;
  std::atomic<int> done = 0;
  ASSERT_OK(pool.Start([&] {
    running.Notify();
    may_end.WaitForNotification();
  }));
  running.WaitForNotification();
  EXPECT_OK(pool.Start([&done] { ++done; }));
  EXPECT_OK(pool.Start([&done] { ++done; }));
  const absl::Status refused = pool.Start([&done] { ++done; });
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_QUERIES"));
  pool.Continue([&done] { ++done; });
  may_end.Notify();
  pool.Stop();
  EXPECT_EQ(done, 3);
}

TEST(WorkPoolTest, AfterStopNothingNewIsTaken) {
  WorkPool pool(1, 10);
  pool.Stop();
  pool.Stop();
  EXPECT_THAT(pool.Start([] {}), HasReason("SHUTTING_DOWN"));
}

TEST(WorkPoolTest, WorkMayContinueWhileThePoolStops) {
  std::atomic<int> steps = 0;
  WorkPool pool(2, 10);
  std::function<void()> step = [&] {
    if (++steps < 100) pool.Continue(step);
  };
  ASSERT_OK(pool.Start(step));
  pool.Stop();
  EXPECT_EQ(steps, 100);
}

}  // namespace
}  // namespace huiyin
