// The courier on a town's and a county's register in memory: what is passed up arrives once, and the town is told what
// became of it, once and in order, whatever the clock, the machine and the other instances do.
#include "services/courier/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "domain/links.h"
#include "projections/facts.h"
#include "services/courier/courier_loop.h"
#include "services/personal/personal_data.h"
#include "services/system_ids.h"
#include "services/testing/temporary_directory.h"
#include "services/timekeeper/testing/desk.h"

namespace huiyin {
namespace {

using P = v1::Proposal;
using testing::Desk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Orders;
using testing::ShanghaiTime;

constexpr char kTown[] = "town-a";
constexpr char kCounty[] = "county";

// Orders for a proposal that came from below, whose lead is the town's d-1.
v1::Command ByLeadBelow(v1::Command command) {
  const std::string lead = DeputyAbove(kTown, "d-1");
  command.mutable_actor()->set_id(lead);
  if (command.has_evaluate()) command.mutable_evaluate()->set_deputy_id(lead);
  return command;
}

class CourierTest : public ::testing::Test {
 protected:
  CourierTest() {
    Open(kTown, kCounty);
    Open(kCounty, "");
  }

  void Open(const std::string& ledger, const std::string& parent) {
    std::vector<v1::Command> founding = desk_.Now(ledger).Founding();
    founding[0].mutable_open_ledger()->set_parent_ledger_id(parent);
    for (v1::Command& command : founding) EXPECT_OK(personal_.Encrypt(command));
    desk_.OrderAll(founding);
  }

  v1::Command Office(const std::string& ledger, const std::string& id, const std::string& body) {
    v1::Command command = desk_.Office(id, body);
    command.set_ledger_id(ledger);
    return command;
  }

  // The town's p-1 is passed up; the name that it will have in the county.
  std::string PassUp(const std::string& proposal = "p-1") {
    desk_.OrderAll({desk_.Now(kTown).Submit(proposal), desk_.Now(kTown).Register(proposal)});
    return PassUpAgain(proposal, "pass-up-" + proposal);
  }
  std::string PassUpAgain(const std::string& proposal, const std::string& id) {
    const uint64_t seq = desk_.Records(kTown).size();
    desk_.Order(Office(kTown, id, absl::StrCat("pass_up { proposal_id: '", proposal, "' reason: '属县级事权' }")));
    return ProposalAbove(kTown, Seq(seq));
  }

  PassReport Pass(Courier& courier) {
    absl::StatusOr<PassReport> report = courier.Pass();
    EXPECT_OK(report);
    return *report;
  }
  PassReport Pass() { return Pass(courier_); }
  // Until there is nothing left to carry; nothing is ever ordered in vain.
  void Settle() {
    PassReport report;
    do {
      report = Pass();
      EXPECT_EQ(report.moot, 0u);
    } while (report.given > 0);
  }

  CourierParts Parts(CommandLanes* lanes = nullptr) {
    const TimekeeperParts parts = desk_.Parts(lanes);
    return {parts.log, parts.views, parts.lanes, parts.zones, parts.clock, personal_};
  }

  v1::ProposalFacts FactsOf(const std::string& ledger, const std::string& proposal) {
    EXPECT_OK(Parts().views.WaitUntilCaughtUp(absl::Now() + absl::Seconds(10)));
    return Parts().views.store()->GetProposal(LedgerId(ledger), proposal).value().value_or(v1::ProposalFacts());
  }

  // "REPLIED 12": what the town was told, by which event of the county.
  std::vector<std::string> Told(const std::string& proposal = "p-1") {
    std::vector<std::string> told;
    for (const v1::Record& record : desk_.Records(kTown)) {
      if (record.stream_id() != "proposal/" + proposal || !record.event().has_outcome_recorded()) continue;
      told.push_back(P::Status_Name(record.event().outcome_recorded().outcome().status()));
    }
    return told;
  }
  size_t Records() { return desk_.Records(kTown).size() + desk_.Records(kCounty).size(); }

