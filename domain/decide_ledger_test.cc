// The register itself, and what is checked of every command before its own rules.
#include <gtest/gtest.h>

#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

TEST(Ledger, NothingHappensInOneThatIsNotOpen) {
  Office empty{LedgerId("nowhere")};
  v1::Command command = SeatDeputy("d-1").command();
  command.set_ledger_id("nowhere");
  const absl::StatusOr<v1::Record> record = empty.Order(command);
  EXPECT_EQ(CodeOf(Reason::kLedgerUnknown), "LEDGER_UNKNOWN");
  EXPECT_EQ(record.status().code(), absl::StatusCode::kNotFound);
}

TEST(Ledger, OpensOnce) {
  Given().When(OpenLedger("cn-national", v1::Ledger::COUNTY)).ThenRefused(Reason::kLedgerExists);
}

TEST(Ledger, AStrangerDoesNotLearnThatItIsOpen) {
  Given()
      .When(OpenLedger("cn-national", v1::Ledger::COUNTY).By(v1::Actor::DEPUTY, "d-1"))
      .ThenRefused(Reason::kRoleNotAllowed);
}

TEST(Session, HasItsOwnIdAndNumber) {
  Given().When(OpenSession("s-2", 19, 9, "2026-01-13", "2026-01-13")).ThenAccepted();
  Given().When(OpenSession("s-1", 19, 9, "2026-01-13", "2026-01-13")).ThenRefused(Reason::kSessionExists);
  Given().When(OpenSession("s-2", 19, 8, "2026-01-13", "2026-01-13")).ThenRefused(Reason::kSessionNumberTaken);
  Given().When(OpenSession("s-2", 20, 8, "2026-01-13", "2026-01-13")).ThenAccepted();
}

TEST(Deputy, IsSeatedAndUnseatedByTurns) {
  Given().When(SeatDeputy("d-1")).ThenRefused(Reason::kDeputyAlreadySeated);
  Given().When(SeatDeputy("d-gone")).ThenAccepted();
  Given().When(UnseatDeputy("d-gone")).ThenRefused(Reason::kDeputyNotSeated);
  Given().When(UnseatDeputy("d-9")).ThenRefused(Reason::kDeputyUnknown);
  Given(UnseatDeputy("d-1"), SeatDeputy("d-1")).When(UnseatDeputy("d-1")).ThenAccepted();
}

TEST(Person, IsErasedOnce) {
  Given(SeatDeputyEncrypted("d-9")).When(ErasePerson("d-9")).ThenAccepted();
  Given(SeatDeputyEncrypted("d-9"), ErasePerson("d-9")).When(ErasePerson("d-9")).ThenRefused(Reason::kPersonErased);
  Given(SubmitForVoter("v-1")).When(ErasePerson("v-1")).ThenAccepted();
}

TEST(Person, WhoIsNotNamedCannotBeErased) { Given().When(ErasePerson("d-9")).ThenRefused(Reason::kPersonUnknown); }

TEST(Person, WhatIsReadableInTheLogCannotBeErased) {
  Given().When(ErasePerson("d-1")).ThenRefused(Reason::kPersonInClear);
  // Once is enough.
  Given(SeatDeputy("d-9"), UnseatDeputy("d-9"), SeatDeputyEncrypted("d-9"))
      .When(ErasePerson("d-9"))
      .ThenRefused(Reason::kPersonInClear);
}

TEST(Person, IsNotNamedAgainAfterErasure) {
  Given(SeatDeputyEncrypted("d-9"), ErasePerson("d-9"), UnseatDeputy("d-9"))
      .When(SeatDeputyEncrypted("d-9"))
      .ThenRefused(Reason::kPersonErased);
  Given(SeatDeputyEncrypted("d-9"), ErasePerson("d-9")).When(SubmitForVoter("d-9")).ThenRefused(Reason::kPersonErased);
}

TEST(Person, IsErasedByTheOfficeOrTheAdministratorAlone) {
  Given(SeatDeputyEncrypted("d-9"))
      .When(ErasePerson("d-9").By(v1::Actor::DEPUTY, "d-9"))
      .ThenRefused(Reason::kRoleNotAllowed);
  Given(SeatDeputyEncrypted("d-9")).When(ErasePerson("d-9").By(v1::Actor::ADMINISTRATOR, "root")).ThenAccepted();
}

TEST(Unit, IsEnrolledOnce) { Given().When(EnrolUnit("u-roads")).ThenRefused(Reason::kUnitExists); }

TEST(Time, MayBeAMinuteAheadAndNoMore) {
  Office office = Chongqing().office();
  v1::Command command = EnrolUnit("u-new").command();
  command.set_command_id("c-x");
  command.set_ledger_id("town");
  command.mutable_occurred_at()->set_seconds(1'800'000'000);
  const absl::Time occurred = absl::FromUnixSeconds(1'800'000'000);
  EXPECT_EQ(office.OrderAt(command, occurred - absl::Seconds(61)).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(office.OrderAt(command, occurred - absl::Seconds(60)).ok());
}

TEST(Time, DoesNotGoBackInAStream) {
  Given(Submitted().On("2025-03-10")).When(Register().On("2025-03-09")).ThenRefused(Reason::kOccurredBeforeLast);
  Given(Submitted().On("2025-03-10")).When(Register().On("2025-03-10")).Then(v1::Proposal::REGISTERED);
  // Another stream has its own order.
  Given(Submitted().On("2025-03-10")).When(EnrolUnit("u-new").On("2025-03-09")).ThenAccepted();
  Given(UnseatDeputy("d-1").On("2025-03-10"))
      .When(SeatDeputy("d-1").On("2025-03-09"))
      .ThenRefused(Reason::kOccurredBeforeLast);
}

TEST(Causation, NamesAnEventThatIsThere) {
  const auto caused_by = [](uint64_t seq) { return Submit().With([=](v1::Command& c) { c.set_causation_seq(seq); }); };
  const uint64_t next = Chongqing().office().ledger().next_seq.value();
  Given().When(caused_by(next - 1)).Then(v1::Proposal::SUBMITTED);
  Given().When(caused_by(next)).ThenRefused(Reason::kCausationUnknown);
}

TEST(OrderOfChecks, RoleBeforeProposalBeforeOwnerBeforeStatus) {
  Given().When(Register().By(v1::Actor::DEPUTY, "d-1")).ThenRefused(Reason::kRoleNotAllowed);
  Given().When(Register()).ThenRefused(Reason::kProposalUnknown);
  Given(Submitted()).When(SignFor("u-none")).ThenRefused(Reason::kUnitUnknown);
  Given(Submitted()).When(SignFor("u-roads")).ThenRefused(Reason::kUnitHasNoTask);
  Given(Submitted()).When(Revise().By(v1::Actor::DEPUTY, "d-2")).ThenRefused(Reason::kOnlyLeadMay);
  Given(Submitted().On("2025-03-10")).When(Revise().On("2025-03-09")).ThenRefused(Reason::kStatusNotAllowed);
}

}  // namespace
}  // namespace huiyin::testing
