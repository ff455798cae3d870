#include "projections/statistics.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/test_matchers.h"
#include "projections/due.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using testing::Noon;
using testing::Register;
using v1::FigureTable;

using Pair = std::pair<uint64_t, uint64_t>;

Pair Of(const v1::Ratio& ratio) { return {ratio.numerator(), ratio.denominator()}; }

v1::LedgerStatistics StatisticsAt(const Register& town, absl::Time at) {
  const SystemTimeZones zones;
  const auto statistics = StatisticsOf(*town.Fold(), at, zones, {});
  CHECK(statistics.ok());
  return *statistics;
}

v1::LedgerStatistics StatisticsOn(const Register& town, absl::string_view day) { return StatisticsAt(town, Noon(day)); }

// The figures of a value; nullopt: no row.
std::optional<v1::Figures> Row(const v1::LedgerStatistics& statistics, Dimension dimension, const std::string& value) {
  for (const FigureTable& table : statistics.tables()) {
    if (table.dimension() != dimension) continue;
    for (const v1::FigureRow& row : table.rows()) {
      if (row.value() == value) return row.figures();
    }
  }
  return std::nullopt;
}

v1::Figures Ledger(const v1::LedgerStatistics& statistics) { return *Row(statistics, FigureTable::LEDGER, "town-a"); }

std::vector<std::string> Values(const v1::LedgerStatistics& statistics, Dimension dimension) {
  std::vector<std::string> values;
  for (const FigureTable& table : statistics.tables()) {
    if (table.dimension() != dimension) continue;
    for (const v1::FigureRow& row : table.rows()) values.push_back(row.value());
  }
  return values;
}

// `id` assigned to u-1 on 2020-03-25, due on 2020-05-25, and signed for.
void Handling(Register& town, const std::string& id, int number, const std::string& unit = "u-1") {
  town.Submitted("2020-01-11", id).Registered("2020-01-20", id, number);
  town.Assigned("2020-03-25", id, unit, "2020-05-25").Received("2020-03-26", id, unit);
}

TEST(Statistics, OfNothingAreNothingOverNothing) {
  const v1::LedgerStatistics statistics = StatisticsOn(Register(), "2020-06-01");
  EXPECT_EQ(statistics.known_events(), 7u);
  EXPECT_EQ(statistics.last_seq(), 6u);
  EXPECT_EQ(statistics.local_date(), "2020-06-01");
  EXPECT_EQ(statistics.proposals(), 0u);
  EXPECT_EQ(Of(Ledger(statistics).assigned_rate()), Pair(0, 0));
  EXPECT_EQ(Of(Ledger(statistics).satisfaction_rate()), Pair(0, 0));
  EXPECT_EQ(Ledger(statistics).handling_days().n(), 0u);
  EXPECT_FALSE(Ledger(statistics).handling_days().has_median());
  EXPECT_TRUE(Values(statistics, FigureTable::KIND).empty());
  EXPECT_EQ(statistics.tables_size(), 10);
}

TEST(Statistics, AnUnknownLedgerHasNoLastSeq) {
  const SystemTimeZones zones;
  ASSERT_OK_AND_ASSIGN(const auto statistics,
                       StatisticsOf(LedgerFold(LedgerId("town-x")), Noon("2020-06-01"), zones, {}));
  EXPECT_EQ(statistics.ledger_id(), "town-x");
  EXPECT_EQ(statistics.known_events(), 0u);
  EXPECT_FALSE(statistics.has_last_seq());
}

TEST(Statistics, TheDayIsThatOfTheLedgersZone) {
  // 16:00Z is 00:00 of the next day in Shanghai (decision A17).
  const absl::Time at = Noon("2020-05-25") + absl::Hours(4);
  Register town;
  Handling(town, "p-1", 1);
  EXPECT_EQ(StatisticsAt(town, at).local_date(), "2020-05-26");
  EXPECT_EQ(Ledger(StatisticsAt(town, at)).overdue(), 1u);
  EXPECT_EQ(StatisticsAt(town, at - absl::Seconds(1)).local_date(), "2020-05-25");
  EXPECT_EQ(Ledger(StatisticsAt(town, at - absl::Seconds(1))).overdue(), 0u);
}

