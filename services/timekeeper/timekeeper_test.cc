// The timekeeper on a register in memory: what is due is given once, whatever the clock, the machine and the other
// instances do.
#include "services/timekeeper/timekeeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/timekeeper/testing/desk.h"
#include "services/timekeeper/timekeeper_loop.h"

namespace huiyin {
namespace {

using testing::Desk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Orders;
using testing::ShanghaiTime;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

constexpr char kDueSoon[] = "t:due-soon:p-1:u-1:1:2025-05-06";
constexpr char kOverdue[] = "t:overdue:p-1:u-1:1:2025-05-06";
constexpr char kFirstUrge[] = "t:urge:p-1:u-1:1:2025-05-06:first";
constexpr char kSecondUrge[] = "t:urge:p-1:u-1:1:2025-05-06:2025-05-07";

// Two months from 2025-03-03 end on a Saturday, and after the holidays on 2025-05-06.
class TimekeeperTest : public ::testing::Test {
 protected:
  TimekeeperTest() { desk_.OrderAll(desk_.Now().Founding()); }

  PassReport Pass() {
    absl::StatusOr<PassReport> report = desk_.Pass();
    EXPECT_OK(report);
    EXPECT_OK(report->error);
    return *report;
  }
  PassReport PassAt(const std::string& moment) {
    desk_.GoTo(moment);
    return Pass();
  }

  Desk desk_;
};

TEST_F(TimekeeperTest, AYearOfOneProposalThatNobodyAnswers) {
  desk_.Handle("p-1");
  PassAt("2025-04-28 23:59:59");
  EXPECT_THAT(desk_.Given(), IsEmpty());
  PassAt("2025-04-29 00:00:00");
  EXPECT_THAT(desk_.Given(), ElementsAre(kDueSoon));
  EXPECT_EQ(desk_.RecordOf(kDueSoon).event().due_date_approached().days_left(), 7u);
  PassAt("2025-05-06 23:59:59");
  EXPECT_THAT(desk_.Given(), ElementsAre(kDueSoon));
  PassAt("2025-05-07 00:00:01");
  EXPECT_THAT(desk_.Given(), ElementsAre(kDueSoon, kOverdue, kFirstUrge));
  EXPECT_EQ(desk_.RecordOf(kOverdue).event().due_date_passed().noted_on(), "2025-05-07");
  PassAt("2025-05-16 12:00:00");
  EXPECT_THAT(desk_.Given(), SizeIs(3));
  PassAt("2025-05-17 00:00:00");
  EXPECT_THAT(desk_.Given(), ElementsAre(kDueSoon, kOverdue, kFirstUrge, kSecondUrge));
  EXPECT_EQ(desk_.RecordOf(kSecondUrge).event().unit_urged().urged_on(), "2025-05-17");
}

TEST_F(TimekeeperTest, AnOrderHappensWhenItsDayBeganAndIsRecordedWhenItWas) {
  desk_.Handle("p-1");
  PassAt("2025-05-01 08:30:00");
  const v1::Record record = desk_.RecordOf(kDueSoon);
  EXPECT_EQ(ToTime(record.occurred_at()), ShanghaiTime("2025-05-01 00:00:00"));
  EXPECT_EQ(ToTime(record.recorded_at()), ShanghaiTime("2025-05-01 08:30:00"));
  EXPECT_EQ(record.actor().id(), "timekeeper");
  EXPECT_EQ(record.actor().role(), v1::Actor::SYSTEM);
  EXPECT_EQ(record.event().due_date_approached().announced_on(), "2025-05-01");
  EXPECT_EQ(record.event().due_date_approached().days_left(), 5u) << "the days that the unit has left, truly";
}

TEST_F(TimekeeperTest, WhatHappenedEarlierThatDayStaysBefore) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-05-01 08:15:00");
  desk_.Order(desk_.Now().LogProgress("p-1", "已勘测"));
  PassAt("2025-05-01 08:30:00");
  EXPECT_EQ(ToTime(desk_.RecordOf(kDueSoon).occurred_at()), ShanghaiTime("2025-05-01 08:15:00"));
}

TEST_F(TimekeeperTest, FeedbackLapsesAndPromisesAreMissed) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-04-07");
  v1::Command reply = desk_.Now().Reply("p-1");
  v1::Commitment& promise = *reply.mutable_reply()->add_commitments();
  promise.set_commitment_id("c-1");
  promise.set_text("六月底前完工");
  promise.set_due_on("2025-06-30");
  desk_.Order(reply);
  // 20 working days after 2025-04-07, over the Sunday worked and the holidays, is 2025-05-07.
  PassAt("2025-05-07 23:59:59");
  EXPECT_THAT(desk_.Given(), IsEmpty());
  PassAt("2025-05-08 00:00:00");
  EXPECT_THAT(desk_.Given(), ElementsAre("t:lapse:p-1:1:2025-05-07"));
  PassAt("2025-07-01 00:00:00");
  EXPECT_THAT(desk_.Given(), ElementsAre("t:lapse:p-1:1:2025-05-07", "t:missed:p-1:c-1:2025-06-30"));
}

