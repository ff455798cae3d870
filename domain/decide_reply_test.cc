#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;
using E = v1::Evaluation;

Town Handling() { return Given(Submitted(), Registered(), Assigned(), SignedFor()); }
Town Jointly() { return Given(Submitted(), Registered(), AssignedJointly(), SignedFor()); }
Town Separately() { return Given(Submitted(), Registered(), AssignedSeparately(), SignedFor()); }
// Answered on Monday 10 March; the deputy may evaluate until 8 April.
Town Answered() { return Handling().Given(Replied().On("2025-03-10")); }
Town Dissatisfied() { return Answered().Given(EvaluatedAs(E::DISSATISFIED).On("2025-04-01")); }

TEST(Reply, OfTheOnlyMainUnitIsComplete) {
  Handling().When(Reply("u-roads").On("2025-03-10")).Then(P::REPLIED).Where([](const v1::Event& e) {
    const v1::ReplyDelivered& reply = e.reply_delivered();
    EXPECT_EQ(reply.round(), 1u);
    EXPECT_EQ(reply.replied_on(), "2025-03-10");
    EXPECT_TRUE(reply.completes_reply());
    EXPECT_EQ(reply.due().on(), "2025-05-06");
    // 20 working days, with Qingming on 4 April.
    EXPECT_EQ(reply.feedback_by().on(), "2025-04-08");
  });
  Jointly().When(Reply("u-roads")).Then(P::REPLIED);
}

TEST(Reply, OfSeparateUnitsIsCompleteWithTheLast) {
  Separately().When(Reply("u-roads")).Then(P::HANDLING).Where([](const v1::Event& e) {
    EXPECT_FALSE(e.reply_delivered().completes_reply());
    EXPECT_FALSE(e.reply_delivered().has_feedback_by());
  });
  Separately().Given(Replied()).When(Reply("u-water")).Then(P::REPLIED);
  Separately().Given(Replied()).When(Reply("u-roads")).ThenRefused(Reason::kAlreadyReplied);
}

TEST(Reply, IsTheMainUnitsOwn) {
  Jointly().When(Reply("u-water")).ThenRefused(Reason::kCoUnitMayNotReply);
  Jointly().When(Reply("u-roads").By(v1::Actor::HANDLING_UNIT, "u-water")).ThenRefused(Reason::kUnitActsForAnother);
  Jointly().When(Reply("u-school")).ThenRefused(Reason::kUnitHasNoTask);
}

