#include "projections/facts.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/test_matchers.h"
#include "huiyin/v1/record.pb.h"
#include "projections/days.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using testing::Register;
using ::testing::SizeIs;
using v1::Proposal;

const v1::ProposalFacts& FactsOf(const LedgerFold& fold, absl::string_view id = "p-1") {
  const v1::ProposalFacts* facts = fold.Find(id);
  CHECK(facts != nullptr);
  return *facts;
}

// p-1 assigned on 2020-03-25 to u-1 and u-2 separately, due on 2020-05-25.
Register AssignedToTwo() {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 7);
  town.Add("2020-03-25",
           "proposal_assigned { proposal_id: 'p-1' mode: SEPARATE assigned_on: '2020-03-25' due { on: '2020-05-25' } "
           "tasks { task { unit_id: 'u-2' role: SEPARATE } due { on: '2020-05-25' } } "
           "tasks { task { unit_id: 'u-1' role: SEPARATE } due { on: '2020-05-25' } } }");
  return town;
}

TEST(Facts, AreThoseOfTheSubmission) {
  Register town;
  town.Add("2020-01-11",
           "proposal_submitted { proposal_id: 'p-1' kind: MOTION title: 'A bridge' lead_deputy_id: 'd-1' cosigner_ids: "
           "['d-2', 'd-3'] session_id: 's-1' in_session: true source: INSPECTION submitted_on: '2020-01-11' }");
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_EQ(facts.status(), Proposal::SUBMITTED);
  EXPECT_EQ(facts.kind(), Proposal::MOTION);
  EXPECT_EQ(facts.source(), Proposal::INSPECTION);
  EXPECT_EQ(facts.title(), "A bridge");
  EXPECT_THAT(facts.cosigner_ids(), ElementsAre("d-2", "d-3"));
  EXPECT_EQ(FormatDay(facts.submitted_day()), "2020-01-11");
  EXPECT_EQ(facts.number(), 0u);
  EXPECT_EQ(facts.round(), 0u);
  EXPECT_FALSE(facts.has_due_day());
  EXPECT_EQ(facts.last_seq(), 7u);
  EXPECT_EQ(facts.version(), 0u);
}

TEST(Facts, KeepWhatIsPersonalAsItWasRecorded) {
  Register town;
  town.Add("2020-01-11", "deputy_seated { deputy_id: 'd-3' group: 'North' encrypted: 'box 1' }");
  town.Add("2020-01-11",
           "proposal_submitted { proposal_id: 'p-1' lead_deputy_id: 'd-3' "
           "voters { person_id: 'v-1' encrypted: 'box 2' } submitted_on: '2020-01-11' }");
  town.Add("2020-02-01", "person_erased { person_id: 'd-3' basis: 'art. 47' }");
  const auto fold = town.Fold();
  ASSERT_THAT(fold->directory().deputies, SizeIs(3));
  EXPECT_EQ(fold->directory().deputies[2].encrypted(), "box 1");
  EXPECT_EQ(fold->directory().deputies[2].name(), "");
  ASSERT_THAT(FactsOf(*fold).voters(), SizeIs(1));
  EXPECT_EQ(FactsOf(*fold).voters(0).encrypted(), "box 2");
  EXPECT_THAT(fold->directory().ledger.erased_person_ids(), ElementsAre("d-3"));
}

TEST(Facts, CosignersComeAndGo) {
  Register town;
  town.Submitted("2020-01-11", "p-1");
  town.Add("2020-01-11", "cosigner_added { proposal_id: 'p-1' deputy_id: 'd-2' }");
  town.Add("2020-01-11", "cosigner_added { proposal_id: 'p-1' deputy_id: 'd-3' }");
  town.Add("2020-01-11", "cosigner_withdrawn { proposal_id: 'p-1' deputy_id: 'd-2' }");
  EXPECT_THAT(FactsOf(*town.Fold()).cosigner_ids(), ElementsAre("d-3"));
}

