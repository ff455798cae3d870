#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;

Step DueOn(Step step, const char* due_on) {
  return std::move(step).With([&](v1::Command& c) { c.mutable_assign()->set_due_on(due_on); });
}
Step Complex(Step step) {
  return std::move(step).With([](v1::Command& c) { c.mutable_assign()->set_complex(true); });
}
std::string DueOf(const v1::Event& event) { return event.proposal_assigned().due().on(); }

Town Handed() { return Given(Submitted(), Registered(), Assigned()); }
Town HandedJointly() { return Given(Submitted(), Registered(), AssignedJointly()); }
Town HandedSeparately() { return Given(Submitted(), Registered(), AssignedSeparately()); }

TEST(Assign, CarriesAllItsDates) {
  Given(Submitted(), Registered()).When(AssignJointly()).Then(P::ASSIGNED).Where([](const v1::Event& e) {
    const v1::ProposalAssigned& assigned = e.proposal_assigned();
    EXPECT_EQ(assigned.assigned_on(), "2025-03-03");
    EXPECT_EQ(assigned.clock_started_on(), "2025-03-03");
    // Two months end on Saturday 3 May, in the Labour Day holidays that last until the 5th.
    EXPECT_EQ(assigned.due().on(), "2025-05-06");
    EXPECT_FALSE(assigned.due().provisional());
    EXPECT_EQ(assigned.extension_limit().on(), "2025-07-03");
    EXPECT_FALSE(assigned.due_given());
    ASSERT_EQ(assigned.tasks_size(), 2);
    EXPECT_EQ(assigned.tasks(0).due().on(), "2025-05-06");
    EXPECT_EQ(assigned.tasks(0).return_by().on(), "2025-03-17");
    EXPECT_EQ(assigned.tasks(0).contact_by().on(), "2025-03-31");
    EXPECT_FALSE(assigned.tasks(0).has_co_opinion_by());
    EXPECT_FALSE(assigned.tasks(1).has_due());
    EXPECT_EQ(assigned.tasks(1).return_by().on(), "2025-03-17");
    EXPECT_FALSE(assigned.tasks(1).has_contact_by());
    // 30 working days, with Qingming on 4 April.
    EXPECT_EQ(assigned.tasks(1).co_opinion_by().on(), "2025-04-15");
  });
}