TEST(Statistics, AssignedRateCountsTheRegisteredThatStayed) {
  Register town;
  Handling(town, "p-1", 1);
  town.Submitted("2020-01-11", "p-2").Registered("2020-01-20", "p-2", 2);
  Handling(town, "p-3", 3);
  town.Add("2020-04-01", "proposal_withdrawn { proposal_id: 'p-3' reason: 'r' }");
  town.Submitted("2020-01-11", "p-4");
  town.Submitted("2020-01-11", "p-5")
      .Add("2020-01-12", "proposal_refused { proposal_id: 'p-5' code: 'c' reason: 'r' }");
  const v1::LedgerStatistics statistics = StatisticsOn(town, "2020-05-01");
  EXPECT_EQ(statistics.proposals(), 5u);
  EXPECT_EQ(Of(Ledger(statistics).assigned_rate()), Pair(1, 2));
  EXPECT_EQ(Of(Ledger(statistics).reply_rate()), Pair(0, 1));
  ASSERT_EQ(statistics.status_size(), 5);
  EXPECT_EQ(statistics.status(0).status(), "SUBMITTED");
  EXPECT_EQ(statistics.status(0).count(), 1u);
}

TEST(Statistics, OnTimeAndPastDue) {
  Register town;
  Handling(town, "p-1", 1);
  town.Replied("2020-05-25", "p-1", "u-1", "2020-05-25");  // On time, on the last day.
  Handling(town, "p-2", 2);
  town.Replied("2020-05-26", "p-2", "u-1", "2020-05-25");  // A day late.
  Handling(town, "p-3", 3);                                // Silent.
  EXPECT_EQ(Of(Ledger(StatisticsOn(town, "2020-05-25")).on_time_rate()), Pair(1, 2));
  const v1::LedgerStatistics later = StatisticsOn(town, "2020-05-26");
  EXPECT_EQ(Of(Ledger(later).on_time_rate()), Pair(1, 3));
  EXPECT_EQ(Of(Ledger(later).reply_rate()), Pair(2, 3));
  EXPECT_EQ(Ledger(later).overdue(), 1u);
  ASSERT_EQ(later.overdue_size(), 1);
  EXPECT_EQ(later.overdue(0).proposal_id(), "p-3");
  EXPECT_EQ(later.overdue(0).days_overdue(), 1);
  EXPECT_EQ(later.overdue(0).due_on(), "2020-05-25");
  EXPECT_EQ(later.overdue(0).main_unit_names(0), "Unit 1");
}

TEST(Statistics, ALaterRoundCanBeOverdueButIsNoMissedFirstReply) {
  Register town;
  Handling(town, "p-1", 1);
  town.Replied("2020-05-01", "p-1", "u-1", "2020-05-25", "C").Evaluated("2020-05-02", "p-1", "DISSATISFIED");
  town.Add(
      "2020-05-03",
      "rehandling_ordered { proposal_id: 'p-1' reason: 'r' round: 2 due { on: '2020-07-03' } main_unit_ids: 'u-1' }");
  const v1::Figures figures = Ledger(StatisticsOn(town, "2020-07-04"));
  EXPECT_EQ(figures.overdue(), 1u);
  EXPECT_EQ(Of(figures.on_time_rate()), Pair(1, 1));
  EXPECT_EQ(Of(figures.rehandling_rate()), Pair(1, 1));
  EXPECT_EQ(Of(figures.satisfaction_rate()), Pair(0, 1));
}

TEST(Statistics, CompletionAndResolution) {
  Register town;
  Handling(town, "p-1", 1);
  town.Replied("2020-05-01", "p-1", "u-1", "2020-05-25", "A").Evaluated("2020-05-02", "p-1");
  town.Add("2020-05-03", "proposal_closed { proposal_id: 'p-1' }");
  Handling(town, "p-2", 2);
  town.Replied("2020-05-01", "p-2", "u-1", "2020-05-25", "B");
  Handling(town, "p-3", 3);
  const v1::LedgerStatistics statistics = StatisticsOn(town, "2020-05-10");
  const v1::Figures figures = Ledger(statistics);
  EXPECT_EQ(Of(figures.completion_rate()), Pair(1, 3));
  EXPECT_EQ(Of(figures.resolution_rate()), Pair(1, 2));
  EXPECT_EQ(Of(figures.class_a()), Pair(1, 2));
  EXPECT_EQ(Of(figures.class_b()), Pair(1, 2));
  EXPECT_EQ(Of(figures.class_c()), Pair(0, 2));
  EXPECT_EQ(Of(figures.class_d()), Pair(0, 2));
  EXPECT_EQ(Values(statistics, FigureTable::CLASS), (std::vector<std::string>{"A", "B"})) << "p-3 has no class";
}

