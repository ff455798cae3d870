#include "services/state_cache.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "domain/command_of.h"
#include "services/testing/execute.h"
#include "services/testing/orders.h"
#include "services/testing/test_log.h"
#include "services/writer.h"

namespace huiyin {
namespace {

using testing::Orders;

const LedgerId kLedger("town-a");

// A log with a ledger of `proposals` whole lives, p-0 and on.
class StateCacheTest : public ::testing::Test {
 protected:
  void Fill(int proposals) {
    const Orders orders(kLedger.value());
    std::vector<v1::Command> commands = orders.Founding();
    for (int i = 0; i < proposals; ++i) {
      for (v1::Command& command : orders.Life(absl::StrCat("p-", i))) commands.push_back(std::move(command));
    }
    const ManualClock clock(testing::Monday());
    Writer writer(log_, testing::TestReferences(), clock, 1 << 20);
    std::vector<PreparedCommand> prepared;
    for (const v1::Command& command : commands) {
      prepared.push_back({&command, CommandDigest(command), false, nullptr, command.ByteSizeLong()});
    }
    for (const auto& outcome : testing::ExecuteTogether(writer, log_, std::move(prepared))) ASSERT_OK(outcome);
  }

  testing::TestLog log_;
};

TEST_F(StateCacheTest, WhatIsNotInTheLogIsTheDefaultState) {
  StateCache cache(log_, 1 << 20);
  ASSERT_OK_AND_ASSIGN(const LedgerState* ledger, cache.Ledger(kLedger));
  EXPECT_EQ(*ledger, LedgerState());
  ASSERT_OK_AND_ASSIGN(const ProposalState* proposal, cache.Proposal(kLedger, "p-0"));
  EXPECT_EQ(*proposal, ProposalState());
}

TEST_F(StateCacheTest, FoldsOnceAndKeeps) {
  Fill(3);
  StateCache cache(log_, 1 << 20);
  ASSERT_OK_AND_ASSIGN(const LedgerState* ledger, cache.Ledger(kLedger));
  EXPECT_EQ(ledger->next_seq, Seq(Orders::kFounding + 3 * Orders::kLife));
  ASSERT_OK_AND_ASSIGN(const ProposalState* proposal, cache.Proposal(kLedger, "p-1"));
  EXPECT_EQ(proposal->status, v1::Proposal::CLOSED);
  cache.Trim();
  const uint64_t opened = log_.cursors_opened();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK_AND_ASSIGN(const LedgerState* again, cache.Ledger(kLedger));
    EXPECT_EQ(again, ledger);
    ASSERT_OK(cache.Proposal(kLedger, "p-1"));
    cache.Trim();
  }
  EXPECT_EQ(log_.cursors_opened(), opened);
}

TEST_F(StateCacheTest, StaysWithinItsBudgetAndDropsTheLeastRecentlyUsed) {
  constexpr int kProposals = 50;
  constexpr size_t kBudget = 8'000;
  Fill(kProposals);
  StateCache cache(log_, kBudget);
  for (int i = 0; i < kProposals; ++i) {
    ASSERT_OK(cache.Proposal(kLedger, absl::StrCat("p-", i)));
    cache.Trim();
    EXPECT_LE(cache.bytes(), kBudget);
    EXPECT_GT(cache.bytes(), 0u);
  }
  const uint64_t opened = log_.cursors_opened();
  ASSERT_OK(cache.Proposal(kLedger, absl::StrCat("p-", kProposals - 1)));
  EXPECT_EQ(log_.cursors_opened(), opened) << "the latest was kept";
  ASSERT_OK(cache.Proposal(kLedger, "p-0"));
  EXPECT_EQ(log_.cursors_opened(), opened + 1) << "the earliest was dropped";
}

TEST_F(StateCacheTest, WhatWasUsedSinceTheLastTrimIsKept) {
  Fill(3);
  StateCache cache(log_, 1);
  ASSERT_OK(cache.Proposal(kLedger, "p-0"));
  cache.Trim();
  ASSERT_OK_AND_ASSIGN(ProposalState * proposal, cache.Proposal(kLedger, "p-1"));
  proposal->status = v1::Proposal::WITHDRAWN;
  cache.Trim();
  const uint64_t opened = log_.cursors_opened();
  ASSERT_OK_AND_ASSIGN(proposal, cache.Proposal(kLedger, "p-1"));
  EXPECT_EQ(proposal->status, v1::Proposal::WITHDRAWN);
  EXPECT_EQ(log_.cursors_opened(), opened);
  ASSERT_OK(cache.Proposal(kLedger, "p-0"));
  EXPECT_EQ(log_.cursors_opened(), opened + 1) << "used before: dropped";
}

TEST_F(StateCacheTest, OneStateOverTheBudgetIsStillServed) {
  Fill(1);
  StateCache cache(log_, 1);
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const LedgerState* ledger, cache.Ledger(kLedger));
    ASSERT_OK_AND_ASSIGN(const ProposalState* proposal, cache.Proposal(kLedger, "p-0"));
    EXPECT_TRUE(ledger->Exists());
    EXPECT_TRUE(proposal->Exists());
    cache.Trim();
  }
}