TEST(Assign, IsOfTheOfficeTheGovernmentAndThePresidium) {
  Given(Submitted(), Registered()).When(Assign().By(v1::Actor::GOVERNMENT_OFFICE, "gov-1")).Then(P::ASSIGNED);
  Given(Submitted(), Registered()).When(Assign().By(v1::Actor::PRESIDIUM, "chair")).Then(P::ASSIGNED);
  Given(Submitted(), Registered())
      .When(Assign().By(v1::Actor::HANDLING_UNIT, "u-roads"))
      .ThenRefused(Reason::kRoleNotAllowed);
  Given(Submitted(), Registered()).When(Assign("u-none")).ThenRefused(Reason::kUnitUnknown);
  Given(Submitted()).When(Assign()).ThenRefused(Reason::kStatusNotAllowed);
  Handed().When(Assign()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Assign, AGivenDateIsTakenAsItIsWithinTheLimit) {
  const Town registered = Given(Submitted(), Registered());
  // A Sunday.
  registered.When(DueOn(Assign(), "2025-03-09")).Then(P::ASSIGNED).Where([](const v1::Event& e) {
    EXPECT_EQ(DueOf(e), "2025-03-09");
    EXPECT_TRUE(e.proposal_assigned().due_given());
  });
  registered.When(DueOn(Assign(), "2025-05-06")).Then(P::ASSIGNED);
  registered.When(DueOn(Assign(), "2025-05-07")).ThenRefused(Reason::kDueBeyondLimit);
  registered.When(DueOn(Complex(Assign()), "2025-07-03")).Then(P::ASSIGNED);
  registered.When(DueOn(Complex(Assign()), "2025-07-04")).ThenRefused(Reason::kDueBeyondLimit);
  registered.When(DueOn(Assign(), "2025-03-04")).Then(P::ASSIGNED);
  registered.When(DueOn(Assign(), "2025-03-03")).ThenRefused(Reason::kDueNotAfterDay);
}

TEST(Assign, ShandongCountsFromTheCloseOfTheSessionInSession) {
  const Town shandong("cn-shandong-township");
  const auto in_session = [] {
    return Submit().With([](v1::Command& c) { c.mutable_submit()->set_in_session(true); });
  };
  shandong.Given(in_session()).When(Register()).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_registered().assign_by().on(), "2025-01-20");
  });
  shandong.Given(in_session(), Registered()).When(Assign()).Then(P::ASSIGNED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_assigned().clock_started_on(), "2025-01-15");
    // Two months from Wednesday 15 January end on Saturday 15 March.
    EXPECT_EQ(DueOf(e), "2025-03-17");
    // Five calendar days after Monday 3 March end on Saturday the 8th.
    EXPECT_EQ(e.proposal_assigned().tasks(0).return_by().on(), "2025-03-10");
    EXPECT_TRUE(e.proposal_assigned().follow_up_counts_as_completed());
  });
  // Between sessions it counts from assignment; assigned very late, it is overdue at once.
  shandong.Given(Submitted(), Registered()).When(Assign()).Where([](const v1::Event& e) {
    EXPECT_EQ(DueOf(e), "2025-05-06");
  });
  shandong.Given(in_session(), Registered()).When(Assign().On("2025-06-30")).Where([](const v1::Event& e) {
    EXPECT_EQ(DueOf(e), "2025-03-17");
  });
}

TEST(SignFor, TheFirstStartsTheHandling) {
  Handed().When(SignFor("u-roads")).Then(P::HANDLING);
  HandedJointly().When(SignFor("u-water")).Then(P::HANDLING);
  HandedJointly().Given(SignedFor("u-water")).When(SignFor("u-roads")).Then(P::HANDLING);
  Handed().Given(SignedFor()).When(SignFor("u-roads")).ThenRefused(Reason::kAlreadySigned);
  Handed().When(SignFor("u-water")).ThenRefused(Reason::kUnitHasNoTask);
  Handed().When(SignFor("u-roads").By(v1::Actor::HANDLING_UNIT, "u-water")).ThenRefused(Reason::kUnitActsForAnother);
}

TEST(RequestReturn, WithinItsLimitAndBeforeReplying) {
  Handed().When(RequestReturn("u-roads").On("2025-03-17")).Then(P::ASSIGNED);
  Handed().When(RequestReturn("u-roads").On("2025-03-18")).ThenRefused(Reason::kReturnTooLate);
  HandedJointly().Given(SignedFor()).When(RequestReturn("u-water")).Then(P::HANDLING);
  Handed().Given(RequestReturn("u-roads")).When(RequestReturn("u-roads")).ThenRefused(Reason::kReturnAlreadyAsked);
  HandedSeparately()
      .Given(SignedFor(), Replied())
      .When(RequestReturn("u-roads"))
      .ThenRefused(Reason::kReturnAfterReply);
  Handed().Given(RequestReturn("u-roads"), RefuseReturn("u-roads")).When(RequestReturn("u-roads")).Then(P::ASSIGNED);
  Handed()
      .Given(SignedFor(), Replied(), EvaluatedAs(v1::Evaluation::DISSATISFIED), OrderRehandling())
      .When(RequestReturn("u-roads"))
      .ThenRefused(Reason::kReturnOnlyInFirstRound);
}

