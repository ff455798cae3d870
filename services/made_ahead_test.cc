#include "services/made_ahead.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "base/test_matchers.h"

namespace huiyin {
namespace {

TEST(MadeAheadTest, IsMadeByThePoolBeforeItIsAskedFor) {
  WorkPool pool(1, 1);
  absl::Notification made;
  MadeAhead<std::thread::id> ahead(pool, [&] {
    made.Notify();
    return std::this_thread::get_id();
  });
  made.WaitForNotification();
  EXPECT_NE(ahead.Get(), std::this_thread::get_id());
}

TEST(MadeAheadTest, IsMadeByWhoAsksWhenThePoolHasNoRoom) {
  WorkPool pool(1, 0);
  MadeAhead<std::thread::id> ahead(pool, [] { return std::this_thread::get_id(); });
  EXPECT_EQ(ahead.Get(), std::this_thread::get_id());
}

TEST(MadeAheadTest, IsMadeByWhoAsksWhenThePoolIsBusyAndOnlyOnce) {
  absl::Notification go_on;
  int times = 0;
  {
    WorkPool pool(1, 2);
    ASSERT_OK(pool.Start([&] { go_on.WaitForNotification(); }));
    MadeAhead<int> ahead(pool, [&] { return ++times; });
    EXPECT_EQ(ahead.Get(), 1);
    go_on.Notify();
  }
  EXPECT_EQ(times, 1);
}

TEST(MadeAheadTest, IsNotMadeWhenNobodyWantsItAnyMore) {
  absl::Notification go_on;
  bool made = false;
  {
    WorkPool pool(1, 2);
    ASSERT_OK(pool.Start([&] { go_on.WaitForNotification(); }));
    {
      MadeAhead<bool> ahead(pool, [&] { return made = true; });
    }
    go_on.Notify();
  }
  EXPECT_FALSE(made);
}

TEST(MadeAheadTest, OneThatAnotherTookThePlaceOfIsNotMadeEither) {
  absl::Notification go_on;
  bool made = false;
  {
    WorkPool pool(1, 3);
    ASSERT_OK(pool.Start([&] { go_on.WaitForNotification(); }));
    MadeAhead<bool> ahead(pool, [&] { return made = true; });
    ahead = MadeAhead<bool>(pool, [] { return false; });
    EXPECT_FALSE(ahead.Get());
    go_on.Notify();
  }
  EXPECT_FALSE(made);
}

}  // namespace
}  // namespace huiyin
