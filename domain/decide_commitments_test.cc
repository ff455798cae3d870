#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;
using E = v1::Evaluation;
using Progress = CommitmentState::Progress;

// "k-1" and "k-2" by the end of 2025.
Town Promised() {
  return Given(Submitted(), Registered(), AssignedJointly(), SignedFor(), Reply("u-roads", {"k-1", "k-2"}));
}
Town FollowedUp() { return Promised().Given(Evaluate(), BeginFollowUp()); }

TEST(BeginFollowUp, OfWhatIsStillPromised) {
  Promised().Given(Evaluate()).When(BeginFollowUp()).Then(P::FOLLOW_UP);
  Promised().Given(LapseFeedback().On("2025-06-30")).When(BeginFollowUp()).Then(P::FOLLOW_UP);
  Promised().When(BeginFollowUp()).ThenRefused(Reason::kStatusNotAllowed);
  Promised()
      .Given(Evaluate(), FulfilCommitment("u-roads", "k-1"), FulfilCommitment("u-roads", "k-2"))
      .When(BeginFollowUp())
      .ThenRefused(Reason::kNothingToFollowUp);
}

TEST(FulfilCommitment, IsThePromisingUnitsOwn) {
  FollowedUp()
      .When(FulfilCommitment("u-roads", "k-1").On("2025-09-01"))
      .Then(P::FOLLOW_UP)
      .Where([](const v1::Event& e) {
        EXPECT_EQ(e.commitment_fulfilled().unit_id(), "u-roads");
        EXPECT_EQ(e.commitment_fulfilled().fulfilled_on(), "2025-09-01");
        EXPECT_EQ(e.commitment_fulfilled().due_on(), "2025-12-31");
      });
  FollowedUp().When(FulfilCommitment("u-water", "k-1")).ThenRefused(Reason::kCommitmentOfAnother);
  FollowedUp().When(FulfilCommitment("u-roads", "k-9")).ThenRefused(Reason::kCommitmentUnknown);
  FollowedUp()
      .Given(FulfilCommitment("u-roads", "k-1"))
      .When(FulfilCommitment("u-roads", "k-1"))
      .ThenRefused(Reason::kCommitmentFulfilled);
  // In a later round too.
  Promised()
      .Given(EvaluatedAs(E::DISSATISFIED), OrderRehandling())
      .When(FulfilCommitment("u-roads", "k-1"))
      .Then(P::HANDLING);
}

TEST(FulfilCommitment, TheLastOneLetsTheProposalClose) {
  const Town one_left = FollowedUp().Given(FulfilCommitment("u-roads", "k-1"));
  one_left.When(Close()).ThenRefused(Reason::kCommitmentsOpen);
  one_left.Given(FulfilCommitment("u-roads", "k-2")).When(Close()).Then(P::CLOSED);
}

TEST(MissCommitment, AfterItsDayAndThenItStaysOpen) {
  FollowedUp().When(MissCommitment("k-1").On("2025-12-31")).ThenRefused(Reason::kCommitmentNotDue);
  const Step missed = MissCommitment("k-1").On("2026-01-01");
  FollowedUp().When(missed).Then(P::FOLLOW_UP).Where([](const v1::Event& e) {
    EXPECT_EQ(e.commitment_missed().unit_id(), "u-roads");
    EXPECT_EQ(e.commitment_missed().due_on(), "2025-12-31");
  });
  FollowedUp().Given(missed).When(MissCommitment("k-1")).ThenRefused(Reason::kAlreadyMissed);
  FollowedUp().Given(missed, FulfilCommitment("u-roads", "k-2")).When(Close()).ThenRefused(Reason::kCommitmentsOpen);
  FollowedUp().Given(missed).When(FulfilCommitment("u-roads", "k-1")).Then(P::FOLLOW_UP);
  FollowedUp()
      .Given(FulfilCommitment("u-roads", "k-1"))
      .When(MissCommitment("k-1").On("2026-01-01"))
      .ThenRefused(Reason::kCommitmentFulfilled);
}

TEST(ChangeCommitment, MovesItsDayAndOpensAMissedOneAgain) {
  const Town missed = FollowedUp().Given(MissCommitment("k-1").On("2026-01-01"));
  missed.When(ChangeCommitment("u-roads", "k-1", "2026-04-30"))
      .Then(P::FOLLOW_UP)
      .Where([](const v1::Event& e) {
        EXPECT_EQ(e.commitment_changed().old_due_on(), "2025-12-31");
        EXPECT_EQ(e.commitment_changed().unit_id(), "u-roads");
      })
      .WhereProposal(
          [](const ProposalState& proposal) { EXPECT_EQ(proposal.FindCommitment("k-1")->progress, Progress::kOpen); });
  missed.Given(ChangeCommitment("u-roads", "k-1", "2026-04-30"))
      .When(MissCommitment("k-1").On("2026-04-30"))
      .ThenRefused(Reason::kCommitmentNotDue);
  missed.Given(ChangeCommitment("u-roads", "k-1", "2026-04-30"))
      .When(MissCommitment("k-1").On("2026-05-01"))
      .Then(P::FOLLOW_UP);
  FollowedUp()
      .When(ChangeCommitment("u-roads", "k-1", "2025-05-01").On("2025-05-01"))
      .ThenRefused(Reason::kDueNotAfterDay);
  FollowedUp().When(ChangeCommitment("u-water", "k-1", "2026-04-30")).ThenRefused(Reason::kCommitmentOfAnother);
}

}  // namespace
}  // namespace huiyin::testing
