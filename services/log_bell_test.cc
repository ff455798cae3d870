#include "services/log_bell.h"

#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/sample_records.h"

namespace huiyin {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

// Grows a log by one record at a time.
class Growth {
 public:
  explicit Growth(EventLog& log) : log_(log) {}
  void Append() {
    Sample sample;
    sample.seq = sample.version = next_;
    sample.command = absl::StrCat("c-", next_);
    std::vector<LedgerBatch> batches(1);
    batches[0].ledger = LedgerId(sample.ledger);
    batches[0].expected = Seq(next_++);
    batches[0].records.push_back(SampleEncoded(sample));
    ASSERT_OK(log_.Append(batches));
  }

 private:
  EventLog& log_;
  uint64_t next_ = 0;
};

TEST(LogBellTest, WakesOnceWhenTheLogGrows) {
  MemoryLog log;
  LogBell bell(log);
  Growth growth(log);
  std::atomic<int> woken = 0;
  absl::Notification first;
  bell.Wait(bell.rings(), [&] {
    if (++woken == 1) first.Notify();
  });
  growth.Append();
  EXPECT_TRUE(first.WaitForNotificationWithTimeout(kPatience));
  growth.Append();
  absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(woken, 1);
}

TEST(LogBellTest, WakesAtOnceWhenItRangSince) {
  MemoryLog log;
  LogBell bell(log);
  const uint64_t seen = bell.rings();
  Growth(log).Append();
  while (bell.rings() == seen) absl::SleepFor(absl::Milliseconds(1));
  bool woken = false;
  bell.Wait(seen, [&] { woken = true; });
  EXPECT_TRUE(woken);
}

TEST(LogBellTest, AQuietLogWakesNobody) {
  MemoryLog log;
  LogBell bell(log);
  std::atomic<bool> woken = false;
  const uint64_t ticket = bell.Wait(bell.rings(), [&] { woken = true; });
  absl::SleepFor(absl::Milliseconds(30));
  EXPECT_FALSE(woken);
  EXPECT_TRUE(bell.Cancel(ticket));
  EXPECT_FALSE(bell.Cancel(ticket));
  Growth(log).Append();
  bell.Stop();
  EXPECT_FALSE(woken) << "it was cancelled";
}

TEST(LogBellTest, StopWakesWhoWaitsNowAndEverAfter) {
  MemoryLog log;
  LogBell bell(log);
  bool before = false;
  bool after = false;
  bell.Wait(bell.rings(), [&] { before = true; });
  bell.Stop();
  EXPECT_TRUE(before);
  bell.Wait(bell.rings(), [&] { after = true; });
  EXPECT_TRUE(after);
  bell.Stop();
}

// A log that nobody looks at again just in case: whoever waits for more sleeps until there is more. It also makes the
// moment between looking at the end and waiting longer, in which growth is easily missed.
class SleepyLog final : public ForwardingLog {
 public:
  SleepyLog() : ForwardingLog(memory_) {}

  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override {
    auto end = ForwardingLog::PartitionEnd(partition);
    absl::SleepFor(absl::Microseconds(100));
    return end;
  }
  bool WaitForMore(uint32_t partition, Offset seen, absl::Time) const override {
    return ForwardingLog::WaitForMore(partition, seen, absl::InfiniteFuture());
  }

 private:
  MemoryLog memory_;
};

// Readers that go to sleep just as the log grows must not sleep on. The log grows by the one record that the reader
// still misses, and nothing else wakes anybody, so a lost wake-up is never made good.
TEST(LogBellTest, LosesNoWakeUp) {
  const uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  SleepyLog log;
  LogBell bell(log);
  Growth growth(log);
  constexpr int kTurns = 300;
  for (int turn = 0; turn < kTurns; ++turn) {
    const auto pause = [&random] { return absl::Microseconds(random() % 500); };
    const absl::Duration writer_waits = pause();
    std::thread writer([&] {
      absl::SleepFor(writer_waits);
      growth.Append();
    });
    while (true) {
      const uint64_t seen = bell.rings();
      if (log.PartitionEnd(0)->value() > static_cast<uint64_t>(turn)) break;
      // What comes now, it must be told at once when it waits.
      absl::SleepFor(pause());
      absl::Notification woken;
      const uint64_t ticket = bell.Wait(seen, [&woken] { woken.Notify(); });
      if (woken.WaitForNotificationWithTimeout(kPatience)) continue;
      ADD_FAILURE() << "a wake-up was lost in turn " << turn;
      if (!bell.Cancel(ticket)) woken.WaitForNotification();
      writer.join();
      return;
    }
    writer.join();
  }
}

TEST(LogBellTest, RingsForOtherNewsToo) {
  MemoryLog log;
  LogBell bell(log);
  std::atomic<bool> woken = false;
  bell.Wait(bell.rings(), [&] { woken = true; });
  bell.Ring();
  EXPECT_TRUE(woken);
}

}  // namespace
}  // namespace huiyin
