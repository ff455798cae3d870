// The fast tree against the RFC's own words (reference_tree.h): every root, every proof, every way to append, for every
// size up to some hundreds; and every small change to a proof is refused.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/reference_tree.h"
#include "eventstore/merkle/tree.h"

namespace huiyin::merkle {
namespace {

// Past a full tile, so that two tile levels take part.
constexpr size_t kLeaves = 300;

const std::vector<std::string>& Leaves() {
  static const auto* const leaves = [] {
    auto* made = new std::vector<std::string>;
    for (size_t i = 0; i < kLeaves; ++i) made->push_back(absl::StrCat("leaf ", i));
    return made;
  }();
  return *leaves;
}

reference::Entries First(size_t count) { return absl::MakeConstSpan(Leaves()).first(count); }

Hash ToHash(const std::string& bytes) { return *Hash::FromBytes(bytes); }

Proof ToProof(const std::vector<std::string>& hashes) {
  Proof proof;
  for (const std::string& hash : hashes) proof.push_back(ToHash(hash));
  return proof;
}

std::vector<Hash> LeafHashes() {
  std::vector<Hash> hashes;
  for (const std::string& leaf : Leaves()) hashes.push_back(LeafHash(leaf));
  return hashes;
}

const MemoryTiles& Tiles() {
  static const auto* const tiles = [] {
    auto* made = new MemoryTiles;
    made->Add(Frontier().Append(LeafHashes()));
    return made;
  }();
  return *tiles;
}

// By size.
const std::vector<Hash>& Roots() {
  static const auto* const roots = [] {
    auto* made = new std::vector<Hash>;
    for (size_t size = 0; size <= kLeaves; ++size) made->push_back(ToHash(reference::Mth(First(size))));
    return made;
  }();
  return *roots;
}

TEST(ReferenceTest, EveryRoot) {
  Frontier frontier;
  const std::vector<Hash> leaves = LeafHashes();
  for (size_t size = 0; size <= kLeaves; ++size) {
    ASSERT_EQ(frontier.Root(), Roots()[size]) << size;
    ASSERT_THAT(RootAt(TreeSize(size), Tiles()), IsOkAndHolds(Roots()[size])) << size;
    ASSERT_OK_AND_ASSIGN(const Frontier recovered, Frontier::Recover(TreeSize(size), Tiles()));
    ASSERT_EQ(recovered.Root(), Roots()[size]) << size;
    if (size < kLeaves) frontier.Append({leaves[size]});
  }
}

TEST(ReferenceTest, EveryInclusionProof) {
  for (size_t size = 1; size <= kLeaves; size += size < 140 ? 1 : 23) {
    for (size_t index = 0; index < size; ++index) {
      const Proof expected = ToProof(reference::Path(index, First(size)));
      ASSERT_THAT(ProveInclusion(Seq(index), TreeSize(size), Tiles()), IsOkAndHolds(expected)) << index << "/" << size;
      ASSERT_OK(VerifyInclusion(LeafHash(Leaves()[index]), Seq(index), TreeSize(size), Roots()[size], expected));
    }
  }
}

TEST(ReferenceTest, EveryConsistencyProof) {
  for (size_t size = 1; size <= kLeaves; size += size < 140 ? 1 : 23) {
    for (size_t old_size = 1; old_size <= size; ++old_size) {
      const Proof expected = ToProof(reference::ConsistencyProof(old_size, First(size)));
      ASSERT_THAT(ProveConsistency(TreeSize(old_size), TreeSize(size), Tiles()), IsOkAndHolds(expected))
          << old_size << "/" << size;
      ASSERT_OK(VerifyConsistency(TreeSize(old_size), Roots()[old_size], TreeSize(size), Roots()[size], expected));
    }
  }
}

// However the leaves come in, and however often the writer starts anew, the stored hashes are the same, each once.
TEST(ReferenceTest, AppendingInAnyBatches) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  // 70,000 leaves: the example of tlog-tiles, which reaches three tile levels.
  constexpr size_t kMany = 70'000;
  std::vector<Hash> leaves(kMany);
  for (size_t i = 0; i < kMany; ++i) std::memcpy(leaves[i].data(), &i, sizeof(i));
  MemoryTiles once;
  Frontier whole;
  once.Add(whole.Append(leaves));