  const testing::TemporaryDirectory directory_;
  const PersonalData personal_{*PersonKeyFiles::Open(directory_.path() + "/keys")};
  Desk desk_;
  Courier courier_{Parts()};
};

TEST_F(CourierTest, ATownsProposalIsHandledByTheCountyAndTheTownIsTold) {
  const std::string above = PassUp();
  Settle();
  EXPECT_EQ(FactsOf(kCounty, above).status(), P::SUBMITTED);
  EXPECT_EQ(FactsOf(kCounty, above).origin().ledger_id(), kTown);
  EXPECT_EQ(FactsOf(kCounty, above).origin().proposal_id(), "p-1");
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED"));

  const Orders county = desk_.Now(kCounty);
  desk_.OrderAll({county.Register(above), county.Assign(above), county.SignFor(above), county.Reply(above),
                  ByLeadBelow(county.Evaluate(above)), county.Close(above)});
  Settle();
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED", "REGISTERED", "ASSIGNED", "HANDLING", "REPLIED", "EVALUATED", "CLOSED"));
  const v1::ProposalFacts facts = FactsOf(kTown, "p-1");
  const v1::Command order = county.Reply(above);
  EXPECT_EQ(facts.status(), P::PASSED_UP);
  EXPECT_EQ(facts.passing().outcome().status(), P::CLOSED);
  EXPECT_EQ(facts.passing().outcome().result_class(), order.reply().result_class());
  EXPECT_EQ(facts.passing().outcome().document_no(), order.reply().document_no());
  EXPECT_EQ(facts.passing().outcome().result(), county.Evaluate(above).evaluate().result());
}

TEST_F(CourierTest, EachSideNamesTheOthersEvent) {
  const std::string above = PassUp();
  Settle();
  desk_.OrderAll({desk_.Now(kCounty).Register(above), desk_.Now(kCounty).Assign(above)});
  Settle();
  const v1::Record received = desk_.RecordOf("up:receive:town-a:7", kCounty);
  EXPECT_EQ(received.event().proposal_received().passed_up().seq(), 7u);
  EXPECT_TRUE(desk_.Records(kTown)[7].event().has_proposal_passed_up());
  EXPECT_EQ(received.event().proposal_received().reason(), "属县级事权");
  EXPECT_EQ(received.actor().role(), v1::Actor::SYSTEM);
  const v1::Record told = desk_.RecordOf(absl::StrCat("up:outcome:county:", received.seq() + 2, ":7"), kTown);
  const v1::Outcome& outcome = told.event().outcome_recorded().outcome();
  EXPECT_EQ(told.event().outcome_recorded().passed_up_seq(), 7u);
  EXPECT_EQ(outcome.event().ledger_id(), kCounty);
  EXPECT_EQ(outcome.event().proposal_id(), above);
  const v1::Record assigned = desk_.Records(kCounty)[outcome.event().seq()];
  ASSERT_TRUE(assigned.event().has_proposal_assigned());
  EXPECT_EQ(outcome.due_on(), assigned.event().proposal_assigned().due().on());
  EXPECT_EQ(outcome.unit_names_size(), 1);
  EXPECT_EQ(ToTime(told.occurred_at()), ToTime(assigned.recorded_at()));
  EXPECT_EQ(told.correlation_id(), received.correlation_id());
}

TEST_F(CourierTest, WhatIsSentBackIsTheTownsAgainAndCanGoUpAnew) {
  const std::string first = PassUp();
  Settle();
  desk_.Order(Office(kCounty, "back", absl::StrCat("send_back { proposal_id: '", first, "' reason: '由镇里办理' }")));
  Settle();
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED", "SENT_BACK"));
  EXPECT_EQ(FactsOf(kTown, "p-1").status(), P::REGISTERED);
  const std::string second = PassUpAgain("p-1", "pass-up-again");
  EXPECT_NE(first, second);
  Settle();
  EXPECT_EQ(FactsOf(kCounty, first).status(), P::SENT_BACK);
  EXPECT_EQ(FactsOf(kCounty, second).status(), P::SUBMITTED);
  desk_.Order(ByLeadBelow([&] {
    v1::Command withdraw =
        Office(kCounty, "withdraw", absl::StrCat("withdraw { proposal_id: '", second, "' reason: 'r' }"));
    withdraw.mutable_actor()->set_role(v1::Actor::DEPUTY);
    return withdraw;
  }()));
  Settle();
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED", "SENT_BACK", "SUBMITTED", "WITHDRAWN"));
  EXPECT_EQ(FactsOf(kTown, "p-1").status(), P::WITHDRAWN);
}

TEST_F(CourierTest, NothingIsCarriedTwiceByWhoeverBeginsAnew) {
  const std::string above = PassUp();
  Settle();
  desk_.OrderAll({desk_.Now(kCounty).Register(above), desk_.Now(kCounty).Assign(above)});
  Settle();
  const size_t records = Records();
  EXPECT_EQ(Pass().given, 0u);
  Courier restarted(Parts());
  EXPECT_EQ(Pass(restarted).given, 0u);
  desk_.GoTo("2025-03-20");
  Courier later(Parts());
  EXPECT_EQ(Pass(later).given, 0u);
  EXPECT_EQ(Records(), records);
}

TEST_F(CourierTest, WhatHappenedWhileItWasDownIsMadeUpForWithItsOwnMoment) {
  const std::string above = PassUp();
  desk_.GoTo("2025-03-10");
  Settle();
  const v1::Record received = desk_.RecordOf("up:receive:town-a:7", kCounty);
  EXPECT_EQ(received.event().proposal_received().received_on(), "2025-03-03") << "it stood in the town's register then";
  EXPECT_EQ(ToTime(received.recorded_at()), ShanghaiTime("2025-03-10"));
  EXPECT_EQ(FactsOf(kCounty, above).status(), P::SUBMITTED);
}

TEST_F(CourierTest, WhatIsEnteredLateIsToldAsOfWhenItWasEntered) {
  const std::string above = PassUp();
  Settle();
  const v1::Command on_monday = desk_.Now(kCounty).Register(above);
  desk_.GoTo("2025-03-07");
  desk_.Order(on_monday);
  Settle();
  const v1::Record told = desk_.Records(kTown).back();
  EXPECT_EQ(told.event().outcome_recorded().outcome().happened_on(), "2025-03-03");
  EXPECT_EQ(ToTime(told.occurred_at()), ShanghaiTime("2025-03-07")) << "nobody could have known before";
}

// The town's register has a later event of the proposal than the one that is told.
TEST_F(CourierTest, WhatWouldStandBeforeAnEventThereHappensWhenItIsTold) {
  PassUp();
  desk_.Order([&] {
    v1::Command submit = desk_.Now(kTown).Submit("p-2");
    submit.mutable_submit()->set_allow_publication(true);
    return submit;
  }());
  desk_.OrderAll(
      {desk_.Now(kTown).Register("p-2"), Office(kTown, "publish", "publish { proposal_id: 'p-2' parts: TITLE }")});
  const std::string above = PassUpAgain("p-2", "pass-up-2");
  Settle();
  desk_.GoTo("2025-03-04");
  desk_.Order(desk_.Now(kCounty).Register(above));
  desk_.GoTo("2025-03-05");
  desk_.Order(Office(kTown, "unpublish", "unpublish { proposal_id: 'p-2' reason: '误公开' }"));
  desk_.GoTo("2025-03-06");
  Settle();
  EXPECT_THAT(Told("p-2"), ElementsAre("SUBMITTED", "REGISTERED"));
  const v1::Record told = desk_.Records(kTown).back();
  EXPECT_EQ(ToTime(told.occurred_at()), ShanghaiTime("2025-03-06"));
  EXPECT_EQ(told.event().outcome_recorded().outcome().happened_on(), "2025-03-04");
}

TEST_F(CourierTest, TwoInstancesAtOnceCarryEachThingOnce) {
  constexpr int kProposals = 20;
  std::vector<std::string> above;
  for (int i = 1; i <= kProposals; ++i) above.push_back(PassUp(absl::StrCat("p-", i)));
  std::atomic<uint64_t> given = 0;
  std::vector<std::thread> instances;
  for (int i = 0; i < 2; ++i) {
    instances.emplace_back([&] {
      Courier courier(Parts());
      for (int pass = 0; pass < 6; ++pass) given += Pass(courier).given;
    });
  }
  for (std::thread& instance : instances) instance.join();
  EXPECT_EQ(given, 2u * kProposals) << "received, and told of that";
  for (int i = 1; i <= kProposals; ++i) {
    EXPECT_THAT(Told(absl::StrCat("p-", i)), ElementsAre("SUBMITTED"));
    EXPECT_EQ(FactsOf(kCounty, above[i - 1]).status(), P::SUBMITTED);
  }
}

TEST_F(CourierTest, TheAnswerOfThePrimaryIsToldToWhatWasMergedIntoIt) {
  const std::string above = PassUp();
  Settle();
  const Orders county = desk_.Now(kCounty);
  desk_.OrderAll(
      {county.Register(above), county.Submit("p-9"), county.Register("p-9"),
       Office(kCounty, "merge", absl::StrCat("merge { proposal_id: '", above, "' into_proposal_id: 'p-9' }")),
       county.Assign("p-9"), county.SignFor("p-9"), county.Reply("p-9"), county.Evaluate("p-9")});
  Settle();
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED", "REGISTERED", "MERGED", "ASSIGNED", "HANDLING", "REPLIED", "EVALUATED"));
  const v1::Outcome outcome = FactsOf(kTown, "p-1").passing().outcome();
  EXPECT_EQ(outcome.event().proposal_id(), "p-9");
  EXPECT_EQ(outcome.result_class(), county.Reply("p-9").reply().result_class());
  EXPECT_EQ(outcome.result(), v1::Evaluation::UNSPECIFIED) << "that is another deputy's word";
  const size_t records = Records();
  Courier restarted(Parts());
  EXPECT_EQ(Pass(restarted).given, 0u);
  EXPECT_EQ(Records(), records);
}

TEST_F(CourierTest, HoweverManyThereAre) {
  for (int i = 1; i <= 7; ++i) PassUp(absl::StrCat("p-", i));
  desk_.OrderAll({desk_.Now(kCounty).Submit("a-1"), desk_.Now(kCounty).Submit("z-1")});
  CourierOptions options;
  options.proposals_at_once = 2;
  Courier courier(Parts(), options);
  EXPECT_EQ(Pass(courier).given, 7u);
  EXPECT_EQ(Pass(courier).given, 7u);
  for (int i = 1; i <= 7; ++i) EXPECT_THAT(Told(absl::StrCat("p-", i)), ElementsAre("SUBMITTED"));
}

TEST_F(CourierTest, FromTheCityBackToTheTown) {
  Open("village", kTown);
  desk_.OrderAll({desk_.Now("village").Submit("p-1"), desk_.Now("village").Register("p-1"),
                  Office("village", "up", "pass_up { proposal_id: 'p-1' reason: 'r' }")});
  Settle();
  const std::string in_town = ProposalAbove("village", Seq(7));
  desk_.Order(desk_.Now(kTown).Register(in_town));
  const std::string in_county = PassUpAgain(in_town, "further");
  Settle();
  const Orders county = desk_.Now(kCounty);
  desk_.OrderAll(
      {county.Register(in_county), county.Assign(in_county), county.SignFor(in_county), county.Reply(in_county)});
  Settle();
  const v1::Outcome outcome = FactsOf("village", "p-1").passing().outcome();
  EXPECT_EQ(outcome.status(), P::REPLIED);
  EXPECT_EQ(outcome.document_no(), county.Reply(in_county).reply().document_no());
  EXPECT_EQ(outcome.event().ledger_id(), kTown) << "each is told by the one next above";
}

TEST_F(CourierTest, TheNameOfTheLeadGoesUpEncryptedForTheLedgerAbove) {
  PassUp();
  Settle();
  v1::Record received = desk_.RecordOf("up:receive:town-a:7", kCounty);
  const v1::Person& lead = received.event().proposal_received().lead_deputy();
  EXPECT_EQ(lead.name(), "");
  EXPECT_NE(lead.encrypted(), "");
  ASSERT_OK(personal_.Decrypt(LedgerId(kCounty), received));
  EXPECT_EQ(lead.name(), "谭守田");
}

// Erased below, or above: what they passed up comes all the same.
TEST_F(CourierTest, OfWhoeverWasErasedNoNameGoesUp) {
  const std::string first = PassUp("p-1");
  Settle();
  const std::string lead_above = DeputyAbove(kTown, "d-1");
  desk_.Order(
      Office(kCounty, "erase-above", absl::StrCat("erase_person { person_id: '", lead_above, "' basis: 'b' }")));
  ASSERT_OK(personal_.Erase(LedgerId(kCounty), lead_above));
  const std::string second = PassUp("p-2");
  Settle();
  EXPECT_EQ(FactsOf(kCounty, second).status(), P::SUBMITTED);
  EXPECT_FALSE(desk_.Records(kCounty).back().event().proposal_received().has_lead_deputy());
  desk_.Order(Office(kTown, "erase-below", "erase_person { person_id: 'd-1' basis: 'b' }"));
  const std::string third = PassUp("p-3");
  Settle();
  EXPECT_EQ(FactsOf(kCounty, third).status(), P::SUBMITTED);
  EXPECT_FALSE(desk_.Records(kCounty).back().event().proposal_received().has_lead_deputy());
}

TEST_F(CourierTest, ALedgerAboveThatIsNotReadyIsAskedAgain) {
  Open("hamlet", "district");
  desk_.OrderAll({desk_.Now("hamlet").Submit("p-1"), desk_.Now("hamlet").Register("p-1"),
                  Office("hamlet", "up", "pass_up { proposal_id: 'p-1' reason: 'r' }")});
  PassReport report = Pass();
  EXPECT_EQ(report.waiting, 1u);
  EXPECT_EQ(ReasonOf(report.error), "LEDGER_UNKNOWN");
  Open("district", "");
  EXPECT_EQ(Pass().given, 0u) << "not before a minute";
  desk_.GoTo("2025-03-03 12:01:00");
  EXPECT_EQ(Pass().given, 1u);
  Settle();
  EXPECT_EQ(FactsOf("district", ProposalAbove("hamlet", Seq(7))).status(), P::SUBMITTED);
}

TEST_F(CourierTest, HistoryIsLeftAlone) {
  std::vector<v1::Command> past = desk_.Now("old").Founding();
  past[0].mutable_open_ledger()->set_parent_ledger_id(kCounty);
  for (const v1::Command& command : {desk_.Now("old").Submit("p-1"), desk_.Now("old").Register("p-1"),
                                     Office("old", "up", "pass_up { proposal_id: 'p-1' reason: 'r' }")}) {
    past.push_back(command);
  }
  desk_.OrderAll(past, /*historical=*/true);
  EXPECT_EQ(Pass().given, 0u);
  EXPECT_EQ(FactsOf(kCounty, ProposalAbove("old", Seq(7))).status(), P::STATUS_UNSPECIFIED);
}

// Lanes that answer nothing, or refuse, or answer late.
class LostLanes final : public CommandLanes {
 public:
  explicit LostLanes(CommandLanes& inner) : inner_(inner) {}
  uint32_t LaneOf(const LedgerId& ledger) const override { return inner_.LaneOf(ledger); }
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override {
    ++submitted;
    if (is_lost) {
      kept.push_back(std::move(group));
      return absl::OkStatus();
    }
    return inner_.Submit(lane, group);
  }
  CommandLanes& inner_;
  bool is_lost = true;
  std::atomic<int> submitted = 0;
  std::vector<std::unique_ptr<CommandGroup>> kept;
};

TEST_F(CourierTest, WhoeverDoesNotAnswerIsAskedAgainUnderTheSameId) {
  const std::string above = PassUp();
  LostLanes lanes(desk_.pipeline());
  CourierOptions options;
  options.patience = absl::Milliseconds(300);
  Courier courier(Parts(&lanes), options);
  PassReport report = Pass(courier);
  EXPECT_EQ(report.given, 0u);
  EXPECT_TRUE(absl::IsUnavailable(report.error)) << report.error;
  // The first try arrives after all; then the second.
  lanes.is_lost = false;
  for (std::unique_ptr<CommandGroup>& group : lanes.kept) {
    group->deadline = absl::InfiniteFuture();
    ASSERT_OK(desk_.pipeline().Submit(desk_.pipeline().LaneOf(LedgerId(kCounty)), group));
  }
  report = Pass(courier);
  EXPECT_OK(report.error);
  EXPECT_EQ(FactsOf(kCounty, above).status(), P::SUBMITTED);
  while (Pass(courier).given > 0) continue;
  EXPECT_THAT(Told(), ElementsAre("SUBMITTED"));
}

TEST_F(CourierTest, AStopDoesNotWaitForAnAnswer) {
  PassUp();
  LostLanes lanes(desk_.pipeline());
  CourierLoop loop(Parts(&lanes));
  while (lanes.submitted == 0) absl::SleepFor(absl::Milliseconds(1));
  const absl::Time began = absl::Now();
  loop.Stop();
  EXPECT_LT(absl::Now() - began, absl::Seconds(10));
}

// Each partition has a log, views and a courier of its own.
class LanesOfTwo final : public CommandLanes {
 public:
  LanesOfTwo(CommandLanes& town, CommandLanes& county) : town_(town), county_(county) {}
  uint32_t LaneOf(const LedgerId& ledger) const override { return ledger.value() == kCounty; }
  absl::Status Submit(uint32_t lane, std::unique_ptr<CommandGroup>& group) override {
    CommandLanes& lanes = lane == 1 ? county_ : town_;
    return lanes.Submit(lanes.LaneOf(LedgerId(group->commands.front().command->ledger_id())), group);
  }