TEST_F(TimekeeperTest, DaysOnWhichNobodyLookedAreMadeUpForOnce) {
  desk_.Handle("p-1");
  PassAt("2025-08-20");
  EXPECT_THAT(desk_.Given(), ElementsAre(kOverdue, kFirstUrge)) << "not ten urges, nor the coming of a day gone by";
  EXPECT_EQ(desk_.RecordOf(kOverdue).event().due_date_passed().noted_on(), "2025-08-20");
}

TEST_F(TimekeeperTest, AClockThatStandsStillOrGoesBackOrdersNothingTwice) {
  desk_.Handle("p-1");
  for (const char* moment : {"2025-05-07", "2025-05-07", "2025-05-06", "2025-04-29", "2025-05-07", "2025-05-08"})
    PassAt(moment);
  // On the 6th and before it the proposal's last event lies in the future: nothing can be said before it.
  EXPECT_THAT(desk_.Given(), ElementsAre(kOverdue, kFirstUrge));
  PassAt("2027-01-01");
  EXPECT_THAT(desk_.Given(), SizeIs(3)) << "a jump of months: one more urge";
  PassAt("2025-05-17");
  EXPECT_THAT(desk_.Given(), SizeIs(3)) << "and back: the last urge is still to come";
}

TEST_F(TimekeeperTest, WhatTheClockSetBackForbidsWaitsUntilItHasCaughtUp) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-05-03");
  desk_.Order(desk_.Now().LogProgress("p-1", "已勘测"));
  EXPECT_EQ(PassAt("2025-05-01").waiting, 1u);
  EXPECT_THAT(desk_.Given(), IsEmpty());
  PassAt("2025-05-03 12:00:01");
  EXPECT_THAT(desk_.Given(), ElementsAre(kDueSoon));
}

TEST_F(TimekeeperTest, EachLedgerHasItsOwnMidnight) {
  std::vector<v1::Command> founding = desk_.Now("town-w").Founding();
  founding[0].mutable_open_ledger()->set_time_zone("Asia/Urumqi");
  desk_.OrderAll(founding);
  desk_.Handle("p-1");
  desk_.Handle("p-1", "town-w");
  PassAt("2025-05-07 00:30:00");
  EXPECT_THAT(desk_.Given("town-a"), ElementsAre(kOverdue, kFirstUrge));
  EXPECT_THAT(desk_.Given("town-w"), ElementsAre(kDueSoon)) << "two hours behind, the 6th is not over";
  PassAt("2025-05-07 02:00:00");
  EXPECT_THAT(desk_.Given("town-w"), ElementsAre(kDueSoon, kOverdue, kFirstUrge));
}

TEST_F(TimekeeperTest, ALedgerWithoutANewDayOrEventCostsNothing) {
  desk_.Handle("p-1");
  EXPECT_EQ(Pass().ledgers, 1u);
  const uint64_t cursors = desk_.log().cursors_opened();
  EXPECT_EQ(Pass().ledgers, 0u);
  EXPECT_EQ(desk_.log().cursors_opened(), cursors);
  desk_.Order(desk_.Now().LogProgress("p-1", "已勘测"));
  EXPECT_EQ(Pass().ledgers, 1u);
  EXPECT_EQ(PassAt("2025-03-04").ledgers, 1u);
}