  MemoryTiles tiles;
  Frontier frontier;
  for (absl::Span<const Hash> rest = leaves; !rest.empty();) {
    const size_t count = std::min<size_t>(rest.size(), random() % (random() % 10 == 0 ? 2'000 : 20));
    const std::vector<StoredRun> runs = frontier.Append(rest.first(count));
    for (const StoredRun& run : runs) {
      ASSERT_FALSE(run.hashes.empty());
      ASSERT_EQ(run.first / kTileWidth, (run.first + run.hashes.size() - 1) / kTileWidth) << "across a border";
    }
    tiles.Add(runs);
    rest.remove_prefix(count);
    if (random() % 5 == 0) {
      ASSERT_OK_AND_ASSIGN(frontier, Frontier::Recover(frontier.size(), tiles));
    }
  }
  EXPECT_EQ(frontier.Root(), whole.Root());
  for (const Tile& tile : NewTiles(TreeSize(0), TreeSize(kMany))) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Hash> expected, once.Read(tile));
    ASSERT_THAT(tiles.Read(tile), IsOkAndHolds(expected)) << tile;
  }
  EXPECT_THAT(RootAt(TreeSize(kMany), tiles), IsOkAndHolds(whole.Root()));
}

TEST(ReferenceTest, ProofsInLargeTrees) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  constexpr size_t kMany = 200'000;
  std::vector<Hash> leaves(kMany);
  for (size_t i = 0; i < kMany; ++i) std::memcpy(leaves[i].data(), &i, sizeof(i));
  MemoryTiles tiles;
  tiles.Add(Frontier().Append(leaves));
  for (int i = 0; i < 500; ++i) {
    const TreeSize size(random() % kMany + 1);
    const Seq index(random() % size.value());
    const TreeSize old_size(random() % (size.value() + 1));
    ASSERT_OK_AND_ASSIGN(const Hash root, RootAt(size, tiles));
    ASSERT_OK_AND_ASSIGN(const Hash old_root, RootAt(old_size, tiles));
    ASSERT_OK_AND_ASSIGN(const Proof inclusion, ProveInclusion(index, size, tiles));
    ASSERT_OK_AND_ASSIGN(const Proof consistency, ProveConsistency(old_size, size, tiles));
    ASSERT_OK(VerifyInclusion(leaves[index.value()], index, size, root, inclusion)) << index << "/" << size;
    ASSERT_OK(VerifyConsistency(old_size, old_root, size, root, consistency)) << old_size << "/" << size;
  }
}

// Calls `check` with every proof that differs from `proof` in one bit, or by one hash dropped, doubled, added or
// swapped.
template <typename Check>
void ForEachMutation(const Proof& proof, const Hash& extra, Check check) {
  for (size_t i = 0; i < proof.size(); ++i) {
    for (size_t bit = 0; bit < 8 * Hash::kBytes; ++bit) {
      Proof changed = proof;
      changed[i].data()[bit / 8] ^= 1 << bit % 8;
      check(changed);
    }
    Proof dropped = proof;
    dropped.erase(dropped.begin() + i);
    check(dropped);
    for (size_t j = i + 1; j < proof.size(); ++j) {
      Proof swapped = proof;
      std::swap(swapped[i], swapped[j]);
      check(swapped);
    }
  }
  for (size_t i = 0; i <= proof.size(); ++i) {
    for (const Hash& added : {extra, i < proof.size() ? proof[i] : Hash(), EmptyRoot()}) {
      Proof longer = proof;
      longer.insert(longer.begin() + i, added);
      check(longer);
    }
  }
}

// Every tree around the first powers of two.
constexpr size_t kMutatedSizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33};

Hash FlippedBit(Hash hash, size_t bit) {
  hash.data()[bit / 8] ^= 1 << bit % 8;
  return hash;
}