TEST(Facts, ARevisionBringsANewTitleAndItsStatusBack) {
  Register town;
  town.Submitted("2020-01-11", "p-1");
  town.Add("2020-01-12", "revision_requested { proposal_id: 'p-1' reason: 'unclear' }");
  EXPECT_EQ(FactsOf(*town.Fold()).status(), Proposal::REVISION_REQUESTED);
  town.Add("2020-01-13", "proposal_revised { proposal_id: 'p-1' title: 'Clear' body: 'b' }");
  const auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::SUBMITTED);
  EXPECT_EQ(FactsOf(*fold).title(), "Clear");
}

TEST(Facts, ARefusedOneHasNoNumber) {
  Register town;
  town.Submitted("2020-01-11", "p-1");
  town.Add("2020-01-12", "proposal_refused { proposal_id: 'p-1' code: 'scope' reason: 'not ours' }");
  EXPECT_EQ(FactsOf(*town.Fold()).status(), Proposal::REFUSED);
  EXPECT_EQ(FactsOf(*town.Fold()).number(), 0u);
}

TEST(Facts, TheFirstSignatureBeginsTheHandling) {
  Register town = AssignedToTwo();
  EXPECT_EQ(FactsOf(*town.Fold()).status(), Proposal::ASSIGNED);
  town.Received("2020-03-26", "p-1", "u-1");
  const auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::HANDLING);
  EXPECT_EQ(FactsOf(*fold).round(), 1u);
  EXPECT_FALSE(FactsOf(*fold).tasks(0).signed_for());
  EXPECT_TRUE(FactsOf(*fold).tasks(1).signed_for());
  EXPECT_THAT(MainUnits(FactsOf(*fold)), ElementsAre("u-1", "u-2"));
}

TEST(Facts, ReturnedByAllGoesBackToRegisteredAndKeepsItsHistory) {
  Register town;
  town.Submitted("2020-01-11", "p-1")
      .Registered("2020-01-20", "p-1", 7)
      .Assigned("2020-03-25", "p-1", "u-1", "2020-05-25");
  town.Add("2020-03-27", "return_requested { proposal_id: 'p-1' unit_id: 'u-1' reason: 'not ours' }");
  EXPECT_TRUE(FactsOf(*town.Fold()).tasks(0).return_pending());
  town.Add(
      "2020-03-30",
      "return_accepted { proposal_id: 'p-1' unit_id: 'u-1' role: LEAD unassigned: true accepted_on: '2020-03-30' }");
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_EQ(facts.status(), Proposal::REGISTERED);
  EXPECT_EQ(facts.tasks_size(), 0);
  EXPECT_FALSE(facts.has_due_day());
  EXPECT_EQ(facts.round(), 1u) << "it was assigned once";
  EXPECT_EQ(FormatDay(facts.assigned_day()), "2020-03-25");
  ASSERT_EQ(facts.tallies_size(), 1);
  EXPECT_EQ(facts.tallies(0).main_tasks(), 1u);
  EXPECT_EQ(facts.tallies(0).main_returns(), 1u);
}

TEST(Facts, ARefusedReturnIsOver) {
  Register town = AssignedToTwo();
  town.Add("2020-03-27", "return_requested { proposal_id: 'p-1' unit_id: 'u-1' reason: 'not ours' }");
  town.Add("2020-03-28", "return_refused { proposal_id: 'p-1' unit_id: 'u-1' reason: 'it is' }");
  const auto fold = town.Fold();
  EXPECT_FALSE(FactsOf(*fold).tasks(1).return_pending());
  EXPECT_EQ(FactsOf(*fold).tasks_size(), 2);
}

TEST(Facts, TalliesStayInOrderOfUnit) {
  const auto fold = AssignedToTwo().Fold();
  ASSERT_EQ(FactsOf(*fold).tallies_size(), 2);
  EXPECT_EQ(FactsOf(*fold).tallies(0).unit_id(), "u-1");
  EXPECT_EQ(FactsOf(*fold).tallies(1).unit_id(), "u-2");
}

