#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

#include "base/error.h"
#include "domain/links.h"
#include "domain/testing/sentences.h"
#include "domain/validate.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;
using E = v1::Evaluation;

constexpr char kVillageProposal[] = "up:village:17";
constexpr char kVillageDeputy[] = "up:village:d-7";

uint64_t SeqOfPassing(const Town& town) { return town.office().proposal("p-1").passing->seq; }
Town PassedUp() { return Given(Submitted(), Registered(), PassUp()); }
Town Received() { return Given(ReceivePassedUp()); }

v1::Command Sent(const Step& step) {
  v1::Command command = step.command();
  command.set_command_id("c-1");
  command.set_ledger_id("town");
  command.mutable_occurred_at()->set_seconds(1'740'000'000);
  return command;
}

std::string ShapeFault(Step step, const std::function<void(v1::Command&)>& change) {
  return ReasonOf(ValidateShape(Sent(std::move(step).With(change)), EmbeddedReferences()));
}

TEST(Names, OfWhatComesFromBelow) {
  EXPECT_EQ(ProposalAbove("village", Seq(17)), kVillageProposal);
  EXPECT_EQ(DeputyAbove("village", "d-7"), kVillageDeputy);
  EXPECT_TRUE(IsFromBelow(kVillageProposal));
  EXPECT_FALSE(IsFromBelow("upper-1"));
}

TEST(Names, AreIdsAndDifferWhateverTheLedgersAreCalled) {
  const std::string long_ledger(kIdBytesMax, 'v');
  EXPECT_TRUE(IsId(ProposalAbove(long_ledger, Seq(~uint64_t{0}))));
  EXPECT_NE(ProposalAbove(long_ledger, Seq(1)), ProposalAbove(long_ledger, Seq(2)));
  EXPECT_NE(DeputyAbove("a", "b:c"), DeputyAbove("a:b", "c"));
}

TEST(PassUp, WhatIsRegisteredToTheParent) {
  Given(Submitted(), Registered()).When(PassUp()).Then(P::PASSED_UP).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_passed_up().to_ledger_id(), "county");
    EXPECT_EQ(e.proposal_passed_up().passed_up_on(), "2025-03-03");
  });
  Given(Submitted()).When(PassUp()).ThenRefused(Reason::kStatusNotAllowed);
  PassedUp().When(PassUp()).ThenRefused(Reason::kStatusNotAllowed);
  PassedUp().When(Assign()).ThenRefused(Reason::kStatusNotAllowed);
  PassedUp().When(Withdraw()).ThenRefused(Reason::kStatusNotAllowed);
  Given().When(PassUp()).ThenRefused(Reason::kProposalUnknown);
}

TEST(PassUp, NeitherWithoutAParentNorAMotion) {
  Town top("cn-national", v1::Ledger::TOWNSHIP, /*parent=*/"");
  top.Given(Submitted(), Registered()).When(PassUp()).ThenRefused(Reason::kLedgerHasNoParent);
  Given(Submit({"d-2", "d-3", "d-4", "d-5"}, P::MOTION), Registered())
      .When(PassUp())
      .ThenRefused(Reason::kMotionNotPassedUp);
}

