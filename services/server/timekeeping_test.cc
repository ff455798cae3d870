// A whole node that keeps time, or is asked to.
#include <gmock/gmock.h>

#include "base/clock.h"
#include "base/timestamps.h"
#include "services/server/node_under_test.h"
#include "services/system_ids.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using testing::Eventually;
using ::testing::IsEmpty;

constexpr char kOverdue[] = "t:overdue:p-1:u-1:1:2025-05-06";
constexpr char kUrge[] = "t:urge:p-1:u-1:1:2025-05-06:first";

// A proposal in handling since Monday, 2025-03-03; due on 2025-05-06.
class TimekeepingTest : public testing::NodeUnderTest {
 protected:
  TimekeepingTest() {
    options_.clock = &clock_;
    StartFounded();
    for (const v1::Command& command :
         {orders_.Submit("p-1"), orders_.Register("p-1"), orders_.Assign("p-1"), orders_.SignFor("p-1")}) {
      EXPECT_OK(Client().Order(command));
    }
  }
  std::vector<std::string> Given() {
    std::vector<std::string> ids;
    const absl::StatusOr<std::vector<v1::Record>> records = Client().Records("town-a");
    EXPECT_OK(records);
    for (const v1::Record& record : *records) {
      if (IsTimekeeperId(record.command_id())) ids.push_back(record.command_id());
    }
    return ids;
  }

  ManualClock clock_{testing::Monday()};
  const absl::Time after_due_ = testing::Monday() + absl::Hours(24 * 65);
};

TEST_F(TimekeepingTest, MakesUpForTheDaysOnWhichItWasDown) {
  node_ = nullptr;
  clock_.Set(after_due_);
  options_.timekeeper = TimekeeperOptions();
  Start();
  EXPECT_TRUE(Eventually([&] { return !Given().empty(); }));
  EXPECT_THAT(Given(), ElementsAre(kOverdue, kUrge));
  Start();
  ASSERT_OK(node_->WaitUntilCaughtUp(absl::InfiniteFuture()));
  node_->Shutdown();
  Start();
  EXPECT_THAT(Given(), ElementsAre(kOverdue, kUrge));
}

TEST_F(TimekeepingTest, GivesNothingUnlessItWasToldTo) {
  clock_.Set(after_due_);
  Start();
  ASSERT_OK(node_->WaitUntilCaughtUp(absl::InfiniteFuture()));
  EXPECT_THAT(Given(), IsEmpty());
}

TEST_F(TimekeepingTest, ATickTellsWhatItGave) {
  clock_.Set(after_due_);
  std::vector<std::string> told;
  const auto tell = [&told](const v1::Command& order, const absl::StatusOr<CommandReceipt>& outcome) {
    EXPECT_OK(outcome);
    told.push_back(order.command_id());
  };
  ASSERT_OK_AND_ASSIGN(PassReport report, node_->Tick({}, clock_, tell));
  EXPECT_THAT(told, ElementsAre(kOverdue, kUrge));
  EXPECT_EQ(report.given, 2u);
  ASSERT_OK_AND_ASSIGN(report, node_->Tick({}, clock_, tell));
  EXPECT_EQ(told.size(), 2u);
  EXPECT_EQ(report.given, 0u);
}

TEST_F(TimekeepingTest, ATickOfAPastMomentIsRecordedNow) {
  clock_.Set(after_due_);
  const absl::Time then = testing::Monday() + absl::Hours(24 * 60);
  ASSERT_OK(node_->Tick({}, ManualClock(then), nullptr));
  ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, Client().Records("town-a"));
  const v1::Record& last = records.back();
  EXPECT_EQ(last.command_id(), "t:due-soon:p-1:u-1:1:2025-05-06");
  EXPECT_EQ(ToTime(last.recorded_at()), after_due_) << "else what was known at a past moment would change";
  EXPECT_LT(ToTime(last.occurred_at()), then);
}

TEST_F(TimekeepingTest, WithoutViewsThereIsNothingToSeeItBy) {
  options_.serve_views = false;
  options_.timekeeper = TimekeeperOptions();
  clock_.Set(after_due_);
  Start();
  EXPECT_THAT(node_->Tick({}, clock_, nullptr), HasReason("NO_VIEWS"));
  EXPECT_THAT(Given(), IsEmpty());
}

}  // namespace
}  // namespace huiyin