 private:
  CommandLanes& town_;
  CommandLanes& county_;
};

TEST(CourierOfPartitions, CarryBetweenThem) {
  Desk town, county;
  std::vector<v1::Command> founding = town.Now(kTown).Founding();
  founding[0].mutable_open_ledger()->set_parent_ledger_id(kCounty);
  town.OrderAll(founding);
  county.OrderAll(county.Now(kCounty).Founding());
  town.OrderAll({town.Now(kTown).Submit("p-1"), town.Now(kTown).Register("p-1"),
                 town.Office("up", "pass_up { proposal_id: 'p-1' reason: 'r' }")});
  LanesOfTwo lanes(town.pipeline(), county.pipeline());
  const PersonalData no_keys;
  const auto courier_of = [&](Desk& desk) {
    const TimekeeperParts parts = desk.Parts(&lanes);
    return std::make_unique<Courier>(
        CourierParts{parts.log, parts.views, parts.lanes, parts.zones, parts.clock, no_keys});
  };
  std::unique_ptr<Courier> of_town = courier_of(town), of_county = courier_of(county);
  EXPECT_EQ(of_county->Pass()->given, 0u);
  EXPECT_EQ(of_town->Pass()->given, 1u);
  EXPECT_EQ(of_county->Pass()->given, 1u);
  EXPECT_TRUE(town.Records(kTown).back().event().has_outcome_recorded());
  const size_t records = town.Records(kTown).size() + county.Records(kCounty).size();
  // Begun anew, the county's does not see what the town knows: it asks, and is told.
  of_town = courier_of(town), of_county = courier_of(county);
  EXPECT_EQ(of_town->Pass()->given, 0u);
  const absl::StatusOr<PassReport> again = of_county->Pass();
  EXPECT_EQ(again->given, 0u);
  EXPECT_EQ(again->given_before, 1u);
  EXPECT_EQ(town.Records(kTown).size() + county.Records(kCounty).size(), records);
}

TEST(CourierIds, AreNamedAfterTheEventsThatTheyCarry) {
  EXPECT_TRUE(IsCourierId("up:receive:town-a:7"));
  EXPECT_TRUE(IsSystemId("up:receive:town-a:7"));
  EXPECT_FALSE(IsSystemId("upper-1"));
  // Views fold what comes from below by its streams, and do not see the domain.
  EXPECT_EQ(kStreamsFromBelow, absl::StrCat("proposal/", kFromBelowPrefix));
}

}  // namespace
}  // namespace huiyin
