// What time makes due, sentence by sentence.
#include "services/timekeeper/timekeeper_policy.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "domain/validate.h"
#include "services/order_id.h"
#include "services/system_ids.h"
#include "services/testing/orders.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

int32_t Day(absl::string_view text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
}

// A proposal p-7 in round 1, due on 2025-05-06 from u-roads.
v1::ProposalFacts Handling(const std::string& more_of_task = "", const std::string& more = "") {
  v1::ProposalFacts facts;
  const std::string text = absl::StrCat("proposal_id: 'p-7' status: HANDLING round: 1 due_day: ", Day("2025-05-06"),
                                        " tasks { unit_id: 'u-roads' role: LEAD due_day: ", Day("2025-05-06"), " ",
                                        more_of_task, " } tallies { unit_id: 'u-roads' main_tasks: 1 } ", more);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &facts)) << text;
  return facts;
}

v1::ProposalFacts Facts(const std::string& text) {
  v1::ProposalFacts facts;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &facts)) << text;
  return facts;
}

// The ids say what is ordered.
std::vector<std::string> DueOn(const std::string& day, const v1::ProposalFacts& facts,
                               const ReminderRules& rules = {}) {
  std::vector<std::string> ids;
  for (v1::Command& order : DueOrders(facts, "town-a", Day(day), rules)) {
    ids.push_back(order.command_id());
    EXPECT_EQ(order.ledger_id(), "town-a");
    EXPECT_EQ(order.actor().role(), v1::Actor::SYSTEM);
    order.mutable_occurred_at()->set_seconds(1'746'000'000);
    EXPECT_EQ(ValidateShape(order, testing::TestReferences()), absl::OkStatus()) << order.ShortDebugString();
  }
  return ids;
}

TEST(TimekeeperPolicy, ADueDateIsAnnouncedFromSevenDaysBefore) {
  EXPECT_THAT(DueOn("2025-04-28", Handling()), IsEmpty());
  for (const char* day : {"2025-04-29", "2025-05-01", "2025-05-06"}) {
    EXPECT_THAT(DueOn(day, Handling()), ElementsAre("t:due-soon:p-7:u-roads:1:2025-05-06")) << day;
  }
}

TEST(TimekeeperPolicy, OnceForEachDueDate) {
  const std::string announced = absl::StrCat("announced_due_day: ", Day("2025-05-06"));
  EXPECT_THAT(DueOn("2025-05-01", Handling(announced)), IsEmpty());
  v1::ProposalFacts moved = Handling(announced);
  moved.mutable_tasks(0)->set_due_day(Day("2025-06-03"));
  EXPECT_THAT(DueOn("2025-05-27", moved), ElementsAre("t:due-soon:p-7:u-roads:1:2025-06-03"));
}

TEST(TimekeeperPolicy, TheOfficeSaysHowManyDaysBefore) {
  EXPECT_THAT(DueOn("2025-05-03", Handling(), {.announce_days = 3}), SizeIs(1));
  EXPECT_THAT(DueOn("2025-05-02", Handling(), {.announce_days = 3}), IsEmpty());
  EXPECT_THAT(DueOn("2025-05-06", Handling(), {.announce_days = 0}), IsEmpty()) << "switched off";
}

TEST(TimekeeperPolicy, TheDayAfterADueDateItIsOverdueAndTheUnitIsUrged) {
  EXPECT_THAT(DueOn("2025-05-07", Handling()),
              ElementsAre("t:overdue:p-7:u-roads:1:2025-05-06", "t:urge:p-7:u-roads:1:2025-05-06:first"));
  // Days missed are made up for: once.
  EXPECT_THAT(DueOn("2025-09-30", Handling()),
              ElementsAre("t:overdue:p-7:u-roads:1:2025-05-06", "t:urge:p-7:u-roads:1:2025-05-06:first"));
}

TEST(TimekeeperPolicy, AndUrgedAgainTenDaysAfterItWasUrgedLastByWhomever) {
  const std::string known = absl::StrCat("overdue_due_day: ", Day("2025-05-06"), " urged_day: ", Day("2025-05-09"));
  EXPECT_THAT(DueOn("2025-05-09", Handling(known)), IsEmpty());
  EXPECT_THAT(DueOn("2025-05-18", Handling(known)), IsEmpty());
  EXPECT_THAT(DueOn("2025-05-19", Handling(known)), ElementsAre("t:urge:p-7:u-roads:1:2025-05-06:2025-05-09"));
  EXPECT_THAT(DueOn("2025-05-10", Handling(known), {.urge_every_days = 1}), SizeIs(1));
  EXPECT_THAT(DueOn("2025-12-31", Handling(known), {.urge_every_days = 0}), IsEmpty()) << "switched off";
}

TEST(TimekeeperPolicy, AnUrgeBeforeTheDueDateDoesNotStandForTheFirstOneAfterIt) {
  const std::string known = absl::StrCat("overdue_due_day: ", Day("2025-05-06"), " urged_day: ", Day("2025-05-06"));
  EXPECT_THAT(DueOn("2025-05-07", Handling(known)), ElementsAre("t:urge:p-7:u-roads:1:2025-05-06:2025-05-06"));
}

TEST(TimekeeperPolicy, AUnitThatWaitsForItsReturnIsOverdueButNotUrged) {
  EXPECT_THAT(DueOn("2025-05-07", Handling("return_pending: true")), ElementsAre("t:overdue:p-7:u-roads:1:2025-05-06"));
}

TEST(TimekeeperPolicy, EachMainUnitHasItsOwnDateAndWhoRepliedIsLeftAlone) {
  v1::ProposalFacts facts = Handling("replied: true");
  v1::TaskFacts& other = *facts.add_tasks();
  other.set_unit_id("u-water");
  other.set_role(v1::Task::SEPARATE);
  other.set_due_day(Day("2025-05-20"));
  v1::TaskFacts& co = *facts.add_tasks();
  co.set_unit_id("u-school");
  co.set_role(v1::Task::CO);
  EXPECT_THAT(DueOn("2025-05-15", facts), ElementsAre("t:due-soon:p-7:u-water:1:2025-05-20"));
}

TEST(TimekeeperPolicy, ATaskGivenToTheSameUnitAgainIsAnotherTask) {
  v1::ProposalFacts again = Handling();
  again.mutable_tallies(0)->set_main_tasks(2);
  EXPECT_THAT(DueOn("2025-05-01", again), ElementsAre("t:due-soon:p-7:u-roads:1.2:2025-05-06"));
  again.set_round(2);
  EXPECT_THAT(DueOn("2025-05-01", again), ElementsAre("t:due-soon:p-7:u-roads:2.2:2025-05-06"));
}

TEST(TimekeeperPolicy, NothingIsDueOfAProposalThatNobodyHandles) {
  for (const v1::Proposal::Status status :
       {v1::Proposal::SUBMITTED, v1::Proposal::REGISTERED, v1::Proposal::REFUSED, v1::Proposal::WITHDRAWN,
        v1::Proposal::MERGED, v1::Proposal::CLOSED, v1::Proposal::EVALUATED}) {
    v1::ProposalFacts facts = Handling();
    facts.set_status(status);
    EXPECT_THAT(DueOn("2025-05-07", facts), IsEmpty()) << v1::Proposal::Status_Name(status);
  }
}

TEST(TimekeeperPolicy, FeedbackLapsesTheDayAfterItsLimit) {
  const v1::ProposalFacts replied =
      Facts(absl::StrCat("proposal_id: 'p-7' status: REPLIED round: 2 feedback_by_day: ", Day("2025-06-03")));
  EXPECT_THAT(DueOn("2025-06-03", replied), IsEmpty());
  EXPECT_THAT(DueOn("2025-06-04", replied), ElementsAre("t:lapse:p-7:2:2025-06-03"));
  v1::ProposalFacts evaluated = replied;
  evaluated.set_status(v1::Proposal::EVALUATED);
  EXPECT_THAT(DueOn("2025-06-04", evaluated), IsEmpty());
}

TEST(TimekeeperPolicy, APromiseIsMissedTheDayAfterItsDateWhileTheProposalLives) {
  const std::string promise =
      absl::StrCat("commitments { commitment_id: 'c-1' state: OPEN due_day: ", Day("2025-12-31"), " }");
  for (const char* status : {"HANDLING", "REPLIED", "EVALUATED", "LAPSED", "FOLLOW_UP"}) {
    const v1::ProposalFacts facts = Facts(absl::StrCat("proposal_id: 'p-7' round: 1 status: ", status, " ", promise));
    EXPECT_THAT(DueOn("2025-12-31", facts), IsEmpty()) << status;
    EXPECT_THAT(DueOn("2026-01-01", facts), ElementsAre("t:missed:p-7:c-1:2025-12-31")) << status;
  }
  const v1::ProposalFacts closed = Facts(absl::StrCat("proposal_id: 'p-7' round: 1 status: CLOSED ", promise));
  EXPECT_THAT(DueOn("2026-01-01", closed), IsEmpty());
}

TEST(TimekeeperPolicy, APromiseThatIsKeptOrKnownToBeMissedIsDoneWith) {
  for (const char* state : {"MISSED", "FULFILLED"}) {
    EXPECT_THAT(DueOn("2026-01-01", Facts(absl::StrCat("proposal_id: 'p-7' status: LAPSED round: 1 commitments { "
                                                       "commitment_id: 'c-1' due_day: 1 state: ",
                                                       state, " }"))),
                IsEmpty());
  }
}

TEST(TimekeeperPolicy, OtherSettingsNeverChangeWhatAnOrderSays) {
  const std::vector<v1::Command> now = DueOrders(Handling(), "town-a", Day("2025-05-07"), {});
  const std::vector<v1::Command> later = DueOrders(Handling(), "town-a", Day("2025-06-30"), {.urge_every_days = 3});
  ASSERT_EQ(now.size(), later.size());
  for (size_t i = 0; i < now.size(); ++i) EXPECT_EQ(now[i].SerializeAsString(), later[i].SerializeAsString());
}

v1::Record Record(uint64_t seq, const std::string& calendar, const std::string& event) {
  v1::Record record;
  record.set_seq(seq);
  record.set_calendar_version(calendar);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(event, record.mutable_event()));
  return record;
}