TEST(Reply, NeedsHandlingToHaveBegunThoughNotOnesOwnSignature) {
  Given(Submitted(), Registered(), Assigned()).When(Reply("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
  Given(Submitted(), Registered(), AssignedJointly(), SignedFor("u-water")).When(Reply("u-roads")).Then(P::REPLIED);
  Answered().When(Reply("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Reply, WaitsForAPendingReturn) {
  Handling().Given(RequestReturn("u-roads")).When(Reply("u-roads")).ThenRefused(Reason::kReturnPending);
  Handling().Given(RequestReturn("u-roads"), RefuseReturn("u-roads")).When(Reply("u-roads")).Then(P::REPLIED);
}

TEST(Reply, MakesEachCommitmentOnce) {
  Separately().Given(Reply("u-roads", {"k-1"})).When(Reply("u-water", {"k-1"})).ThenRefused(Reason::kCommitmentExists);
  Separately().Given(Reply("u-roads", {"k-1"})).When(Reply("u-water", {"k-2"})).Then(P::REPLIED);
}

TEST(CorrectReply, UntilTheRoundIsEvaluated) {
  Answered().When(CorrectReply("u-roads")).Then(P::REPLIED).WhereProposal([](const ProposalState& proposal) {
    EXPECT_EQ(FormatDate(proposal.feedback_by->day), "2025-04-08");
  });
  Answered().Given(LapseFeedback().On("2025-04-09")).When(CorrectReply("u-roads")).Then(P::LAPSED);
  Answered().Given(Evaluate()).When(CorrectReply("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
  Handling().When(CorrectReply("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
  Jointly().Given(Replied()).When(CorrectReply("u-water")).ThenRefused(Reason::kCoUnitMayNotCorrect);
  Answered().When(CorrectReply("u-water")).ThenRefused(Reason::kUnitHasNoTask);
}

TEST(Evaluate, IsTheLeadDeputysAlone) {
  Answered().When(Evaluate()).Then(P::EVALUATED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_evaluated().round(), 1u);
  });
  Answered().When(Evaluate(E::SATISFIED, "d-2")).ThenRefused(Reason::kOnlyLeadMay);
  Answered().When(Evaluate().By(v1::Actor::DEPUTY, "d-2")).ThenRefused(Reason::kDeputyActsForAnother);
  Answered().When(Evaluate(E::SATISFIED, "d-9")).ThenRefused(Reason::kDeputyUnknown);
  Answered().When(Evaluate().By(v1::Actor::CONGRESS_OFFICE, "office-1")).ThenRefused(Reason::kRoleNotAllowed);
  Answered().Given(UnseatDeputy("d-1")).When(Evaluate()).Then(P::EVALUATED);
  Handling().When(Evaluate()).ThenRefused(Reason::kStatusNotAllowed);
  Answered().Given(Evaluate()).When(Evaluate()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(LapseFeedback, OnlyAfterTheLimitAndThenForGood) {
  Answered().When(LapseFeedback().On("2025-04-08")).ThenRefused(Reason::kFeedbackStillOpen);
  Answered().When(LapseFeedback().On("2025-04-09")).Then(P::LAPSED);
  Answered().When(LapseFeedback().On("2025-04-09").By(v1::Actor::CONGRESS_OFFICE, "office-1")).Then(P::LAPSED);
  Answered().When(Evaluate().On("2025-05-01")).Then(P::EVALUATED);
  Answered().Given(LapseFeedback().On("2025-04-09")).When(Evaluate()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(OrderRehandling, StartsARoundForTheSameMainUnits) {
  Dissatisfied().When(OrderRehandling()).Then(P::HANDLING).Where([](const v1::Event& e) {
    const v1::RehandlingOrdered& ordered = e.rehandling_ordered();
    EXPECT_EQ(ordered.round(), 2u);
    EXPECT_EQ(ordered.ordered_on(), "2025-04-01");
    // Two months end on Sunday 1 June, in the Dragon Boat holidays that last until the 2nd.
    EXPECT_EQ(ordered.due().on(), "2025-06-03");
    EXPECT_FALSE(ordered.due_given());
    ASSERT_EQ(ordered.main_unit_ids_size(), 1);
    EXPECT_EQ(ordered.main_unit_ids(0), "u-roads");
  });
  Dissatisfied().When(OrderRehandling("2029-01-01")).Then(P::HANDLING);
  Dissatisfied().When(OrderRehandling("2025-04-01")).ThenRefused(Reason::kDueNotAfterDay);
  Answered().Given(Evaluate()).When(OrderRehandling()).ThenRefused(Reason::kNotDissatisfied);
  Answered().When(OrderRehandling()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(LaterRound, NeedsNoSignatureAndHasNoCoUnits) {
  const Town again = Jointly().Given(Replied(), EvaluatedAs(E::DISSATISFIED), OrderRehandling());
  again.When(SignFor("u-roads")).ThenRefused(Reason::kSignatureNotNeeded);
  again.When(LogProgress("u-water")).ThenRefused(Reason::kUnitHasNoTask);
  again.When(Reply("u-roads")).Then(P::REPLIED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.reply_delivered().round(), 2u);
  });
  again.Given(Replied(), EvaluatedAs(E::DISSATISFIED))
      .When(OrderRehandling())
      .Then(P::HANDLING)
      .Where([](const v1::Event& e) { EXPECT_EQ(e.rehandling_ordered().round(), 3u); });
}

TEST(LaterRound, TakesACorrectionAgain) {
  Dissatisfied().Given(OrderRehandling(), Replied()).When(CorrectReply("u-roads")).Then(P::REPLIED);
}

TEST(Close, EndsWhatIsEvaluatedOrLapsed) {
  Answered().Given(Evaluate()).When(Close()).Then(P::CLOSED);
  Answered().Given(LapseFeedback().On("2025-04-09")).When(Close()).Then(P::CLOSED);
  Answered().When(Close()).ThenRefused(Reason::kStatusNotAllowed);
  Answered().Given(Evaluate(), Close()).When(Close()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Close, WaitsForOpenCommitments) {
  Handling().Given(Reply("u-roads", {"k-1"}), Evaluate()).When(Close()).ThenRefused(Reason::kCommitmentsOpen);
}

TEST(Close, OverDissatisfiedNeedsALaterRoundAndANote) {
  Dissatisfied().When(Close("已说明")).ThenRefused(Reason::kDissatisfiedNeedsRehandling);
  const Town again = Dissatisfied().Given(OrderRehandling(), Replied().On("2025-04-10"));
  again.Given(EvaluatedAs(E::DISSATISFIED)).When(Close()).ThenRefused(Reason::kCloseNeedsNote);
  again.Given(EvaluatedAs(E::DISSATISFIED)).When(Close("已说明")).Then(P::CLOSED);
  // Silence does not unsay the deputy's last word.
  again.Given(LapseFeedback().On("2025-06-30")).When(Close()).ThenRefused(Reason::kCloseNeedsNote);
  again.Given(Evaluate()).When(Close()).Then(P::CLOSED);
}

}  // namespace
}  // namespace huiyin::testing
