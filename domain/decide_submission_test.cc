#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;

Step SubmitWith(const std::function<void(v1::Submit&)>& change) {
  return Submit().With([&](v1::Command& c) { change(*c.mutable_submit()); });
}

TEST(Submit, MakesAProposal) {
  Given().When(Submit({"d-2", "d-3"})).Then(P::SUBMITTED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_submitted().submitted_on(), "2025-03-03");
  });
  // 23:30 in Shanghai and half an hour later.
  Given().When(Submit().At("2025-03-04T15:30:00Z")).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_submitted().submitted_on(), "2025-03-04");
  });
  Given().When(Submit().At("2025-03-04T16:00:00Z")).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_submitted().submitted_on(), "2025-03-05");
  });
}

TEST(Submit, IsTheLeadsOrTheOfficesForTheLead) {
  const auto behalf = [](const char* id) { return [id](v1::Command& c) { c.set_on_behalf_of(id); }; };
  Given().When(Submit().By(v1::Actor::DEPUTY, "d-2")).ThenRefused(Reason::kDeputyActsForAnother);
  Given().When(Submit().By(v1::Actor::CONGRESS_OFFICE, "office-1")).Then(P::SUBMITTED);
  Given().When(Submit().By(v1::Actor::CONGRESS_OFFICE, "office-1").With(behalf("d-1"))).Then(P::SUBMITTED);
  Given()
      .When(Submit().By(v1::Actor::CONGRESS_OFFICE, "office-1").With(behalf("d-2")))
      .ThenRefused(Reason::kOnBehalfOfNotLead);
  Given(Submitted()).When(Register().With(behalf("d-1"))).ThenRefused(Reason::kOnBehalfOfOnlyInSubmit);
}

TEST(Submit, NamesOnlyWhatIsThere) {
  Given().When(SubmitWith([](v1::Submit& s) { s.set_session_id("s-9"); })).ThenRefused(Reason::kSessionUnknown);
  Given().When(SubmitWith([](v1::Submit& s) { s.add_cosigner_ids("d-9"); })).ThenRefused(Reason::kDeputyUnknown);
  Given().When(SubmitWith([](v1::Submit& s) { s.add_suggested_unit_ids("u-9"); })).ThenRefused(Reason::kUnitUnknown);
  Given().When(SubmitWith([](v1::Submit& s) { s.set_lead_deputy_id("d-9"); })).ThenRefused(Reason::kDeputyUnknown);
}

TEST(Submit, NeedsSeatedSignersAndANewId) {
  Given(Submitted()).When(Submit()).ThenRefused(Reason::kProposalExists);
  Given().When(Submit({"d-gone"})).ThenRefused(Reason::kCosignerNotSeated);
  Given(UnseatDeputy("d-1")).When(Submit()).ThenRefused(Reason::kLeadNotSeated);
}

TEST(Cosign, IsForOtherSeatedDeputiesOnce) {
  Given(Submitted()).When(Cosign("d-2")).Then(P::SUBMITTED);
  Given(Submitted(), RequestRevision()).When(Cosign("d-2")).Then(P::REVISION_REQUESTED);
  Given(Submitted()).When(Cosign("d-2").By(v1::Actor::DEPUTY, "d-3")).ThenRefused(Reason::kDeputyActsForAnother);
  Given(Submitted()).When(Cosign("d-9")).ThenRefused(Reason::kDeputyUnknown);
  Given(Submitted()).When(Cosign("d-1")).ThenRefused(Reason::kLeadMayNotCosign);
  Given(Submitted()).When(Cosign("d-gone")).ThenRefused(Reason::kCosignerNotSeated);
  Given(Submit({"d-2"})).When(Cosign("d-2")).ThenRefused(Reason::kAlreadyCosigned);
  Given(Submitted(), Registered()).When(Cosign("d-2")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(WithdrawCosignature, IsTheCosignersOwn) {
  Given(Submit({"d-2"})).When(WithdrawCosignature("d-2")).Then(P::SUBMITTED);
  Given(Submit({"d-2"}), WithdrawCosignature("d-2")).When(Cosign("d-2")).Then(P::SUBMITTED);
  Given(Submit({"d-2"}), UnseatDeputy("d-2")).When(WithdrawCosignature("d-2")).Then(P::SUBMITTED);
  Given(Submitted()).When(WithdrawCosignature("d-2")).ThenRefused(Reason::kNotACosigner);
  Given(Submit({"d-2"}))
      .When(WithdrawCosignature("d-2").By(v1::Actor::DEPUTY, "d-3"))
      .ThenRefused(Reason::kDeputyActsForAnother);
  Given(Submit({"d-2"}), Registered()).When(WithdrawCosignature("d-2")).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Revision, IsAskedByTheOfficeAndMadeByTheLead) {
  Given(Submitted()).When(RequestRevision()).Then(P::REVISION_REQUESTED);
  Given(Submitted(), RequestRevision()).When(RequestRevision()).ThenRefused(Reason::kStatusNotAllowed);
  Given(Submitted(), RequestRevision()).When(Revise()).Then(P::SUBMITTED);
  Given(Submitted()).When(Revise()).ThenRefused(Reason::kStatusNotAllowed);
  Given(Submitted(), RequestRevision()).When(Revise().By(v1::Actor::DEPUTY, "d-2")).ThenRefused(Reason::kOnlyLeadMay);
}

TEST(Register, GivesTheNextNumberAndTheDayToAssignBy) {
  Given(Submitted()).When(Register()).Then(P::REGISTERED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_registered().number(), 1u);
    EXPECT_FALSE(e.proposal_registered().number_given());
    EXPECT_EQ(e.proposal_registered().assign_by().on(), "2025-03-17");
  });
  Given(Submitted()).When(Register(40)).Then(P::REGISTERED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_registered().number(), 40u);
    EXPECT_TRUE(e.proposal_registered().number_given());
  });
  Given(Submitted(), RequestRevision()).When(Register()).ThenRefused(Reason::kStatusNotAllowed);
}