TEST(TimekeeperPolicy, DatesAreCountedByAssignmentRehandlingReopeningACompleteReplyAndARecount) {
  for (const char* event :
       {"proposal_assigned {}", "rehandling_ordered {}", "proposal_reopened {}", "dates_recomputed {}",
        "reply_delivered { completes_reply: true }", "return_accepted { completes_reply: true }"}) {
    const std::optional<DatesCounted> counted = DatesCountedIn(Record(17, "cn-2025.3", event));
    ASSERT_TRUE(counted.has_value()) << event;
    EXPECT_EQ(counted->seq, 17u);
    EXPECT_EQ(counted->calendar_version, "cn-2025.3");
  }
  for (const char* event : {"reply_delivered {}", "return_accepted {}", "extension_granted {}", "motion_converted {}"})
    EXPECT_FALSE(DatesCountedIn(Record(17, "cn-2025.3", event)).has_value()) << event;
}

TEST(TimekeeperPolicy, AnotherCalendarRecountsOpenDatesAndNamesBoth) {
  EXPECT_FALSE(RecomputeOrder(Handling(), "town-a", {17, "cn-2026.1"}, "cn-2026.1").has_value());
  std::optional<v1::Command> order = RecomputeOrder(Handling(), "town-a", {17, "cn-2025.3"}, "cn-2026.1");
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->command_id(), "t:recount:p-7:17:cn-2026.1");
  EXPECT_THAT(order->recompute_dates().reason(), ::testing::HasSubstr("cn-2025.3"));
  EXPECT_THAT(order->recompute_dates().reason(), ::testing::HasSubstr("cn-2026.1"));
  order->mutable_occurred_at()->set_seconds(1'746'000'000);
  EXPECT_EQ(ValidateShape(*order, testing::TestReferences()), absl::OkStatus());
  EXPECT_TRUE(HasOpenDates(Handling()));
  EXPECT_TRUE(HasOpenDates(Facts("status: REPLIED")));
  EXPECT_FALSE(HasOpenDates(Facts("status: EVALUATED")));
  EXPECT_FALSE(HasOpenDates(Facts("status: CLOSED")));
}