TEST_F(TimekeeperTest, MoreThanOneBatchIsGivenWhole) {
  desk_.options().orders_at_once = 3;
  for (int i = 0; i < 10; ++i) desk_.Handle(absl::StrCat("p-", i));
  EXPECT_EQ(PassAt("2025-05-07").given, 20u);
  const std::vector<std::string> given = desk_.Given();
  EXPECT_EQ(std::set<std::string>(given.begin(), given.end()).size(), 20u);
}

// History and late entries.

TEST_F(TimekeeperTest, ImportedHistoryIsLeftAloneUntilTheFirstLiveCommand) {
  const Orders then = desk_.Now("town-h");
  desk_.GoTo("2026-03-03");
  desk_.OrderAll(then.Founding(), true);
  desk_.OrderAll({then.Submit("p-1"), then.Register("p-1"), then.Assign("p-1")}, true);
  Pass();
  EXPECT_THAT(desk_.Given("town-h"), IsEmpty());
  v1::Command live = desk_.Now("town-h").SignFor("p-1");
  desk_.Order(live);
  Pass();
  EXPECT_THAT(desk_.Given("town-h"), ElementsAre(kOverdue, kFirstUrge));
}

TEST_F(TimekeeperTest, OrWhenAskedAndThenRecordsHistory) {
  const Orders then = desk_.Now("town-h");
  desk_.OrderAll(then.Founding(), true);
  desk_.OrderAll({then.Submit("p-1"), then.Register("p-1"), then.Assign("p-1")}, true);
  desk_.options().in_history = true;
  PassAt("2025-05-07 10:00:00");
  EXPECT_THAT(desk_.Given("town-h"), ElementsAre(kOverdue, kFirstUrge));
  const v1::Record record = desk_.RecordOf(kOverdue, "town-h");
  EXPECT_TRUE(record.historical());
  EXPECT_EQ(ToTime(record.recorded_at()), ShanghaiTime("2025-05-07 00:00:00"));
  EXPECT_OK(desk_.Try(then.Submit("p-2"), true)) << "more history may follow";
}

TEST_F(TimekeeperTest, WhereThePastIsBeingEnteredItWaitsForADay) {
  const Orders then = desk_.Now();
  const Orders a_week_later("town-a", ShanghaiTime("2025-03-10"));
  desk_.GoTo("2025-08-20 09:00:00");
  desk_.OrderAll({then.Submit("p-1"), then.Register("p-1"), then.Assign("p-1")});
  EXPECT_EQ(Pass().waiting, 2u);
  EXPECT_THAT(desk_.Given(), IsEmpty());
  desk_.Order(a_week_later.SignFor("p-1"));
  PassAt("2025-08-21 08:59:59");
  EXPECT_THAT(desk_.Given(), IsEmpty());
  PassAt("2025-08-21 09:00:00");
  EXPECT_THAT(desk_.Given(), ElementsAre(kOverdue, kFirstUrge));
}

// Refusals and faults.

// Lanes in front of the desk's own, to which a test may do something.
class LanesUnderTest : public CommandLanes {
 public:
  explicit LanesUnderTest(CommandLanes& lanes) : lanes_(lanes) {}
  uint32_t LaneOf(const LedgerId& ledger) const override { return lanes_.LaneOf(ledger); }
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override {
    if (before != nullptr) RETURN_IF_ERROR(before());
    if (is_deaf) {
      // The register takes the orders, and whoever gave them never hears of it.
      group->done = [done = group->done](CommandGroup& answered) {
        const size_t orders = answered.outcomes.size();
        answered.outcomes.assign(orders, absl::UnavailableError("the answer is lost"));
        done(answered);
      };
    }
    return lanes_.Submit(lane, group);
  }

  std::function<absl::Status()> before;
  bool is_deaf = false;

 private:
  CommandLanes& lanes_;
};

