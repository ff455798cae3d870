#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;
using E = v1::Evaluation;
using Pub = v1::Publication;

Step Public(Step step) {
  return std::move(step).With([](v1::Command& c) { c.mutable_submit()->set_allow_publication(true); });
}

Town Handling() { return Given(Submitted(), Registered(), Assigned(), SignedFor()); }
Town Answered() { return Handling().Given(Replied()); }
Town DissatisfiedTwice() {
  return Answered().Given(EvaluatedAs(E::DISSATISFIED), OrderRehandling(), Replied(), EvaluatedAs(E::DISSATISFIED));
}
Town Closed() { return Answered().Given(Evaluate(), Close()); }

TEST(Merge, LeavesTheAnswerToAPrimaryThatIsStillOpen) {
  const Town both = Given(Submitted(), Registered(), Other(Submit()));
  const Town registered = both.Given(Other(Register()));
  registered.When(Merge()).Then(P::MERGED);
  registered.Given(Other(Assign())).When(Merge()).Then(P::MERGED);
  registered.Given(Other(Assign()), Other(SignFor("u-roads"))).When(Merge()).Then(P::MERGED);
  both.When(Merge()).ThenRefused(Reason::kPrimaryNotOpen);
  registered.Given(Other(Assign()), Other(SignFor("u-roads")), Other(Reply("u-roads")))
      .When(Merge())
      .ThenRefused(Reason::kPrimaryNotOpen);
  registered.When(Merge("p-9")).ThenRefused(Reason::kProposalUnknown);
  registered.Given(Assign()).When(Merge()).ThenRefused(Reason::kStatusNotAllowed);
  // Into one that was merged itself: it is not open.
  registered.Given(Other(Submit(), "p-3"), Other(Register(), "p-3"), Other(Merge("p-3")))
      .When(Merge())
      .ThenRefused(Reason::kPrimaryNotOpen);
  registered.Given(Merge()).When(Assign()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(ConvertMotion, OfOneShortOfSignatures) {
  const Town three = Given(Submit({"d-2", "d-3"}, P::MOTION));
  three.When(Register()).ThenRefused(Reason::kSignaturesMissing);
  three.When(ConvertMotion())
      .Then(P::SUBMITTED)
      .Where([](const v1::Event& e) {
        EXPECT_EQ(e.motion_converted().signatures(), 3u);
        EXPECT_EQ(e.motion_converted().signatures_needed(), 5u);
      })
      .WhereProposal([](const ProposalState& proposal) { EXPECT_EQ(proposal.kind, P::SUGGESTION); });
  three.Given(ConvertMotion()).When(Register()).Then(P::REGISTERED);
  three.Given(ConvertMotion()).When(ConvertMotion()).ThenRefused(Reason::kNotAMotion);
  Given(Submit({"d-2", "d-3", "d-4", "d-5"}, P::MOTION)).When(ConvertMotion()).ThenRefused(Reason::kSignaturesSuffice);
  Given(Submitted()).When(ConvertMotion()).ThenRefused(Reason::kNotAMotion);
}

TEST(DesignatePriority, Once) {
  Given(Submitted(), Registered()).When(DesignatePriority()).Then(P::REGISTERED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.priority_designated().designated_on(), "2025-03-03");
  });
  Handling().Given(DesignatePriority()).When(DesignatePriority()).ThenRefused(Reason::kAlreadyPriority);
  Given(Submitted()).When(DesignatePriority()).ThenRefused(Reason::kStatusNotAllowed);
  Closed().When(DesignatePriority()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Urge, AUnitThatHasATask) {
  Handling().When(Urge("u-roads").On("2025-04-01")).Then(P::HANDLING).Where([](const v1::Event& e) {
    EXPECT_EQ(e.unit_urged().urged_on(), "2025-04-01");
  });
  Handling().When(Urge("u-roads").By(v1::Actor::PRESIDIUM, "presidium-1")).Then(P::HANDLING);
  Handling().When(Urge("u-roads").By(v1::Actor::SYSTEM, "clock")).Then(P::HANDLING);
  Handling().When(Urge("u-water")).ThenRefused(Reason::kNoSuchTask);
  Handling().When(Urge("u-none")).ThenRefused(Reason::kUnitUnknown);
  Answered().When(Urge("u-roads")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(RecordVisit, AfterTheReplyAndWhenClosedToo) {
  Answered().When(RecordVisit()).Then(P::REPLIED);
  Closed().When(RecordVisit("d-3").On("2025-10-28")).Then(P::CLOSED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.return_visit_recorded().visited_on(), "2025-10-28");
    EXPECT_TRUE(e.return_visit_recorded().satisfied());
  });
  Handling().When(RecordVisit()).ThenRefused(Reason::kStatusNotAllowed);
  Answered().When(RecordVisit("d-9")).ThenRefused(Reason::kDeputyUnknown);
}

TEST(Escalate, ASecondDissatisfiedBlocksAllElseUntilThePresidiumDecides) {
  const Town before = DissatisfiedTwice();
  before.When(Escalate()).Then(P::EVALUATED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_escalated().round(), 2u);
  });
  const Town escalated = before.Given(Escalate());
  escalated.When(Escalate()).ThenRefused(Reason::kEscalationPending);
  escalated.When(Close("已说明")).ThenRefused(Reason::kEscalationPending);
  escalated.When(OrderRehandling()).ThenRefused(Reason::kEscalationPending);
  escalated.When(BeginFollowUp()).ThenRefused(Reason::kEscalationPending);
  escalated.When(ResolveEscalation()).Then(P::EVALUATED);
  escalated.Given(ResolveEscalation()).When(Close("已说明")).Then(P::CLOSED);
  escalated.Given(ResolveEscalation()).When(OrderRehandling()).Then(P::HANDLING);
  escalated.Given(ResolveEscalation()).When(ResolveEscalation()).ThenRefused(Reason::kNoEscalationPending);
  Answered().Given(EvaluatedAs(E::DISSATISFIED)).When(Escalate()).ThenRefused(Reason::kNotDissatisfiedTwice);
  Answered()
      .Given(EvaluatedAs(E::DISSATISFIED), OrderRehandling(), Replied(), Evaluate())
      .When(Escalate())
      .ThenRefused(Reason::kNotDissatisfiedTwice);
}