TEST(Statistics, AFollowUpIsCompletedWhereThePackSaysSo) {
  const SystemTimeZones zones;
  const Register town;
  const auto fold = town.Fold();
  for (const bool counts : {false, true}) {
    StatisticsAggregator aggregator(fold->directory(), Noon("2020-06-01"), absl::UTCTimeZone(), AllDimensions());
    v1::ProposalFacts facts;
    facts.set_number(1);
    facts.set_round(1);
    facts.set_status(v1::Proposal::FOLLOW_UP);
    facts.set_follow_up_counts_as_completed(counts);
    aggregator.Add(facts);
    facts.set_status(v1::Proposal::MERGED);
    aggregator.Add(facts);
    EXPECT_EQ(Of(Ledger(aggregator.Finish()).completion_rate()), Pair(counts, 1)) << "merged ones drop out";
  }
}

// Over both ledgers together the matter counts once: where it is to be answered.
TEST(Statistics, WhatIsPassedUpCountsWhereItIsAnswered) {
  const std::string passed_up = "proposal_passed_up { proposal_id: 'p-1' to_ledger_id: 'county' }";
  Register town;
  Handling(town, "p-2", 2);
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-12", "p-1", 1);
  EXPECT_EQ(Of(Ledger(StatisticsOn(town, "2020-03-01")).assigned_rate()), Pair(1, 2));
  town.Add("2020-02-01", passed_up);
  EXPECT_EQ(Of(Ledger(StatisticsOn(town, "2020-03-01")).assigned_rate()), Pair(1, 1));
  town.Add("2020-02-02", "outcome_recorded { proposal_id: 'p-1' status: PASSED_UP outcome { status: REPLIED } }");
  EXPECT_EQ(Of(Ledger(StatisticsOn(town, "2020-03-01")).assigned_rate()), Pair(1, 1));
  town.Add("2020-02-03", "outcome_recorded { proposal_id: 'p-1' status: REGISTERED outcome { status: SENT_BACK } }");
  EXPECT_EQ(Of(Ledger(StatisticsOn(town, "2020-03-01")).assigned_rate()), Pair(1, 2));

  Register county;
  county.Add("2020-02-01", "proposal_received { proposal_id: 'p-1' passed_up { ledger_id: 'town-a' seq: 17 } }");
  county.Registered("2020-02-02", "p-1", 1);
  EXPECT_EQ(Of(Ledger(StatisticsOn(county, "2020-03-01")).assigned_rate()), Pair(0, 1));
  county.Add("2020-02-03", "proposal_sent_back { proposal_id: 'p-1' }");
  EXPECT_EQ(Of(Ledger(StatisticsOn(county, "2020-03-01")).assigned_rate()), Pair(0, 0));
}

TEST(Statistics, ContactsBeforeTheReply) {
  Register town;
  Handling(town, "p-1", 1);
  town.Add("2020-04-01", "contact_logged { proposal_id: 'p-1' unit_id: 'u-1' deputy_id: 'd-1' form: MEETING }");
  town.Replied("2020-05-01", "p-1", "u-1", "2020-05-25");
  Handling(town, "p-2", 2);
  town.Add("2020-04-01", "contact_logged { proposal_id: 'p-2' unit_id: 'u-1' deputy_id: 'd-1' form: ONLINE }");
  town.Replied("2020-05-01", "p-2", "u-1", "2020-05-25");
  Handling(town, "p-3", 3);
  town.Replied("2020-05-01", "p-3", "u-1", "2020-05-25");
  Handling(town, "p-4", 4);
  town.Add("2020-04-01", "contact_logged { proposal_id: 'p-4' unit_id: 'u-1' deputy_id: 'd-1' form: VISIT }");
  const v1::Figures figures = Ledger(StatisticsOn(town, "2020-05-10"));
  EXPECT_EQ(Of(figures.face_contact_rate()), Pair(1, 3));
  EXPECT_EQ(Of(figures.contact_rate()), Pair(2, 3));
}

