// A rule pack changes: the round that was assigned before stands under the version of its day, whatever is asked of it
// later; the next round under the new one.
#include <gtest/gtest.h>

#include <string>

#include "domain/references.h"
#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using P = v1::Proposal;

constexpr char kPack[] = "cn-chongqing-township";
constexpr char kOld[] = "cn-chongqing-township@2019-01-01";
constexpr char kNew[] = "cn-chongqing-township@2025-04-01";

void SetLimit(uint32_t count, v1::TimeLimit::Unit unit, v1::TimeLimit& limit) {
  limit.set_count(count);
  limit.set_unit(unit);
}

// From 1 April 2025: a month to reply and to handle again, not two; 5 working days for the deputy's word, not 20.
const References& Changed() {
  static const RulePacks& packs = *new RulePacks([] {
    RulePacks both = EmbeddedReferences().packs;
    v1::RulePack changed = *both.Find(kOld);
    changed.set_effective_on("2025-04-01");
    SetLimit(1, v1::TimeLimit::MONTHS, *changed.mutable_reply());
    SetLimit(1, v1::TimeLimit::MONTHS, *changed.mutable_rehandling());
    SetLimit(5, v1::TimeLimit::WORKING_DAYS, *changed.mutable_feedback());
    EXPECT_TRUE(both.Add(changed).ok());
    return both;
  }());
  static const References& references =
      *new References{packs, EmbeddedReferences().calendar, EmbeddedReferences().zones};
  return references;
}

Town Waiting() { return Given(Submitted(), Registered()); }
Town Changing() { return Waiting().Consulting(Changed()); }

void ExpectAssigned(const Outcome& outcome, const std::string& due, const std::string& pack) {
  outcome.Then(P::ASSIGNED)
      .Where([&](const v1::Event& e) { EXPECT_EQ(e.proposal_assigned().due().on(), due); })
      .WhereProposal([&](const ProposalState& proposal) { EXPECT_EQ(proposal.rule_pack, pack); });
}

TEST(RuleChange, EachRoundStandsUnderTheVersionOfItsDay) {
  ASSERT_EQ(Changed().packs.InForce(kPack, absl::CivilDay(2025, 4, 1))->effective_on(), "2025-04-01");
  ExpectAssigned(Changing().When(Assign().On("2025-03-20")), "2025-05-20", kOld);
  ExpectAssigned(Changing().When(Assign().On("2025-04-15")), "2025-05-15", kNew);
}

TEST(RuleChange, LaterLimitsOfARoundAreThoseOfItsVersion) {
  const auto expect = [](const char* assigned_on, const char* feedback_by) {
    Changing()
        .Given(Assign().On(assigned_on), SignFor("u-roads").On("2025-04-16"))
        .When(Reply("u-roads").On("2025-05-12"))
        .Then(P::REPLIED)
        .Where([&](const v1::Event& e) { EXPECT_EQ(e.reply_delivered().feedback_by().on(), feedback_by); });
  };
  // Rest from 31 May to 2 June.
  expect("2025-03-20", "2025-06-10");
  expect("2025-04-15", "2025-05-19");
}

TEST(RuleChange, TheNextRoundStandsUnderTheNewVersion) {
  Changing()
      .Given(Assign().On("2025-03-20"), SignFor("u-roads").On("2025-03-21"), Reply("u-roads").On("2025-05-12"),
             Evaluate(v1::Evaluation::DISSATISFIED).On("2025-05-14"))
      .When(OrderRehandling().On("2025-05-15"))
      .Then(P::HANDLING)
      .Where([](const v1::Event& e) { EXPECT_EQ(e.rehandling_ordered().due().on(), "2025-06-16"); })
      .WhereProposal([](const ProposalState& proposal) { EXPECT_EQ(proposal.rule_pack, kNew); });
}

// The office learns of it late: it was in force on the day on which the round was assigned.
TEST(RuleChange, AVersionThatIsLoadedLateTouchesNoRoundThatWasAssigned) {
  const Town town = Waiting().Given(Assign().On("2025-04-15"), SignFor("u-roads").On("2025-04-16"));
  const Town later = town.Consulting(Changed());
  EXPECT_EQ(later.office().proposal("p-1").rule_pack, kOld);
  later.When(RecomputeDates().On("2025-05-06")).ThenRefused(Reason::kNoDateMoves);
  later.When(Reply("u-roads").On("2025-05-12")).Then(P::REPLIED).Where([](const v1::Event& e) {
    EXPECT_EQ(e.reply_delivered().due().on(), "2025-06-16");
    EXPECT_EQ(e.reply_delivered().feedback_by().on(), "2025-06-10");
  });
}

}  // namespace
}  // namespace huiyin::testing