TEST(Facts, SeparateUnitsReplyTogetherAndTheLastOneGivesTheClass) {
  Register town = AssignedToTwo();
  town.Received("2020-03-26", "p-1", "u-1");
  town.Add(
      "2020-05-20",
      "reply_delivered { proposal_id: 'p-1' unit_id: 'u-1' result_class: A round: 1 replied_on: '2020-05-20' due { on: "
      "'2020-05-25' } }");
  {
    const auto fold = town.Fold();
    EXPECT_EQ(FactsOf(*fold).status(), Proposal::HANDLING);
    EXPECT_FALSE(FactsOf(*fold).has_first_replied_day());
    EXPECT_EQ(FactsOf(*fold).latest_class(), v1::Reply::UNSPECIFIED);
  }
  town.Replied("2020-05-25", "p-1", "u-2", "2020-05-25", "C");
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_EQ(facts.status(), Proposal::REPLIED);
  EXPECT_EQ(facts.latest_class(), v1::Reply::C);
  EXPECT_EQ(FormatDay(facts.first_replied_day()), "2020-05-25");
  EXPECT_TRUE(facts.first_reply_on_time()) << "the due day itself is on time";
  EXPECT_EQ(facts.handling_days(), 61);
  EXPECT_EQ(FormatDay(facts.feedback_by_day()), "2020-12-31");
}

TEST(Facts, AReturnOfTheLastSilentUnitCompletesTheReply) {
  Register town = AssignedToTwo();
  town.Received("2020-03-26", "p-1", "u-1");
  town.Add("2020-03-27", "return_requested { proposal_id: 'p-1' unit_id: 'u-2' reason: 'not ours' }");
  town.Add(
      "2020-03-29",
      "reply_delivered { proposal_id: 'p-1' unit_id: 'u-1' result_class: B round: 1 replied_on: '2020-03-29' due { on: "
      "'2020-05-25' } }");
  town.Add("2020-04-01",
           "return_accepted { proposal_id: 'p-1' unit_id: 'u-2' role: SEPARATE completes_reply: true accepted_on: "
           "'2020-04-01' due { on: '2020-05-25' } feedback_by { on: '2020-04-30' } }");
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_EQ(facts.status(), Proposal::REPLIED);
  EXPECT_EQ(facts.latest_class(), v1::Reply::B);
  EXPECT_EQ(facts.handling_days(), 7);
  EXPECT_THAT(MainUnits(facts), ElementsAre("u-1"));
}

TEST(Facts, AnExtensionMovesTheDueDate) {
  Register town = AssignedToTwo();
  town.Add("2020-05-01",
           "extension_requested { proposal_id: 'p-1' unit_id: 'u-1' new_due_on: '2020-06-30' reason: 'rain' }");
  EXPECT_TRUE(FactsOf(*town.Fold()).tasks(1).extension_pending());
  town.Add("2020-05-02",
           "extension_granted { proposal_id: 'p-1' unit_id: 'u-1' new_due_on: '2020-06-30' due { on: '2020-06-30' "
           "provisional: true } }");
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_FALSE(facts.tasks(1).extension_pending());
  EXPECT_EQ(FormatDay(facts.tasks(1).due_day()), "2020-06-30");
  EXPECT_EQ(FormatDay(facts.tasks(0).due_day()), "2020-05-25");
  EXPECT_EQ(FormatDay(facts.due_day()), "2020-06-30");
  EXPECT_TRUE(facts.due_provisional());
  town.Add("2020-05-03", "extension_refused { proposal_id: 'p-1' unit_id: 'u-2' reason: 'no' }");
  EXPECT_EQ(FormatDay(FactsOf(*town.Fold()).due_day()), "2020-06-30");
}

TEST(Facts, ACorrectionChangesTheClassAndNotTheDay) {
  Register town;
  town.Submitted("2020-01-11", "p-1")
      .Registered("2020-01-20", "p-1", 7)
      .Assigned("2020-03-25", "p-1", "u-1", "2020-05-25");
  town.Received("2020-03-26", "p-1", "u-1").Replied("2020-05-01", "p-1", "u-1", "2020-05-25", "A");
  town.Add("2020-06-20", "reply_corrected { proposal_id: 'p-1' unit_id: 'u-1' result_class: B round: 1 }");
  const auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).latest_class(), v1::Reply::B);
  EXPECT_EQ(FormatDay(FactsOf(*fold).first_replied_day()), "2020-05-01");
  EXPECT_TRUE(FactsOf(*fold).first_reply_on_time());
}

