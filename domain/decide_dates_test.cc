#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/error.h"
#include "base/timestamps.h"
#include "domain/decide.h"
#include "domain/embedded.h"
#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;

constexpr char kDue[] = "2025-05-06";

Town Handling() { return Given(Submitted(), Registered(), AssignedJointly(), SignedFor()); }

TEST(AnnounceDue, OnceADateAndOnlyUntilIt) {
  Handling().When(AnnounceDue("u-roads", kDue).On("2025-04-29")).Then(P::HANDLING).Where([](const v1::Event& e) {
    EXPECT_EQ(e.due_date_approached().days_left(), 7u);
    EXPECT_EQ(e.due_date_approached().announced_on(), "2025-04-29");
  });
  Handling().When(AnnounceDue("u-roads", kDue).On(kDue)).Then(P::HANDLING);
  Handling().When(AnnounceDue("u-roads", kDue).On("2025-05-07")).ThenRefused(Reason::kDuePassed);
  Handling()
      .Given(AnnounceDue("u-roads", kDue))
      .When(AnnounceDue("u-roads", kDue))
      .ThenRefused(Reason::kDueAlreadyNoted);
  Handling().When(AnnounceDue("u-roads", "2025-05-05")).ThenRefused(Reason::kDueIsAnother);
  // A CO unit has no due date.
  Handling().When(AnnounceDue("u-water", kDue)).ThenRefused(Reason::kDueIsAnother);
  Handling().When(AnnounceDue("u-school", kDue)).ThenRefused(Reason::kNoSuchTask);
}

TEST(AnnounceDue, AgainForAnExtendedDate) {
  const Town extended = Handling().Given(AnnounceDue("u-roads", kDue), RequestExtension("u-roads", "2025-06-03"),
                                         GrantExtension("u-roads"));
  extended.When(AnnounceDue("u-roads", kDue)).ThenRefused(Reason::kDueIsAnother);
  extended.When(AnnounceDue("u-roads", "2025-06-03")).Then(P::HANDLING);
}

TEST(RecordOverdue, OnceADateAndOnlyAfterIt) {
  Handling().When(RecordOverdue("u-roads", kDue).On(kDue)).ThenRefused(Reason::kNotOverdue);
  const Step overdue = RecordOverdue("u-roads", kDue).On("2025-05-07");
  Handling().When(overdue).Then(P::HANDLING).Where([](const v1::Event& e) {
    EXPECT_EQ(e.due_date_passed().round(), 1u);
    EXPECT_EQ(e.due_date_passed().noted_on(), "2025-05-07");
  });
  Handling().Given(overdue).When(RecordOverdue("u-roads", kDue)).ThenRefused(Reason::kDueAlreadyNoted);
}

TEST(RecordOverdue, NotOfAUnitThatReplied) {
  Given(Submitted(), Registered(), AssignedSeparately(), SignedFor(), Replied())
      .When(RecordOverdue("u-roads", kDue).On("2025-05-07"))
      .ThenRefused(Reason::kAlreadyReplied);
  Handling()
      .Given(Replied())
      .When(RecordOverdue("u-roads", kDue).On("2025-05-07"))
      .ThenRefused(Reason::kStatusNotAllowed);
}

// The facts of 2027 arrive: 1 and 2 February are rest days, Saturday 27 March is a working day.
const Calendar& CalendarOf2027() {
  static const Calendar& calendar = *new Calendar([] {
    std::string text(EmbeddedCalendar());
    text = absl::StrReplaceAll(text, {{"years 2010-2026", "years 2010-2027"}, {"version cn-", "version test-cn-"}});
    absl::StrAppend(&text, "rest 2027-02-01 春节\nrest 2027-02-02 春节\nwork 2027-03-27\n");
    return Calendar::Parse(text).value();
  }());
  return calendar;
}

absl::StatusOr<Decision> Recompute(const Town& town, absl::string_view on) {
  v1::Command command = RecomputeDates().command();
  command.set_ledger_id("town");
  absl::Time when;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d", on, &when, &error)) << error;
  SetTime(when, *command.mutable_occurred_at());
  const References& known = EmbeddedReferences();
  const References references{known.packs, CalendarOf2027(), known.zones};
  return Decide(town.office().ledger(), town.office().proposal("p-1"), ProposalState(), command, when, references);
}

// Two months from 30 November 2026 end on Saturday 30 January 2027: Monday 1 February, as far as is known then.
Town HandlingInto2027() {
  return Given(Submitted(), Registered(), Assign().On("2026-11-30"), SignFor("u-roads").On("2026-12-01"));
}