TEST(MutationTest, NoOtherInclusionProofHolds) {
  for (const size_t size : kMutatedSizes) {
    for (size_t index = 0; index < size; ++index) {
      const Hash leaf = LeafHash(Leaves()[index]);
      const Proof proof = ToProof(reference::Path(index, First(size)));
      ForEachMutation(proof, leaf, [&](const Proof& changed) {
        ASSERT_THAT(VerifyInclusion(leaf, Seq(index), TreeSize(size), Roots()[size], changed),
                    HasReason("PROOF_WRONG"));
      });
      for (size_t bit = 0; bit < 8 * Hash::kBytes; ++bit) {
        ASSERT_FALSE(VerifyInclusion(FlippedBit(leaf, bit), Seq(index), TreeSize(size), Roots()[size], proof).ok());
        ASSERT_FALSE(VerifyInclusion(leaf, Seq(index), TreeSize(size), FlippedBit(Roots()[size], bit), proof).ok());
      }
      for (size_t other = 0; other <= 2 * size; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(VerifyInclusion(leaf, Seq(other), TreeSize(size), Roots()[size], proof).ok())
            << index << " passed for " << other << " of " << size;
      }
    }
  }
}

// Another size can give the leaf a path of the same form (the first of 5 leaves and the first of 6): then the proof
// holds for the same root. No checkpoint has that root with that size, which is why the size is signed with it.
TEST(MutationTest, AnotherSizeWithItsOwnRootIsRefused) {
  for (const size_t size : kMutatedSizes) {
    for (size_t index = 0; index < size; ++index) {
      const Proof proof = ToProof(reference::Path(index, First(size)));
      for (size_t other = 0; other <= 64; ++other) {
        if (other == size) continue;
        ASSERT_FALSE(
            VerifyInclusion(LeafHash(Leaves()[index]), Seq(index), TreeSize(other), Roots()[other], proof).ok());
      }
    }
  }
}

TEST(MutationTest, NoOtherConsistencyProofHolds) {
  for (const size_t size : kMutatedSizes) {
    for (size_t old_size = 1; old_size <= size; ++old_size) {
      const Proof proof = ToProof(reference::ConsistencyProof(old_size, First(size)));
      const auto verify = [&](size_t from, const Hash& old_root, size_t to, const Hash& root, const Proof& changed) {
        return VerifyConsistency(TreeSize(from), old_root, TreeSize(to), root, changed).ok();
      };
      ASSERT_TRUE(verify(old_size, Roots()[old_size], size, Roots()[size], proof));
      ForEachMutation(proof, Roots()[old_size], [&](const Proof& changed) {
        ASSERT_FALSE(verify(old_size, Roots()[old_size], size, Roots()[size], changed)) << old_size << "/" << size;
      });
      for (size_t bit = 0; bit < 8 * Hash::kBytes; ++bit) {
        ASSERT_FALSE(verify(old_size, FlippedBit(Roots()[old_size], bit), size, Roots()[size], proof));
        ASSERT_FALSE(verify(old_size, Roots()[old_size], size, FlippedBit(Roots()[size], bit), proof));
      }
      // From the empty tree no proof is the proof, so it starts at 1.
      for (size_t other = 1; other <= 64; ++other) {
        ASSERT_EQ(verify(other, Roots()[other], size, Roots()[size], proof), other == old_size);
        ASSERT_EQ(verify(old_size, Roots()[old_size], other, Roots()[other], proof), other == size);
      }
    }
  }
}

// A log that rewrote its past has no proof to offer.
TEST(MutationTest, ARewrittenPastIsNotConsistent) {
  std::vector<std::string> rewritten(Leaves().begin(), Leaves().begin() + 20);
  rewritten[7] = "another leaf";
  for (size_t old_size = 8; old_size <= 20; ++old_size) {
    const Proof proof = ToProof(reference::ConsistencyProof(old_size, rewritten));
    const Hash root = ToHash(reference::Mth(rewritten));
    EXPECT_FALSE(VerifyConsistency(TreeSize(old_size), Roots()[old_size], TreeSize(20), root, proof).ok()) << old_size;
  }
}

}  // namespace
}  // namespace huiyin::merkle