TEST(Facts, ASecondRoundKeepsTheFirstReplyAndTheLastWord) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 7);
  town.Add("2020-03-25",
           "proposal_assigned { proposal_id: 'p-1' mode: JOINT assigned_on: '2020-03-25' due { on: '2020-05-25' } "
           "tasks { task { unit_id: 'u-1' role: LEAD } due { on: '2020-05-25' } } "
           "tasks { task { unit_id: 'u-2' role: CO } } }");
  town.Received("2020-03-26", "p-1", "u-1").Replied("2020-05-01", "p-1", "u-1", "2020-05-25", "C");
  town.Evaluated("2020-05-05", "p-1", "DISSATISFIED");
  town.Add("2020-05-10",
           "rehandling_ordered { proposal_id: 'p-1' reason: 'again' round: 2 due { on: '2020-07-10' } main_unit_ids: "
           "'u-1' }");
  {
    const auto fold = town.Fold();
    const v1::ProposalFacts& facts = FactsOf(*fold);
    EXPECT_EQ(facts.status(), Proposal::HANDLING);
    EXPECT_EQ(facts.round(), 2u);
    EXPECT_EQ(FormatDay(facts.due_day()), "2020-07-10");
    ASSERT_EQ(facts.tasks_size(), 1) << "the CO task is gone";
    EXPECT_TRUE(facts.tasks(0).signed_for());
    EXPECT_FALSE(facts.tasks(0).replied());
    EXPECT_FALSE(facts.has_feedback_by_day());
    EXPECT_EQ(facts.latest_result(), v1::Evaluation::DISSATISFIED);
    EXPECT_EQ(facts.latest_class(), v1::Reply::C);
    EXPECT_EQ(facts.tallies(0).main_tasks(), 1u) << "re-handling adds no tasks";
  }
  town.Replied("2020-07-20", "p-1", "u-1", "2020-07-10", "A", 2).Evaluated("2020-07-25", "p-1", "SATISFIED", 2);
  const auto fold = town.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_TRUE(facts.first_reply_on_time()) << "that of round 1";
  EXPECT_EQ(facts.latest_class(), v1::Reply::A);
  EXPECT_EQ(facts.evaluated_round(), 2u);
  EXPECT_EQ(facts.latest_result(), v1::Evaluation::SATISFIED);
  EXPECT_EQ(facts.first_round_result(), v1::Evaluation::DISSATISFIED);
}

TEST(Facts, ContactsCountUpToTheFirstCompleteReply) {
  Register town;
  town.Submitted("2020-01-11", "p-1")
      .Registered("2020-01-20", "p-1", 7)
      .Assigned("2020-03-25", "p-1", "u-1", "2020-05-25");
  town.Add("2020-04-01", "contact_logged { proposal_id: 'p-1' unit_id: 'u-1' deputy_id: 'd-1' form: PHONE }");
  EXPECT_TRUE(FactsOf(*town.Fold()).contacted());
  EXPECT_FALSE(FactsOf(*town.Fold()).contacted_in_person());
  town.Replied("2020-05-01", "p-1", "u-1", "2020-05-25");
  town.Add("2020-05-02", "contact_logged { proposal_id: 'p-1' unit_id: 'u-1' deputy_id: 'd-1' form: VISIT }");
  EXPECT_FALSE(FactsOf(*town.Fold()).contacted_in_person());
}