TEST(AcceptReturn, WithoutAMainUnitTheProposalIsRegisteredAgain) {
  const Town returned = HandedJointly().Given(RequestReturn("u-roads"));
  returned.When(AcceptReturn("u-roads")).Then(P::REGISTERED).Where([](const v1::Event& e) {
    EXPECT_TRUE(e.return_accepted().unassigned());
    EXPECT_EQ(e.return_accepted().role(), v1::Task::LEAD);
    EXPECT_EQ(e.return_accepted().accepted_on(), "2025-03-03");
    EXPECT_FALSE(e.return_accepted().has_due());
  });
  const Town again = returned.Given(AcceptReturn("u-roads"));
  again.When(SignFor("u-water")).ThenRefused(Reason::kUnitHasNoTask);
  // The clock starts anew.
  again.When(Assign("u-school").On("2025-03-20")).Then(P::ASSIGNED).Where([](const v1::Event& e) {
    EXPECT_EQ(DueOf(e), "2025-05-20");
  });
}

TEST(AcceptReturn, TheOthersGoOn) {
  HandedJointly().Given(RequestReturn("u-water")).When(AcceptReturn("u-water")).Then(P::ASSIGNED);
  HandedSeparately()
      .Given(RequestReturn("u-water"))
      .When(AcceptReturn("u-water"))
      .Then(P::ASSIGNED)
      .Where([](const v1::Event& e) {
        EXPECT_FALSE(e.return_accepted().unassigned());
        EXPECT_EQ(e.return_accepted().due().on(), "2025-05-06");
      });
  HandedSeparately()
      .Given(RequestReturn("u-water"), AcceptReturn("u-water"))
      .When(SignFor("u-water"))
      .ThenRefused(Reason::kUnitHasNoTask);
}

TEST(AcceptReturn, CompletesTheReplyWhenAllOthersHaveReplied) {
  HandedSeparately()
      .Given(SignedFor(), RequestReturn("u-water"), Replied("u-roads"))
      .When(AcceptReturn("u-water").On("2025-03-10"))
      .Then(P::REPLIED)
      .Where([](const v1::Event& e) {
        EXPECT_TRUE(e.return_accepted().completes_reply());
        // 20 working days after 10 March, with Qingming on 4 April.
        EXPECT_EQ(e.return_accepted().feedback_by().on(), "2025-04-08");
      });
}

TEST(AnswerToAReturn, NeedsARequestAndATask) {
  Handed().When(AcceptReturn("u-roads")).ThenRefused(Reason::kNoReturnAsked);
  Handed().When(RefuseReturn("u-roads")).ThenRefused(Reason::kNoReturnAsked);
  Handed().When(AcceptReturn("u-water")).ThenRefused(Reason::kNoSuchTask);
  Handed().When(AcceptReturn("u-none")).ThenRefused(Reason::kUnitUnknown);
  Handed().Given(RequestReturn("u-roads")).When(RefuseReturn("u-roads")).Then(P::ASSIGNED);
  Handed()
      .Given(RequestReturn("u-roads"))
      .When(AcceptReturn("u-roads").By(v1::Actor::GOVERNMENT_OFFICE, "g"))
      .Then(P::REGISTERED);
}