TEST_F(StateCacheTest, ReloadedEqualsKept) {
  Fill(5);
  StateCache kept(log_, 1 << 20);
  StateCache reloaded(log_, 1);
  for (int turn = 0; turn < 2; ++turn) {
    for (int i = 0; i < 5; ++i) {
      const std::string id = absl::StrCat("p-", i);
      ASSERT_OK_AND_ASSIGN(const ProposalState* one, kept.Proposal(kLedger, id));
      ASSERT_OK_AND_ASSIGN(const ProposalState* other, reloaded.Proposal(kLedger, id));
      EXPECT_EQ(*one, *other);
      ASSERT_OK_AND_ASSIGN(const LedgerState* ledger, kept.Ledger(kLedger));
      ASSERT_OK_AND_ASSIGN(const LedgerState* same, reloaded.Ledger(kLedger));
      EXPECT_EQ(*ledger, *same);
      kept.Trim();
      reloaded.Trim();
    }
  }
}

TEST_F(StateCacheTest, MeasuresWhatGrewInPlace) {
  Fill(1);
  StateCache cache(log_, 1 << 20);
  ASSERT_OK_AND_ASSIGN(ProposalState * proposal, cache.Proposal(kLedger, "p-0"));
  cache.Trim();
  const size_t before = cache.bytes();
  ASSERT_OK(cache.Proposal(kLedger, "p-0"));
  proposal->cosigner_ids.assign(1'000, "a deputy with quite a long id that needs the heap");
  cache.Trim();
  EXPECT_GT(cache.bytes(), before + 30'000);
}

TEST_F(StateCacheTest, ClearForgetsWhatWasEvolved) {
  Fill(1);
  StateCache cache(log_, 1 << 20);
  ASSERT_OK_AND_ASSIGN(ProposalState * proposal, cache.Proposal(kLedger, "p-0"));
  proposal->status = v1::Proposal::WITHDRAWN;
  cache.Clear();
  EXPECT_EQ(cache.bytes(), 0u);
  ASSERT_OK_AND_ASSIGN(proposal, cache.Proposal(kLedger, "p-0"));
  EXPECT_EQ(proposal->status, v1::Proposal::CLOSED);
}

TEST_F(StateCacheTest, AFailedReadLeavesNothingBehind) {
  Fill(1);
  StateCache cache(log_, 1 << 20);
  ASSERT_OK(cache.Ledger(kLedger));
  log_.FailReads(Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "town-a/7", "town-a/7"));
  EXPECT_THAT(cache.Proposal(kLedger, "p-0"), HasCode(absl::StatusCode::kDataLoss));
  log_.FailReads(absl::OkStatus());
  cache.Trim();
  ASSERT_OK_AND_ASSIGN(const ProposalState* proposal, cache.Proposal(kLedger, "p-0"));
  EXPECT_EQ(proposal->status, v1::Proposal::CLOSED);
}

}  // namespace
}  // namespace huiyin