TEST(Facts, CommitmentsOfAReplyAreOpen) {
  Register town = AssignedToTwo();
  town.Add("2020-04-01",
           "reply_delivered { proposal_id: 'p-1' unit_id: 'u-1' result_class: B round: 1 replied_on: '2020-04-01' "
           "commitments { commitment_id: 'c-1' text: 'a lamp' due_on: '2020-09-30' } }");
  const auto fold = town.Fold();
  ASSERT_EQ(FactsOf(*fold).commitments_size(), 1);
  EXPECT_EQ(FactsOf(*fold).commitments(0).state(), v1::CommitmentFacts::OPEN);
  EXPECT_EQ(FactsOf(*fold).commitments(0).unit_id(), "u-1");
  EXPECT_EQ(FormatDay(FactsOf(*fold).commitments(0).due_day()), "2020-09-30");
}

TEST(Facts, TheEndsAreStatuses) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Submitted("2020-01-11", "p-2").Submitted("2020-01-11", "p-3");
  town.Add("2020-06-01", "feedback_lapsed { proposal_id: 'p-1' round: 1 }");
  town.Add("2020-06-01", "proposal_closed { proposal_id: 'p-2' }");
  town.Add("2020-06-01", "proposal_withdrawn { proposal_id: 'p-3' reason: 'solved' }");
  const auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold, "p-1").status(), Proposal::LAPSED);
  EXPECT_EQ(FactsOf(*fold, "p-2").status(), Proposal::CLOSED);
  EXPECT_EQ(FactsOf(*fold, "p-3").status(), Proposal::WITHDRAWN);
}

std::string Told(int seq, const std::string& status, const std::string& now = "PASSED_UP") {
  return absl::StrCat("outcome_recorded { proposal_id: 'p-1' status: ", now, " outcome { status: ", status,
                      " event { ledger_id: 'county' seq: ", seq, " } result_class: B text: 'long' } }");
}

TEST(Facts, WhatIsPassedUpKnowsWhatBecameOfIt) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-12", "p-1", 1);
  const uint64_t seq = town.records().size();
  town.Add("2020-02-01", "proposal_passed_up { proposal_id: 'p-1' to_ledger_id: 'county' passed_up_on: '2020-02-01' }");
  auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::PASSED_UP);
  EXPECT_EQ(FactsOf(*fold).passing().to_ledger_id(), "county");
  EXPECT_EQ(FactsOf(*fold).passing().seq(), seq);
  EXPECT_EQ(FormatDay(FactsOf(*fold).passing().passed_up_day()), "2020-02-01");
  EXPECT_FALSE(FactsOf(*fold).passing().has_outcome());

  town.Add("2020-02-02", Told(40, "SUBMITTED")).Add("2020-03-02", Told(47, "REPLIED"));
  fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::PASSED_UP);
  EXPECT_EQ(FactsOf(*fold).passing().outcome().status(), Proposal::REPLIED);
  EXPECT_EQ(FactsOf(*fold).passing().outcome().event().seq(), 47u);
  EXPECT_EQ(FactsOf(*fold).passing().outcome().result_class(), v1::Reply::B);
  EXPECT_EQ(FactsOf(*fold).passing().outcome().text(), "") << "a row stays small";
}

TEST(Facts, WhatCameBackIsRegisteredAndWhatGoesUpAnewBeginsAnew) {
  Register town;
  town.Submitted("2020-01-11", "p-1").Registered("2020-01-12", "p-1", 1);
  town.Add("2020-02-01", "proposal_passed_up { proposal_id: 'p-1' to_ledger_id: 'county' passed_up_on: '2020-02-01' }");
  town.Add("2020-02-02", Told(40, "SENT_BACK", "REGISTERED"));
  auto fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::REGISTERED);
  EXPECT_EQ(FactsOf(*fold).number(), 1u);
  EXPECT_EQ(FactsOf(*fold).passing().outcome().status(), Proposal::SENT_BACK);
  town.Add("2020-02-03", "proposal_passed_up { proposal_id: 'p-1' to_ledger_id: 'county' passed_up_on: '2020-02-03' }");
  fold = town.Fold();
  EXPECT_EQ(FactsOf(*fold).status(), Proposal::PASSED_UP);
  EXPECT_FALSE(FactsOf(*fold).passing().has_outcome());
}