TEST(OrderId, IsReadableWhereThatFitsAndAlwaysAnId) {
  EXPECT_EQ(OrderId(kTimekeeperIdPrefix, "lapse", {"p-7", "1", "2025-06-03"}), "t:lapse:p-7:1:2025-06-03");
  const std::string longest(kIdBytesMax, 'x');
  for (const std::string& id : {OrderId(kTimekeeperIdPrefix, "due-soon", {longest, longest, "1", "2025-05-06"}),
                                OrderId(kTimekeeperIdPrefix, "recount", {"p-7", "1", "国务院 2026"}),
                                OrderId(kTimekeeperIdPrefix, "lapse", {"a:b", "1"})}) {
    EXPECT_TRUE(IsId(id)) << id;
    EXPECT_TRUE(IsTimekeeperId(id)) << id;
  }
}

TEST(OrderId, DifferentThingsHaveDifferentIds) {
  EXPECT_NE(OrderId(kTimekeeperIdPrefix, "due-soon", {"a:b", "c", "1"}),
            OrderId(kTimekeeperIdPrefix, "due-soon", {"a", "b:c", "1"}));
  const std::string head(kIdBytesMax - 1, 'x');
  EXPECT_NE(OrderId(kTimekeeperIdPrefix, "missed", {head + "1", "c"}),
            OrderId(kTimekeeperIdPrefix, "missed", {head + "2", "c"}));
  EXPECT_NE(OrderId(kTimekeeperIdPrefix, "missed", {head, "12"}),
            OrderId(kTimekeeperIdPrefix, "missed", {head + "1", "2"}));
}

}  // namespace
}  // namespace huiyin