// A second proposal beside p-1.
Step Second(Step step) {
  return std::move(step).With([](v1::Command& c) {
    if (c.has_submit()) c.mutable_submit()->set_proposal_id("p-2");
    if (c.has_register_()) c.mutable_register_()->set_proposal_id("p-2");
  });
}

TEST(Register, NumbersAreOfTheSessionAndNeverTwice) {
  const Town town = Given(Submitted(), Register(40), Withdraw(), Second(Submit()));
  town.When(Second(Register(40))).ThenRefused(Reason::kNumberTaken);
  town.When(Second(Register(7))).ThenAccepted();
  town.When(Second(Register())).ThenAccepted().Where([](const v1::Event& e) {
    EXPECT_EQ(e.proposal_registered().number(), 41u);
  });
  Given(Submitted(), Register(4'294'967'295u), Second(Submit()))
      .When(Second(Register()))
      .ThenRefused(Reason::kNumbersExhausted);
}

TEST(Register, AMotionNeedsItsSignatures) {
  Given(Submit({"d-2", "d-3", "d-4"}, P::MOTION)).When(Register()).ThenRefused(Reason::kSignaturesMissing);
  Given(Submit({"d-2", "d-3", "d-4"}, P::MOTION), Cosign("d-5")).When(Register()).Then(P::REGISTERED);
  Given(Submit({"d-2", "d-3", "d-4", "d-5"}, P::MOTION), WithdrawCosignature("d-5"))
      .When(Register())
      .ThenRefused(Reason::kSignaturesMissing);
  const Town county("cn-national", v1::Ledger::COUNTY);
  county.Given(Submit({"d-2", "d-3", "d-4", "d-5", "d-6"}, P::MOTION))
      .When(Register())
      .ThenRefused(Reason::kSignaturesMissing);
}

TEST(Refuse, EndsASubmission) {
  Given(Submitted()).When(Refuse()).Then(P::REFUSED);
  Given(Submitted(), Registered()).When(Refuse()).ThenRefused(Reason::kStatusNotAllowed);
  Given(Submitted(), Refuse()).When(Register()).ThenRefused(Reason::kStatusNotAllowed);
}

TEST(Withdraw, IsTheLeadsUntilTheFirstCompleteReply) {
  Given(Submitted()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), RequestRevision()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), Registered()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), Registered(), Assigned()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), Registered(), Assigned(), SignedFor()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), Registered(), AssignedSeparately(), SignedFor(), Replied()).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted(), UnseatDeputy("d-1")).When(Withdraw()).Then(P::WITHDRAWN);
  Given(Submitted()).When(Withdraw().By(v1::Actor::DEPUTY, "d-2")).ThenRefused(Reason::kOnlyLeadMay);
  const Town replied = Given(Submitted(), Registered(), Assigned(), SignedFor(), Replied());
  replied.When(Withdraw()).ThenRefused(Reason::kStatusNotAllowed);
  replied.Given(EvaluatedAs(v1::Evaluation::DISSATISFIED), OrderRehandling())
      .When(Withdraw())
      .ThenRefused(Reason::kWithdrawAfterReply);
}

}  // namespace
}  // namespace huiyin::testing