TEST(Statistics, SilenceNeitherCountsNorUnsays) {
  Register town;
  Handling(town, "p-1", 1);
  town.Replied("2020-05-01", "p-1", "u-1", "2020-05-25").Evaluated("2020-05-02", "p-1", "BASICALLY_SATISFIED");
  Handling(town, "p-2", 2);
  town.Replied("2020-05-01", "p-2", "u-1", "2020-05-25");
  town.Add("2020-06-10", "feedback_lapsed { proposal_id: 'p-2' round: 1 }");
  // Dissatisfied, handled again, and the second reply never evaluated: the last word stands.
  Handling(town, "p-3", 3);
  town.Replied("2020-05-01", "p-3", "u-1", "2020-05-25").Evaluated("2020-05-02", "p-3", "DISSATISFIED");
  town.Add("2020-05-03", "rehandling_ordered { proposal_id: 'p-3' reason: 'r' round: 2 due { on: '2020-07-03' } }");
  town.Replied("2020-06-01", "p-3", "u-1", "2020-07-03", "A", 2);
  town.Add("2020-07-10", "feedback_lapsed { proposal_id: 'p-3' round: 2 }");
  const v1::Figures figures = Ledger(StatisticsOn(town, "2020-08-01"));
  EXPECT_EQ(Of(figures.satisfaction_rate()), Pair(1, 2));
  EXPECT_EQ(Of(figures.attitude_rate()), Pair(2, 2));
  EXPECT_EQ(Of(figures.first_round_satisfaction_rate()), Pair(1, 2));
  EXPECT_EQ(Of(figures.feedback_rate()), Pair(2, 3));
  EXPECT_EQ(Of(figures.rehandling_rate()), Pair(1, 2));
}

TEST(Statistics, AUnitThatReturnedEverythingStillHasItsRow) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 1);
  town.Assigned("2020-03-25", "p-1", "u-1", "2020-05-25");
  town.Add(
      "2020-03-27",
      "return_accepted { proposal_id: 'p-1' unit_id: 'u-1' role: LEAD unassigned: true accepted_on: '2020-03-27' }");
  town.Add("2020-04-02",
           "proposal_assigned { proposal_id: 'p-1' mode: JOINT assigned_on: '2020-04-02' due { on: '2020-06-02' } "
           "tasks { task { unit_id: 'u-2' role: LEAD } due { on: '2020-06-02' } } tasks { task { unit_id: 'u-3' role: "
           "CO } } }");
  town.Received("2020-04-03", "p-1", "u-2").Replied("2020-04-12", "p-1", "u-2", "2020-06-02");
  const v1::LedgerStatistics statistics = StatisticsOn(town, "2020-05-01");
  EXPECT_EQ(Of(Ledger(statistics).return_rate()), Pair(1, 3)) << "two main tasks and one CO task";
  EXPECT_EQ(Ledger(statistics).handling_days().median(), 10) << "from the second assignment";
  const auto returned = Row(statistics, FigureTable::MAIN_UNIT, "u-1");
  ASSERT_TRUE(returned.has_value());
  EXPECT_EQ(Of(returned->return_rate()), Pair(1, 1));
  EXPECT_EQ(Of(returned->assigned_rate()), Pair(0, 0));
  EXPECT_EQ(returned->handling_days().n(), 0u);
  const auto handling = Row(statistics, FigureTable::MAIN_UNIT, "u-2");
  ASSERT_TRUE(handling.has_value());
  EXPECT_EQ(Of(handling->return_rate()), Pair(0, 1));
  EXPECT_EQ(Of(handling->reply_rate()), Pair(1, 1));
  EXPECT_FALSE(Row(statistics, FigureTable::MAIN_UNIT, "u-3").has_value()) << "never a main unit";
  EXPECT_EQ(Values(statistics, FigureTable::ASSIGNED_MONTH), (std::vector<std::string>{"2020-04"}));
}

TEST(Statistics, ReturnedToRegisteredStillCountsAsAssigned) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 1);
  town.Assigned("2020-03-25", "p-1", "u-1", "2020-05-25");
  town.Add(
      "2020-03-27",
      "return_accepted { proposal_id: 'p-1' unit_id: 'u-1' role: LEAD unassigned: true accepted_on: '2020-03-27' }");
  const v1::Figures figures = Ledger(StatisticsOn(town, "2020-08-01"));
  EXPECT_EQ(Of(figures.assigned_rate()), Pair(1, 1));
  EXPECT_EQ(Of(figures.reply_rate()), Pair(0, 1));
  EXPECT_EQ(Of(figures.on_time_rate()), Pair(0, 0)) << "nobody has it, so nobody is late";
  EXPECT_EQ(figures.overdue(), 0u);
}

TEST(Statistics, SeveralMainUnitsCountOnceInAllAndOnceEach) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 1);
  town.Add("2020-03-25",
           "proposal_assigned { proposal_id: 'p-1' mode: SEPARATE assigned_on: '2020-03-25' due { on: '2020-05-25' } "
           "tasks { task { unit_id: 'u-1' role: SEPARATE } } tasks { task { unit_id: 'u-2' role: SEPARATE } } }");
  const v1::LedgerStatistics statistics = StatisticsOn(town, "2020-05-01");
  EXPECT_EQ(Of(Ledger(statistics).assigned_rate()), Pair(1, 1));
  EXPECT_EQ(Of(Ledger(statistics).return_rate()), Pair(0, 2));
  for (const char* unit : {"u-1", "u-2"}) {
    EXPECT_EQ(Of(Row(statistics, FigureTable::MAIN_UNIT, unit)->assigned_rate()), Pair(1, 1)) << unit;
    EXPECT_EQ(Of(Row(statistics, FigureTable::MAIN_UNIT, unit)->return_rate()), Pair(0, 1)) << unit;
  }
}