TEST_F(TimekeeperTest, AReplyThatComesInBetweenMakesTheOrdersMoot) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-05-07");
  LanesUnderTest lanes(desk_.pipeline());
  lanes.before = [this] {
    desk_.Order(desk_.Now().Reply("p-1"));
    return absl::OkStatus();
  };
  ASSERT_OK_AND_ASSIGN(const PassReport report, Timekeeper(desk_.Parts(&lanes), {}).Pass());
  EXPECT_OK(report.error);
  EXPECT_EQ(report.moot, 2u);
  EXPECT_THAT(desk_.Given(), IsEmpty());
}

TEST_F(TimekeeperTest, AnExtensionThatComesInBetweenTakesTheOldDateAway) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-05-05");
  desk_.Order(desk_.Unit("ask",
                         "request_extension { proposal_id: 'p-1' unit_id: 'u-1' new_due_on: '2025-06-03' "
                         "reason: '雨季' }"));
  LanesUnderTest lanes(desk_.pipeline());
  lanes.before = [this] {
    desk_.Order(desk_.Office("grant", "grant_extension { proposal_id: 'p-1' unit_id: 'u-1' }"));
    return absl::OkStatus();
  };
  ASSERT_OK_AND_ASSIGN(const PassReport report, Timekeeper(desk_.Parts(&lanes), {}).Pass());
  EXPECT_EQ(report.moot, 1u);
  PassAt("2025-05-27");
  EXPECT_THAT(desk_.Given(), ElementsAre("t:due-soon:p-1:u-1:1:2025-06-03"));
}

TEST_F(TimekeeperTest, WhatCouldNotBeGivenIsGivenByTheNextPass) {
  desk_.Handle("p-1");
  desk_.GoTo("2025-05-07");
  LanesUnderTest lanes(desk_.pipeline());
  lanes.before = [] { return absl::ResourceExhaustedError("full"); };
  Timekeeper timekeeper(desk_.Parts(&lanes), {});
  ASSERT_OK_AND_ASSIGN(PassReport report, timekeeper.Pass());
  EXPECT_THAT(report.error, HasCode(absl::StatusCode::kResourceExhausted));
  lanes.before = nullptr;
  ASSERT_OK_AND_ASSIGN(report, timekeeper.Pass());
  EXPECT_OK(report.error);
  EXPECT_THAT(desk_.Given(), ElementsAre(kOverdue, kFirstUrge));
}

TEST_F(TimekeeperTest, OneLedgersFaultKeepsNoOtherFromItsReminders) {
  desk_.OrderAll(desk_.Now("town-z").Founding());
  for (const char* ledger : {"town-a", "town-z"}) desk_.Handle("p-1", ledger);
  desk_.GoTo("2025-05-07");
  LanesUnderTest lanes(desk_.pipeline());
  int calls = 0;
  lanes.before = [&calls] { return calls++ == 0 ? absl::UnavailableError("once") : absl::OkStatus(); };
  ASSERT_OK_AND_ASSIGN(const PassReport report, Timekeeper(desk_.Parts(&lanes), {}).Pass());
  EXPECT_FALSE(report.error.ok());
  EXPECT_THAT(desk_.Given("town-a"), IsEmpty());
  EXPECT_THAT(desk_.Given("town-z"), SizeIs(2));
}

TEST_F(TimekeeperTest, AnOrderGivenUnheardYesterdayIsNotGivenAgainToday) {
  desk_.Handle("p-1");
  // As an instance did that died before its views had the urge: the same order, of another day.
  desk_.GoTo("2025-05-07");
  std::vector<v1::Command> orders;
  LanesUnderTest lanes(desk_.pipeline());
  lanes.is_deaf = true;
  Timekeeper first(desk_.Parts(&lanes), {});
  ASSERT_OK_AND_ASSIGN(const PassReport report,
                       first.Pass([&](const v1::Command& order, const auto&) { orders.push_back(order); }));
  EXPECT_FALSE(report.error.ok());
  ASSERT_THAT(orders, SizeIs(2));
  for (v1::Command& order : orders) {
    EXPECT_TRUE(desk_.Try(order)->repeated) << "from any instance the same bytes on the same day";
    SetTime(ShanghaiTime("2025-05-08 00:00:00"), *order.mutable_occurred_at());
    EXPECT_THAT(desk_.Try(order), HasReason("COMMAND_ID_REUSED"));
  }
  PassAt("2025-05-08");
  EXPECT_THAT(desk_.Given(), ElementsAre(kOverdue, kFirstUrge));
}