TEST(Publish, WhatIsThereAndWhatTheDeputyAllowed) {
  const Town handling = Given(Public(Submit()), Registered(), Assigned(), SignedFor());
  handling.When(Publish({Pub::TITLE, Pub::BODY})).Then(P::HANDLING);
  handling.When(Publish({Pub::REPLY})).ThenRefused(Reason::kNoReplyToPublish);
  const Town answered = handling.Given(Replied());
  answered.When(Publish({Pub::REPLY})).Then(P::REPLIED);
  answered.When(Publish({Pub::EVALUATION})).ThenRefused(Reason::kNoEvaluationToPublish);
  answered.Given(Evaluate()).When(Publish({Pub::EVALUATION})).Then(P::EVALUATED);
  // An answer of an earlier round stays one.
  answered.Given(EvaluatedAs(E::DISSATISFIED), OrderRehandling()).When(Publish({Pub::REPLY})).Then(P::HANDLING);
  Given(Public(Submit())).When(Publish()).ThenRefused(Reason::kStatusNotAllowed);
  Handling().When(Publish()).ThenRefused(Reason::kPublicationNotAllowed);
}

TEST(Unpublish, WhatIsPublic) {
  const Town registered = Given(Public(Submit()), Registered());
  registered.Given(Publish()).When(Unpublish()).Then(P::REGISTERED);
  registered.When(Unpublish()).ThenRefused(Reason::kNotPublished);
  registered.Given(Publish(), Unpublish()).When(Unpublish()).ThenRefused(Reason::kNotPublished);
  registered.Given(Publish(), Withdraw()).When(Unpublish()).Then(P::WITHDRAWN);
}

TEST(Reopen, StartsARoundForTheSameMainUnits) {
  Closed().When(Reopen().On("2025-04-01")).Then(P::HANDLING).Where([](const v1::Event& e) {
    const v1::ProposalReopened& reopened = e.proposal_reopened();
    EXPECT_EQ(reopened.round(), 2u);
    EXPECT_EQ(reopened.reopened_on(), "2025-04-01");
    // Two months end on Sunday 1 June, in the Dragon Boat holidays that last until the 2nd.
    EXPECT_EQ(reopened.due().on(), "2025-06-03");
    ASSERT_EQ(reopened.main_unit_ids_size(), 1);
    EXPECT_EQ(reopened.main_unit_ids(0), "u-roads");
  });
  Closed().Given(Reopen()).When(Reply("u-roads")).Then(P::REPLIED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.reply_delivered().round(), 2u);
  });
  Answered().When(Reopen()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(RecordCorrection, OfAnEventThatIsThere) {
  const Town town = Answered();
  const uint64_t next = town.office().ledger().next_seq.value();
  town.When(RecordCorrection(next - 1)).ThenAccepted().Where([](const v1::Event& e) {
    EXPECT_EQ(e.correction_recorded().note(), "日期误写");
  });
  town.When(RecordCorrection(next)).ThenRefused(Reason::kTargetUnknown);
}

TEST(SealReport, UnderAnIdThatIsNew) {
  Given().When(SealReport()).ThenAccepted();
  Given(SealReport()).When(SealReport()).ThenRefused(Reason::kSealExists);
  Given(SealReport()).When(SealReport("r-2")).ThenAccepted();
}

}  // namespace
}  // namespace huiyin::testing