TEST(Statistics, MedianAndNinetiethPercentileAreNearestRank) {
  Register town;
  // Handling days 1 to 10: the 5th and the 9th smallest.
  for (int i = 1; i <= 10; ++i) {
    const std::string id = absl::StrCat("p-", i);
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i).Assigned("2020-04-01", id, "u-1", "2020-06-01");
    const std::string day = absl::StrCat("2020-04-", i < 9 ? "0" : "", i + 1);
    town.Received("2020-04-01", id, "u-1").Replied(day, id, "u-1", "2020-06-01");
  }
  const v1::HandlingDays days = Ledger(StatisticsOn(town, "2020-05-01")).handling_days();
  EXPECT_EQ(days.n(), 10u);
  EXPECT_EQ(days.median(), 5);
  EXPECT_EQ(days.p90(), 9);
}

TEST(Statistics, DimensionsHoldTheirValuesInByteOrder) {
  Register town;
  town.Submitted("2020-01-11", "p-1", "d-2").Registered("2020-01-20", "p-1", 1, "水利");
  town.Submitted("2020-01-11", "p-2", "d-1").Registered("2020-01-20", "p-2", 2, "roads");
  const v1::LedgerStatistics statistics = StatisticsOn(town, "2020-02-01");
  using Strings = std::vector<std::string>;
  EXPECT_EQ(Values(statistics, FigureTable::CATEGORY), (Strings{"roads", "水利"}));
  EXPECT_EQ(Values(statistics, FigureTable::DEPUTY_GROUP), (Strings{"North", "South"}));
  EXPECT_EQ(Values(statistics, FigureTable::LEAD_DEPUTY), (Strings{"d-1", "d-2"}));
  EXPECT_EQ(Values(statistics, FigureTable::SESSION), (Strings{"s-1"}));
  EXPECT_EQ(Values(statistics, FigureTable::KIND), (Strings{"SUGGESTION"}));
  EXPECT_EQ(Values(statistics, FigureTable::SOURCE), (Strings{"CONGRESS"}));
  EXPECT_TRUE(Values(statistics, FigureTable::MAIN_UNIT).empty());
  EXPECT_TRUE(Values(statistics, FigureTable::ASSIGNED_MONTH).empty());
  EXPECT_EQ(statistics.tables(5).rows(0).label(), "Deputy 1");
}

TEST(Due, IsOverdueOrComingWithinTheDaysAskedFor) {
  Register town;
  Handling(town, "p-1", 1);
  Handling(town, "p-2", 2);
  town.Replied("2020-05-01", "p-2", "u-1", "2020-05-25");
  const SystemTimeZones zones;
  const auto fold = town.Fold();
  const auto due = [&](absl::string_view day, uint32_t within_days) {
    return DueOf(*fold, Noon(day), zones, within_days)->size();
  };
  EXPECT_EQ(due("2020-05-26", 0), 1u);
  EXPECT_EQ(due("2020-05-25", 0), 0u) << "the day is not over";
  EXPECT_EQ(due("2020-05-25", 1), 1u);
  EXPECT_EQ(due("2020-05-20", 5), 1u);
  EXPECT_EQ(due("2020-05-19", 5), 0u);
  EXPECT_EQ(DueOf(*fold, Noon("2020-05-20"), zones, 5)->front().days_overdue(), -5);
}

TEST(Statistics, ListAThousandOverdueAndCountTheRest) {
  Register town;
  for (int i = 1; i <= 1'003; ++i) {
    const std::string id = absl::StrCat("p-", 10'000 + i);
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i).Assigned("2020-03-25", id, "u-1", "2020-05-25");
  }
  const v1::LedgerStatistics statistics = StatisticsAt(town, Noon("2020-06-01"));
  EXPECT_EQ(statistics.overdue_size(), 1'000);
  EXPECT_EQ(statistics.overdue_omitted(), 3u);
  EXPECT_EQ(Ledger(statistics).overdue(), 1'003u);
  EXPECT_EQ(statistics.overdue(999).proposal_id(), "p-11000");
}

}  // namespace
}  // namespace huiyin