TEST(PassUp, ItsReasonIsShort) {
  EXPECT_EQ(ShapeFault(PassUp(), [](v1::Command& c) { c.mutable_pass_up()->set_reason(std::string(2'001, 'x')); }),
            "TEXT_TOO_LONG");
  EXPECT_EQ(ShapeFault(PassUp(), [](v1::Command& c) { c.mutable_pass_up()->set_reason(std::string(2'000, 'x')); }), "");
}

// What the town wrote may be as long as a proposal may be, and goes up whole.
TEST(Receive, WhatIsLongestFits) {
  EXPECT_EQ(ShapeFault(ReceivePassedUp(),
                       [](v1::Command& c) {
                         v1::ReceivePassedUp& receive = *c.mutable_receive_passed_up();
                         receive.set_title(std::string(kTitleBytesMax, 'x'));
                         receive.set_body(std::string(kTextBytesMax, 'x'));
                         receive.mutable_lead_deputy()->set_name(std::string(kNameBytesMax, 'x'));
                         receive.set_reason(std::string(kShortNoteBytesMax, 'x'));
                       }),
            "");
}

TEST(Receive, IntoTheSessionThatOpenedLast) {
  const Town town = Given(OpenSession("s-2", 19, 9, "2025-03-02", "2025-03-02"),
                          OpenSession("s-0", 18, 1, "2021-03-01", "2021-03-02"));
  town.When(ReceivePassedUp()).ThenOf(kVillageProposal, P::SUBMITTED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_received().session_id(), "s-2");
    EXPECT_EQ(e.proposal_received().received_on(), "2025-03-03");
    EXPECT_EQ(e.proposal_received().passed_up().ledger_id(), "village");
    EXPECT_EQ(e.proposal_received().passed_up().seq(), 17u);
    EXPECT_EQ(e.proposal_received().lead_deputy().name(), "田桂兰");
  });
  Received().When(ReceivePassedUp()).ThenRefused(Reason::kProposalExists);
}

TEST(Receive, NotWithoutASession) {
  Office town(LedgerId("town"));
  ASSERT_TRUE(town.Order(Sent(OpenLedger("cn-national", v1::Ledger::COUNTY))).ok());
  EXPECT_EQ(ReasonOf(town.Order(Sent(ReceivePassedUp())).status()), "NO_SESSION");
}

TEST(Receive, UnderItsNameAlone) {
  const auto with = [](const std::function<void(v1::ReceivePassedUp&)>& change) {
    return ShapeFault(ReceivePassedUp(), [&](v1::Command& c) { change(*c.mutable_receive_passed_up()); });
  };
  EXPECT_EQ(with([](auto& r) { r.set_proposal_id("up:village:18"); }), "NOT_NAMED_AFTER_LINK");
  EXPECT_EQ(with([](auto& r) { r.mutable_passed_up()->set_ledger_id("hamlet"); }), "NOT_NAMED_AFTER_LINK");
  EXPECT_EQ(with([](auto& r) { r.mutable_passed_up()->set_ledger_id("town"); }), "LINK_TO_ITSELF");
  EXPECT_EQ(with([](auto& r) { r.mutable_passed_up()->clear_proposal_id(); }), "FIELD_MISSING");
  EXPECT_EQ(with([](auto& r) { r.set_lead_deputy_id("d-1"); }), "NOT_NAMED_AFTER_LINK");
  EXPECT_EQ(with([](auto& r) { r.mutable_lead_deputy()->set_person_id("d-1"); }), "NOT_NAMED_AFTER_LINK");
  EXPECT_EQ(with([](auto& r) { r.clear_lead_deputy(); }), "");
  EXPECT_EQ(with([](auto& r) { r.mutable_lead_deputy()->set_encrypted("a box"); }), "PERSONAL_DATA_TWICE");
}

// Else somebody could take the name first, and what is passed up could never be received.
TEST(Receive, NobodyElseTakesItsNames) {
  EXPECT_EQ(ShapeFault(Submit(), [](v1::Command& c) { c.mutable_submit()->set_proposal_id(kVillageProposal); }),
            "ID_RESERVED");
  EXPECT_EQ(
      ShapeFault(SeatDeputy("d-9"), [](v1::Command& c) { c.mutable_seat_deputy()->set_deputy_id(kVillageDeputy); }),
      "ID_RESERVED");
}

// Whoever was erased is named no more, but what they passed up comes all the same.
TEST(Receive, TheNameOfALeadWhoWasErasedIsRefused) {
  const auto encrypted = [](v1::Command& c) {
    v1::Person& lead = *c.mutable_receive_passed_up()->mutable_lead_deputy();
    lead.clear_name();
    lead.set_encrypted("a box");
  };
  const auto another = [](v1::Command& c) {
    c.mutable_receive_passed_up()->set_proposal_id("up:village:18");
    c.mutable_receive_passed_up()->mutable_passed_up()->set_seq(18);
  };
  const Town erased = Given(ReceivePassedUp().With(encrypted), ErasePerson(kVillageDeputy));
  erased.When(ReceivePassedUp().With(encrypted).With(another)).ThenRefused(Reason::kPersonErased);
  erased
      .When(ReceivePassedUp().With(another).With(
          [](v1::Command& c) { c.mutable_receive_passed_up()->clear_lead_deputy(); }))
      .ThenOf("up:village:18", P::SUBMITTED);
}

TEST(Receive, ThenItIsHandledLikeAnyOther) {
  Received()
      .Given(FromVillage(Register()), FromVillage(Assign()), FromVillage(SignFor("u-roads")),
             FromVillage(LogContact("u-roads", kVillageDeputy)), FromVillage(Reply("u-roads")), FromVillage(Evaluate()),
             FromVillage(RecordVisit(kVillageDeputy)))
      .When(FromVillage(Close()))
      .ThenOf(kVillageProposal, P::CLOSED);
  Received().When(FromVillage(Refuse())).ThenOf(kVillageProposal, P::REFUSED);
  Received()
      .Given(FromVillage(Cosign("d-2")).By(v1::Actor::DEPUTY, "d-2"))
      .When(FromVillage(Register()))
      .ThenAccepted();
}

// The deputy of the village, who is seated there alone, is the lead here under the name for it.
TEST(Receive, ItsLeadIsTheDeputyBelow) {
  const Town replied = Received().Given(FromVillage(Register()), FromVillage(Assign()), FromVillage(SignFor("u-roads")),
                                        FromVillage(Reply("u-roads")));
  replied.When(FromVillage(Evaluate(E::DISSATISFIED))).ThenOf(kVillageProposal, P::EVALUATED);
  // The town's own d-7 is somebody else, and so is d-1.
  replied.Given(SeatDeputy("d-7"))
      .When(FromVillage(Evaluate()).With([](v1::Command& c) {
        c.mutable_actor()->set_id("d-7");
        c.mutable_evaluate()->set_deputy_id("d-7");
      }))
      .ThenRefused(Reason::kOnlyLeadMay);
  // Of no other proposal does the town know that deputy.
  Given(Submitted(), Registered(), Assigned(), SignedFor(), ReceivePassedUp())
      .When(LogContact("u-roads", kVillageDeputy))
      .ThenRefused(Reason::kDeputyUnknown);
  Received().When(FromVillage(Withdraw())).ThenOf(kVillageProposal, P::WITHDRAWN);
  Received().Given(FromVillage(RequestRevision())).When(FromVillage(Revise())).ThenOf(kVillageProposal, P::SUBMITTED);
}

TEST(SendBack, BeforeItIsAssignedAndOnlyWhatCameFromBelow) {
  const auto names_the_village = [](const v1::Event& e) {
    EXPECT_EQ(e.proposal_sent_back().passed_up().ledger_id(), "village");
    EXPECT_EQ(e.proposal_sent_back().passed_up().proposal_id(), "p-3");
    EXPECT_EQ(e.proposal_sent_back().passed_up().seq(), 17u);
    EXPECT_EQ(e.proposal_sent_back().sent_back_on(), "2025-03-03");
  };
  Received().When(FromVillage(SendBack())).ThenOf(kVillageProposal, P::SENT_BACK).Where(names_the_village);
  const Town registered = Received().Given(FromVillage(Register()));
  registered.When(FromVillage(SendBack())).ThenOf(kVillageProposal, P::SENT_BACK);
  registered.Given(FromVillage(Assign())).When(FromVillage(SendBack())).ThenRefused(Reason::kStatusNotAllowed);
  Received().Given(FromVillage(RequestRevision())).When(FromVillage(SendBack())).ThenOf(kVillageProposal, P::SENT_BACK);
  Given(Submitted()).When(SendBack()).ThenRefused(Reason::kNotPassedUp);
  Given().When(SendBack()).ThenRefused(Reason::kProposalUnknown);
}

TEST(Outcome, IsToldAndTheProposalStaysAbove) {
  const Town town = PassedUp();
  for (const auto status : {P::SUBMITTED, P::REGISTERED, P::ASSIGNED, P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED,
                            P::FOLLOW_UP, P::CLOSED, P::MERGED, P::REVISION_REQUESTED}) {
    town.When(RecordOutcome(SeqOfPassing(town), status)).Then(P::PASSED_UP);
  }
}

TEST(Outcome, WhatNobodyAnswersAboveIsTheTownsAgain) {
  const Town town = PassedUp();
  town.When(RecordOutcome(SeqOfPassing(town), P::SENT_BACK)).Then(P::REGISTERED);
  town.When(RecordOutcome(SeqOfPassing(town), P::REFUSED)).Then(P::REGISTERED);
  const Town back = town.Given(RecordOutcome(SeqOfPassing(town), P::SENT_BACK));
  back.When(Assign()).Then(P::ASSIGNED);
  back.When(PassUp()).Then(P::PASSED_UP);
  back.When(RecordOutcome(SeqOfPassing(town), P::CLOSED, 41)).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Outcome, WithdrawnByItsLeadIsWithdrawnButNotWhatItWasMergedInto) {
  const Town town = PassedUp();
  town.When(RecordOutcome(SeqOfPassing(town), P::WITHDRAWN)).Then(P::WITHDRAWN);
  town.When(RecordOutcome(SeqOfPassing(town), P::WITHDRAWN).With([](v1::Command& c) {
        c.mutable_record_outcome()->mutable_outcome()->mutable_event()->set_proposal_id("p-9");
      }))
      .Then(P::REGISTERED);
}

TEST(Outcome, OnceAndInOrder) {
  const Town told = PassedUp().Given(RecordOutcome(SeqOfPassing(PassedUp()), P::REGISTERED, 40));
  told.When(RecordOutcome(SeqOfPassing(told), P::ASSIGNED, 41)).Then(P::PASSED_UP);
  told.When(RecordOutcome(SeqOfPassing(told), P::REGISTERED, 40)).ThenRefused(Reason::kOutcomeNotNewer);
  told.When(RecordOutcome(SeqOfPassing(told), P::SUBMITTED, 39)).ThenRefused(Reason::kOutcomeNotNewer);
}

TEST(Outcome, OfThisPassingFromTheLedgerItWentTo) {
  const Town town = PassedUp();
  town.When(RecordOutcome(SeqOfPassing(town) + 1)).ThenRefused(Reason::kPassingIsAnother);
  town.When(RecordOutcome(SeqOfPassing(town)).With([](v1::Command& c) {
        c.mutable_record_outcome()->mutable_outcome()->mutable_event()->set_ledger_id("city");
      }))
      .ThenRefused(Reason::kPassingIsAnother);
  // Passed up anew: what is told of the first time comes too late.
  const Town anew = town.Given(RecordOutcome(SeqOfPassing(town), P::SENT_BACK), PassUp());
  anew.When(RecordOutcome(SeqOfPassing(town), P::CLOSED, 41)).ThenRefused(Reason::kPassingIsAnother);
  anew.When(RecordOutcome(SeqOfPassing(anew), P::SUBMITTED, 41)).Then(P::PASSED_UP);
  // Its events above may well be earlier than those of the first time: another ledger may be the parent's.
  anew.When(RecordOutcome(SeqOfPassing(anew), P::SUBMITTED, 3)).Then(P::PASSED_UP);
  Given(Submitted(), Registered()).When(RecordOutcome(9)).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Outcome, ItsFieldsAreChecked) {
  const auto with = [](const std::function<void(v1::Outcome&)>& change) {
    return ShapeFault(RecordOutcome(9),
                      [&](v1::Command& c) { change(*c.mutable_record_outcome()->mutable_outcome()); });
  };
  EXPECT_EQ(with([](auto& o) { o.set_text("已修好"); }), "");
  EXPECT_EQ(with([](auto& o) { o.clear_event(); }), "FIELD_MISSING");
  EXPECT_EQ(with([](auto& o) { o.clear_status(); }), "FIELD_MISSING");
  EXPECT_EQ(with([](auto& o) { o.set_happened_on("2025-02-30"); }), "DATE_MALFORMED");
  EXPECT_EQ(with([](auto& o) { o.set_due_on("soon"); }), "DATE_MALFORMED");
  EXPECT_EQ(with([](auto& o) { o.set_result_class(static_cast<v1::Reply::Class>(9)); }), "ENUM_UNKNOWN");
  EXPECT_EQ(with([](auto& o) { o.set_merged_into("no id"); }), "ID_MALFORMED");
  EXPECT_EQ(with([](auto& o) { o.mutable_event()->set_ledger_id("town"); }), "LINK_TO_ITSELF");
}

// What was public stays so, and can be taken back.
TEST(PassUp, WhatIsPublicCanBeTakenBack) {
  Given(Submit().With([](v1::Command& c) { c.mutable_submit()->set_allow_publication(true); }), Registered(), Publish(),
        PassUp())
      .When(Unpublish())
      .Then(P::PASSED_UP);
}

}  // namespace
}  // namespace huiyin::testing