// The register that nobody interrupts, and what it holds at the end.
constexpr const char* kDays[] = {"2025-04-30", "2025-05-07", "2025-05-18", "2025-07-02"};

void HaveWork(Desk& desk) {
  desk.OrderAll(desk.Now().Founding());
  for (const char* proposal : {"p-1", "p-2", "p-3"}) desk.Handle(proposal);
  desk.GoTo("2025-04-07");
  v1::Command reply = desk.Now().Reply("p-3");
  v1::Commitment& promise = *reply.mutable_reply()->add_commitments();
  promise.set_commitment_id("c-1");
  promise.set_text("六月底前完工");
  promise.set_due_on("2025-06-30");
  desk.Order(reply);
}

std::vector<std::string> GivenUndisturbed() {
  Desk desk;
  HaveWork(desk);
  for (const char* day : kDays) {
    desk.GoTo(day);
    EXPECT_OK(desk.Pass());
  }
  return desk.Given();
}

// Instances die one after the other: each gives so many orders, one at a time, and is gone; with the last one it does
// not hear, or does not even reach, the register.
class DiesAfter : public ::testing::TestWithParam<bool> {};

TEST_P(DiesAfter, AnyNumberOfOrdersAndEachIsGivenOnce) {
  const std::vector<std::string> expected = GivenUndisturbed();
  ASSERT_THAT(expected, SizeIs(12));
  for (int lives = 0; lives < 4; ++lives) {
    SCOPED_TRACE(absl::StrCat("each instance dies with order ", lives));
    Desk desk;
    HaveWork(desk);
    for (const char* day : kDays) {
      desk.GoTo(day);
      bool is_done = false;
      for (int instance = 0; !is_done && instance < 50; ++instance) {
        LanesUnderTest lanes(desk.pipeline());
        int orders = 0;
        lanes.before = [&] {
          if (orders++ < lives) return absl::OkStatus();
          lanes.is_deaf = true;
          return GetParam() ? absl::OkStatus() : absl::UnavailableError("dead");
        };
        TimekeeperOptions options;
        options.orders_at_once = 1;
        // Without a life it dies with its first order: if it did not get it to the register, nothing ever would.
        if (!GetParam() && lives == 0 && instance > 3) lanes.before = nullptr;
        Timekeeper timekeeper(desk.Parts(&lanes), options);
        ASSERT_OK_AND_ASSIGN(const PassReport report, timekeeper.Pass());
        is_done = report.error.ok();
      }
      EXPECT_TRUE(is_done);
    }
    EXPECT_THAT(desk.Given(), UnorderedElementsAreArray(expected));
  }
}

INSTANTIATE_TEST_SUITE_P(WithTheOrderGivenOrNot, DiesAfter, ::testing::Bool());

TEST(TimekeepersTest, TwoAtOnceGiveEachOrderOnce) {
  const std::vector<std::string> expected = GivenUndisturbed();
  for (int turn = 0; turn < 10; ++turn) {
    Desk desk;
    HaveWork(desk);
    TimekeeperOptions options;
    options.orders_at_once = 1 + turn % 3;
    Timekeeper one(desk.Parts(), options), other(desk.Parts(), options);
    for (const char* day : kDays) {
      desk.GoTo(day);
      std::thread beside([&] { EXPECT_OK(one.Pass()); });
      EXPECT_OK(other.Pass());
      beside.join();
    }
    EXPECT_THAT(desk.Given(), UnorderedElementsAreArray(expected));
  }
}

// A calendar revised.

// A week of holidays in May is known, or not yet.
constexpr char kBefore[] = "version early\nyears 2025-2025\n";
constexpr char kAfter[] = "version late\nyears 2025-2025\nrest 2025-05-05\nrest 2025-05-06\nrest 2025-05-07\n";