TEST(RecomputeDates, SaysOldAndNewOfWhatANewCalendarMoves) {
  const Town town = HandlingInto2027();
  const absl::StatusOr<Decision> decision = Recompute(town, "2026-12-20");
  ASSERT_TRUE(decision.ok()) << decision.status();
  const v1::DatesRecomputed& moved = decision->event.dates_recomputed();
  ASSERT_EQ(moved.tasks_size(), 1);
  EXPECT_EQ(moved.tasks(0).unit_id(), "u-roads");
  EXPECT_EQ(moved.tasks(0).due().before().on(), "2027-02-01");
  EXPECT_TRUE(moved.tasks(0).due().before().provisional());
  EXPECT_EQ(moved.tasks(0).due().after().on(), "2027-02-03");
  EXPECT_FALSE(moved.tasks(0).due().after().provisional());
  EXPECT_EQ(moved.due().after().on(), "2027-02-03");
  EXPECT_EQ(decision->calendar_version, CalendarOf2027().version());
  EXPECT_EQ(decision->rule_pack, town.office().proposal("p-1").rule_pack);
}

TEST(RecomputeDates, LeavesAloneWhatWasGivenExtendedOrAnswered) {
  const auto given = [](v1::Command& c) { c.mutable_assign()->set_due_on("2027-01-20"); };
  const Town by_hand = Given(Submitted(), Registered(), Assign().With(given).On("2026-11-30"));
  // The limit of extensions, four months on, is known better now; the given date stays.
  const absl::StatusOr<Decision> decision = Recompute(by_hand, "2026-12-20");
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->event.dates_recomputed().tasks_size(), 0);
  EXPECT_FALSE(decision->event.dates_recomputed().has_due());
  EXPECT_TRUE(decision->event.dates_recomputed().has_extension_limit());
  const Town extended = HandlingInto2027().Given(RequestExtension("u-roads", "2027-02-20"), GrantExtension("u-roads"));
  const absl::StatusOr<Decision> after = Recompute(extended, "2026-12-20");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->event.dates_recomputed().tasks_size(), 0);
  const Town answered = HandlingInto2027().Given(Replied());
  const absl::StatusOr<Decision> feedback = Recompute(answered, "2026-12-20");
  EXPECT_EQ(ReasonOf(feedback.status()), CodeOf(Reason::kNoDateMoves));
}

// Of the extension that the unit asked for before the facts of 2027 arrived.
absl::Status GrantAfterRecomputation(const Town& asked) {
  const References& known = EmbeddedReferences();
  const References references{known.packs, CalendarOf2027(), known.zones};
  Office office = asked.office();
  office.Consult(references);
  for (const Step& step : {RecomputeDates(), GrantExtension("u-roads")}) {
    v1::Command command = step.command();
    SetTime(absl::FromCivil(absl::CivilDay(2026, 12, 20), absl::UTCTimeZone()), *command.mutable_occurred_at());
    const absl::Status status = office.Order(command).status();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

TEST(RecomputeDates, AnExtensionMustStillBeOneWhenItIsGranted) {
  const auto asked = [](absl::string_view assigned_on, absl::string_view new_due_on) {
    return GrantAfterRecomputation(Given(Submitted(), Registered(), Assign().On(assigned_on),
                                         RequestExtension("u-roads", new_due_on).On("2026-12-01")));
  };
  // Due on 1 February when it was asked for, on 3 February when it is granted.
  EXPECT_EQ(ReasonOf(asked("2026-11-30", "2027-02-03")), CodeOf(Reason::kExtensionNotLater));
  EXPECT_TRUE(asked("2026-11-30", "2027-02-04").ok());
  // Four months end on Saturday 27 March; extensions went to Monday until that Saturday became a working day.
  EXPECT_EQ(ReasonOf(asked("2026-11-27", "2027-03-29")), CodeOf(Reason::kExtensionBeyondLimit));
  EXPECT_TRUE(asked("2026-11-27", "2027-03-27").ok());
}

TEST(RecomputeDates, RefusesWhenNothingMoves) {
  Handling().When(RecomputeDates()).ThenRefused(Reason::kNoDateMoves);
  Given(Submitted(), Registered()).When(RecomputeDates()).ThenRefused(Reason::kStatusNotAllowed);
}

}  // namespace
}  // namespace huiyin::testing
