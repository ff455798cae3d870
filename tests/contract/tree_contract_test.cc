// What every engine promises of the ledgers' trees: the records' own, by the words of RFC 6962, at every size.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/reference_tree.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"

namespace huiyin {
namespace {

using merkle::TreeSize;

class TreeContract : public ::testing::TestWithParam<Engine> {
 protected:
  EventLog& log() { return handle_->log(); }
  void Reopen() { handle_->Reopen(); }

  void Append(LedgerWriter& ledger, size_t records) {
    const LedgerBatch batch = ledger.Batch(records);
    ASSERT_OK(log().Append({batch}));
    for (const EncodedRecord& record : batch.records) leaves_[ledger.ledger()].push_back(record.bytes);
  }

  // MTH(D[size]) of what was appended.
  merkle::Hash RootByTheRfc(const std::string& ledger, size_t size) {
    const absl::Span<const std::string> leaves = leaves_[ledger];
    return *merkle::Hash::FromBytes(merkle::reference::Mth(leaves.first(size)));
  }
  void ExpectHead(const std::string& ledger) {
    const size_t size = leaves_[ledger].size();
    EXPECT_THAT(TreeHeadOf(log(), LedgerId(ledger)), IsOkAndHolds(TreeHead{TreeSize(size), RootByTheRfc(ledger, size)}))
        << ledger << " of " << size;
  }

  std::map<std::string, std::vector<std::string>> leaves_;

 private:
  const std::unique_ptr<LogHandle> handle_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, TreeContract, ::testing::ValuesIn(Engines()),
                         [](const auto& info) { return info.param.name; });

TEST_P(TreeContract, ALedgerWithoutRecordsHasTheEmptyTree) {
  EXPECT_THAT(TreeHeadOf(log(), LedgerId("town-a")), IsOkAndHolds(TreeHead{TreeSize(0), merkle::EmptyRoot()}));
  EXPECT_THAT(log().ReadTile(LedgerId("town-a"), merkle::Tile{.width = 1}), HasReason("TREE_DAMAGED"));
}

TEST_P(TreeContract, TheRootIsTheRfcsAfterEveryAppendAndAfterARestart) {
  LedgerWriter a("town-a"), b("town-b");
  // Tiles are of 256: a full one, one that begins within an append and one that an append ends.
  for (size_t records : {1, 1, 2, 3, 120, 128, 1, 255, 2, 600, 7}) {
    Append(a, records);
    ExpectHead("town-a");
    Append(b, 1);
    ExpectHead("town-b");
  }
  Reopen();
  ExpectHead("town-a");
  for (size_t records : {1, 2, 300}) {
    Append(a, records);
    ExpectHead("town-a");
    Reopen();
  }
  ExpectHead("town-b");
}

TEST_P(TreeContract, EveryEarlierTreeCanStillBeProven) {
  LedgerWriter town("town-a");
  for (size_t records : {40, 250, 300, 11}) Append(town, records);
  const LedgerTiles tiles(log(), LedgerId("town-a"));
  const TreeSize now(leaves_["town-a"].size());
  for (uint64_t size : {1, 2, 40, 255, 256, 257, 511, 512, 590, 601}) {
    ASSERT_OK_AND_ASSIGN(const merkle::Hash root, merkle::RootAt(TreeSize(size), tiles));
    EXPECT_EQ(root, RootByTheRfc("town-a", size)) << size;
    ASSERT_OK_AND_ASSIGN(const merkle::Proof consistency, merkle::ProveConsistency(TreeSize(size), now, tiles));
    EXPECT_OK(merkle::VerifyConsistency(TreeSize(size), root, now, RootByTheRfc("town-a", now.value()), consistency));
    for (uint64_t seq : {uint64_t{0}, size / 2, size - 1}) {
      ASSERT_OK_AND_ASSIGN(const merkle::Proof proof, merkle::ProveInclusion(Seq(seq), TreeSize(size), tiles));
      const merkle::Hash leaf = merkle::LeafHash(leaves_["town-a"][seq]);
      EXPECT_OK(merkle::VerifyInclusion(leaf, Seq(seq), TreeSize(size), root, proof)) << seq << " of " << size;
    }
  }
}

TEST_P(TreeContract, WhatWasRefusedIsNotInTheTree) {
  LedgerWriter a("town-a"), b("town-b");
  Append(a, 3);
  LedgerBatch wrong{LedgerId("town-b"), Seq(7), {}};
  wrong.records.push_back(SampleEncoded({.ledger = "town-b", .seq = 7, .command = "c-7"}));
  LedgerWriter other("town-a");
  other.Batch(3);
  EXPECT_THAT(log().Append({other.Batch(2), wrong}), HasReason("EXPECTED_SEQ_CONFLICT"));
  ExpectHead("town-a");
  Append(a, 1);
  Append(b, 1);
  ExpectHead("town-a");
  ExpectHead("town-b");
}

TEST_P(TreeContract, ATileThatTheTreeHasNotIsDamage) {
  LedgerWriter town("town-a");
  Append(town, 300);
  const LedgerId ledger("town-a");
  EXPECT_OK(log().ReadTile(ledger, merkle::Tile{.level = 0, .index = 1, .width = 44}));
  EXPECT_OK(log().ReadTile(ledger, merkle::Tile{.level = 1, .index = 0, .width = 1}));
  EXPECT_THAT(log().ReadTile(ledger, merkle::Tile{.level = 0, .index = 1, .width = 45}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(log().ReadTile(ledger, merkle::Tile{.level = 1, .index = 0, .width = 2}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(log().ReadTile(ledger, merkle::Tile{.level = 0, .index = 2, .width = 1}), HasReason("TREE_DAMAGED"));
}

}  // namespace
}  // namespace huiyin