class CalendarTest : public ::testing::Test {
 protected:
  CalendarTest() {
    desk_.OrderAll(desk_.Now().Founding());
    desk_.Handle("p-1");
    v1::Command given = desk_.Now().Assign("p-2");
    given.mutable_assign()->set_due_on("2025-04-21");
    desk_.OrderAll({desk_.Now().Submit("p-2"), desk_.Now().Register("p-2"), given});
    for (v1::Command& command : desk_.Now().Life("p-3")) desk_.Order(command);
    EXPECT_OK(desk_.Pass());
  }

  Desk desk_{kBefore};
};

TEST_F(CalendarTest, MovesOpenDatesByEventsThatSayOldNewAndWhy) {
  desk_.GoTo("2025-03-10");
  desk_.StartAgain(kAfter);
  ASSERT_OK_AND_ASSIGN(const PassReport report, desk_.Pass());
  EXPECT_EQ(report.given, 1u);
  EXPECT_EQ(report.moot, 1u) << "the date that was given stays";
  ASSERT_THAT(desk_.Given(), SizeIs(1));
  const v1::Record record = desk_.RecordOf(desk_.Given().front());
  EXPECT_EQ(record.calendar_version(), "late");
  const v1::DatesRecomputed& recomputed = record.event().dates_recomputed();
  EXPECT_EQ(recomputed.proposal_id(), "p-1");
  // Two months end on Saturday the 3rd: Monday the 5th by the old calendar, Thursday the 8th by the new one.
  EXPECT_EQ(recomputed.due().before().on(), "2025-05-05");
  EXPECT_EQ(recomputed.due().after().on(), "2025-05-08");
  EXPECT_THAT(recomputed.reason(), HasSubstr("early"));
  EXPECT_THAT(recomputed.reason(), HasSubstr("late"));
  EXPECT_EQ(record.rule_pack().substr(0, 21), "cn-chongqing-township") << "the round keeps its own pack";
}

TEST_F(CalendarTest, OnceHoweverOftenTheProgramStarts) {
  for (int start = 0; start < 3; ++start) {
    desk_.StartAgain(kAfter);
    ASSERT_OK(desk_.Pass());
    EXPECT_THAT(desk_.Given(), SizeIs(1));
  }
}

TEST_F(CalendarTest, ThereAndBackAndThereAgain) {
  for (const char* calendar : {kAfter, kBefore, kAfter, kBefore}) {
    desk_.StartAgain(calendar);
    ASSERT_OK(desk_.Pass());
  }
  EXPECT_THAT(desk_.Given(), SizeIs(4));
  EXPECT_EQ(desk_.RecordOf(desk_.Given().back()).event().dates_recomputed().due().after().on(), "2025-05-05");
}

TEST_F(CalendarTest, RemindersGoByTheNewDate) {
  desk_.GoTo("2025-05-06");
  desk_.StartAgain(kAfter);
  ASSERT_OK(desk_.Pass());
  EXPECT_THAT(desk_.Given(), ::testing::Not(::testing::Contains(HasSubstr("t:overdue:p-1"))));
  EXPECT_THAT(desk_.Given(), ::testing::Contains("t:due-soon:p-1:u-1:1:2025-05-08"));
}

// The loop.

TEST(TimekeeperLoopTest, GivesWhatIsDueByItselfAndStops) {
  Desk desk;
  HaveWork(desk);
  TimekeeperLoop loop(desk.Parts(), {}, absl::Milliseconds(1));
  desk.GoTo("2025-04-30");
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (desk.Given().size() < 2 && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
  loop.Stop();
  EXPECT_THAT(desk.Given(), SizeIs(2));
  desk.GoTo("2025-07-02");
  EXPECT_THAT(desk.Given(), SizeIs(2)) << "stopped";
  loop.Stop();
}

TEST(TimekeeperLoopTest, AStoppedTimekeeperGivesNothing) {
  Desk desk;
  HaveWork(desk);
  desk.GoTo("2025-04-30");
  Timekeeper timekeeper(desk.Parts(), {});
  timekeeper.Stop();
  EXPECT_THAT(timekeeper.Pass(), HasCode(absl::StatusCode::kCancelled));
  EXPECT_THAT(desk.Given(), IsEmpty());
}

}  // namespace
}  // namespace huiyin