TEST(Facts, WhatIsReceivedIsLedByADeputyOfTheLedgerBelow) {
  Register county;
  county.Add("2020-02-01",
             "proposal_received { proposal_id: 'p-1' kind: OPINION source: INSPECTION title: 'A bridge' session_id: "
             "'s-1' lead_deputy_id: 'up:village:d-7' lead_deputy { person_id: 'up:village:d-7' name: 'Tian' } "
             "received_on: '2020-02-01' passed_up { ledger_id: 'village' proposal_id: 'p-3' seq: 17 } }");
  const auto fold = county.Fold();
  const v1::ProposalFacts& facts = FactsOf(*fold);
  EXPECT_EQ(facts.status(), Proposal::SUBMITTED);
  EXPECT_EQ(facts.kind(), Proposal::OPINION);
  EXPECT_EQ(facts.source(), Proposal::INSPECTION);
  EXPECT_EQ(facts.title(), "A bridge");
  EXPECT_EQ(facts.session_id(), "s-1");
  EXPECT_EQ(FormatDay(facts.submitted_day()), "2020-02-01");
  EXPECT_EQ(facts.origin().ledger_id(), "village");
  EXPECT_EQ(facts.origin().proposal_id(), "p-3");
  EXPECT_EQ(facts.origin().seq(), 17u);
  ASSERT_EQ(fold->directory().deputies.size(), 3u);
  const v1::DeputyFacts& lead = fold->directory().deputies[2];
  EXPECT_EQ(lead.deputy_id(), "up:village:d-7");
  EXPECT_EQ(lead.name(), "Tian");
  EXPECT_EQ(lead.group(), "village");
  EXPECT_FALSE(lead.seated());
  county.Add("2020-02-02", "proposal_sent_back { proposal_id: 'p-1' reason: 'a matter of the village' }");
  EXPECT_EQ(FactsOf(*county.Fold()).status(), Proposal::SENT_BACK);
}

TEST(Facts, TheLedgerAndItsPeople) {
  Register town;
  town.Add("2020-02-01", "deputy_unseated { deputy_id: 'd-2' reason: 'moved' }");
  town.Add("2020-02-02", "deputy_seated { deputy_id: 'd-1' name: 'Deputy 1' group: 'South' }");
  const auto fold = town.Fold();
  const LedgerDirectory& directory = fold->directory();
  EXPECT_EQ(directory.ledger.known_events(), 9u);
  EXPECT_EQ(directory.ledger.time_zone(), "Asia/Shanghai");
  EXPECT_EQ(directory.ledger.level(), v1::Ledger::TOWNSHIP);
  ASSERT_EQ(directory.deputies.size(), 2u);
  EXPECT_EQ(directory.deputies[0].group(), "South");
  EXPECT_TRUE(directory.deputies[0].seated());
  EXPECT_FALSE(directory.deputies[1].seated());
  ASSERT_EQ(directory.units.size(), 3u);
  EXPECT_EQ(directory.units[2].name(), "Unit 3");
  ASSERT_EQ(directory.sessions.size(), 1u);
  EXPECT_EQ(directory.sessions[0].closes_on(), "2020-01-12");
}

TEST(Facts, AnUnknownEventStopsTheFoldAndIsNamed) {
  v1::Record record;
  record.set_ledger_id("town-a");
  record.set_seq(41);
  record.set_stream_id("proposal/p-1");
  LedgerFold fold{LedgerId("town-a")};
  const absl::Status status = fold.Add(record);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(status, HasReason("EVENT_TYPE_UNKNOWN"));
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("town-a, seq 41"));
}

TEST(Days, AreRealOnesWrittenInOneWay) {
  EXPECT_EQ(ParseDay("1970-01-01"), 0);
  EXPECT_EQ(ParseDay("2020-02-29"), 18321);
  EXPECT_EQ(FormatDay(18321), "2020-02-29");
  for (const char* bad : {"", "2021-02-29", "2020-2-29", "2020-13-01", "2020-00-10", "20a0-01-01", "2020-01-01 "}) {
    EXPECT_EQ(ParseDay(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace huiyin