TEST(Progress, IsLoggedByWhoeverHasATask) {
  Handed().When(LogProgress("u-roads")).Then(P::ASSIGNED);
  HandedJointly().Given(SignedFor()).When(LogProgress("u-water")).Then(P::HANDLING);
  Handed().When(LogProgress("u-water")).ThenRefused(Reason::kUnitHasNoTask);
  Handed().Given(SignedFor(), Replied()).When(LogProgress("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Contact, MayBeWithAnyKnownDeputy) {
  Handed().When(LogContact("u-roads", "d-gone")).Then(P::ASSIGNED);
  Handed().When(LogContact("u-roads", "d-9")).ThenRefused(Reason::kDeputyUnknown);
  Handed().When(LogContact("u-water")).ThenRefused(Reason::kUnitHasNoTask);
  Handed().Given(SignedFor(), Replied()).When(LogContact("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(CoOpinion, IsTheCoUnitsOnceWhileHandling) {
  HandedJointly().Given(SignedFor()).When(GiveCoOpinion("u-water")).Then(P::HANDLING);
  HandedJointly().When(GiveCoOpinion("u-water")).ThenRefused(Reason::kStatusNotAllowed);
  HandedJointly().Given(SignedFor()).When(GiveCoOpinion("u-roads")).ThenRefused(Reason::kOnlyCoUnitGivesOpinion);
  HandedJointly()
      .Given(SignedFor(), GiveCoOpinion("u-water"))
      .When(GiveCoOpinion("u-water"))
      .ThenRefused(Reason::kCoOpinionAlreadyGiven);
}

TEST(Extension, IsAskedOnOrBeforeTheDueDateForALaterOne) {
  Handed().When(RequestExtension("u-roads", "2025-06-03").On("2025-05-06")).Then(P::ASSIGNED);
  Handed().When(RequestExtension("u-roads", "2025-06-03").On("2025-05-07")).ThenRefused(Reason::kExtensionTooLate);
  Handed().When(RequestExtension("u-roads", "2025-05-06")).ThenRefused(Reason::kExtensionNotLater);
  Handed().When(RequestExtension("u-roads", "2025-07-03")).Then(P::ASSIGNED);
  Handed().When(RequestExtension("u-roads", "2025-07-04")).ThenRefused(Reason::kExtensionBeyondLimit);
  HandedJointly().When(RequestExtension("u-water", "2025-06-03")).ThenRefused(Reason::kCoUnitMayNotAskExtension);
  Handed()
      .Given(RequestExtension("u-roads", "2025-06-03"))
      .When(RequestExtension("u-roads", "2025-06-04"))
      .ThenRefused(Reason::kExtensionAlreadyAsked);
  HandedSeparately()
      .Given(SignedFor(), Replied())
      .When(RequestExtension("u-roads", "2025-06-03"))
      .ThenRefused(Reason::kAlreadyReplied);
}

TEST(Extension, HasNoUpperLimitInALaterRound) {
  Handed()
      .Given(SignedFor(), Replied(), EvaluatedAs(v1::Evaluation::DISSATISFIED), OrderRehandling())
      .When(RequestExtension("u-roads", "2030-01-01"))
      .Then(P::HANDLING);
}

TEST(Extension, GrantedMovesTheAskingUnitsTaskAndTheLatestDate) {
  const Town asked = HandedSeparately().Given(RequestExtension("u-roads", "2025-06-03"));
  asked.When(GrantExtension("u-roads").On("2025-05-06"))
      .Then(P::ASSIGNED)
      .Where([](const v1::Event& e) {
        EXPECT_EQ(e.extension_granted().new_due_on(), "2025-06-03");
        EXPECT_EQ(e.extension_granted().due().on(), "2025-06-03");
      })
      .WhereProposal([](const ProposalState& proposal) {
        EXPECT_EQ(FormatDate(proposal.FindTask("u-roads")->due->day), "2025-06-03");
        EXPECT_EQ(FormatDate(proposal.FindTask("u-water")->due->day), "2025-05-06");
      });
  asked.When(GrantExtension("u-roads").On("2025-05-07")).ThenRefused(Reason::kExtensionTooLate);
  asked.When(GrantExtension("u-water")).ThenRefused(Reason::kNoExtensionAsked);
  asked.When(GrantExtension("u-school")).ThenRefused(Reason::kNoSuchTask);
  asked.When(RefuseExtension("u-roads")).Then(P::ASSIGNED);
  asked.When(RefuseExtension("u-water")).ThenRefused(Reason::kNoExtensionAsked);
  asked.Given(RefuseExtension("u-roads")).When(GrantExtension("u-roads")).ThenRefused(Reason::kNoExtensionAsked);
  asked.Given(SignedFor(), Replied()).When(GrantExtension("u-roads")).ThenRefused(Reason::kNoExtensionAsked);
}

}  // namespace
}  // namespace huiyin::testing
