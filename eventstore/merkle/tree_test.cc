// The tree against vectors of others: those of Certificate Transparency, and the examples of RFC 6962 §2.1.3.
#include "eventstore/merkle/tree.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/merkle/proof.h"

namespace huiyin::merkle {
namespace {

Hash FromHex(absl::string_view hex) { return *Hash::FromBytes(absl::HexStringToBytes(hex)); }

Proof FromHex(const std::vector<std::string>& hex) {
  Proof proof;
  for (const std::string& hash : hex) proof.push_back(FromHex(hash));
  return proof;
}

// The leaves and roots that the tests of Certificate Transparency share, from its first C++ implementation on.
const std::vector<std::string>& Leaves() {
  static const auto* const leaves = [] {
    auto* bytes = new std::vector<std::string>;
    for (const char* hex :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
      bytes->push_back(absl::HexStringToBytes(hex));
    }
    return bytes;
  }();
  return *leaves;
}

const char* const kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

struct Tree {
  Frontier frontier;
  MemoryTiles tiles;
};

Tree TreeOf(absl::Span<const std::string> leaves) {
  Tree tree;
  for (const std::string& leaf : leaves) tree.tiles.Add(tree.frontier.Append({LeafHash(leaf)}));
  return tree;
}

TEST(HashTest, AreThoseOfTheRfc) {
  EXPECT_EQ(EmptyRoot(), FromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_EQ(LeafHash(""), FromHex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
  EXPECT_EQ(LeafHash("L123456"), FromHex("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"));
}

TEST(HashTest, ReadsItsOwnBase64AndNothingElse) {
  const std::string text = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  ASSERT_TRUE(Hash::FromBase64(text).has_value());
  EXPECT_EQ(Hash::FromBase64(text)->Base64(), text);
  // The last digit before the padding has two bits that mean nothing: they must be zero.
  EXPECT_FALSE(Hash::FromBase64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=").has_value());
  EXPECT_FALSE(Hash::FromBase64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I").has_value());
  EXPECT_FALSE(Hash::FromBase64("CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=").has_value());
  EXPECT_FALSE(Hash::FromBase64(text + "\n").has_value());
  EXPECT_FALSE(Hash::FromBase64(" " + text).has_value());
  EXPECT_FALSE(Hash::FromBase64("CsUY").has_value());
  EXPECT_FALSE(Hash::FromBase64("").has_value());
}

TEST(CertificateTransparencyTest, Roots) {
  for (size_t size = 0; size <= 8; ++size) {
    const Tree tree = TreeOf(absl::MakeConstSpan(Leaves()).first(size));
    EXPECT_EQ(tree.frontier.Root(), FromHex(kRoots[size])) << size;
    EXPECT_THAT(RootAt(TreeSize(size), tree.tiles), IsOkAndHolds(FromHex(kRoots[size]))) << size;
  }
}

TEST(CertificateTransparencyTest, InclusionProofs) {
  struct Vector {
    uint64_t index;
    uint64_t size;
    std::vector<std::string> proof;
  };
  const Vector vectors[] = {
      {0, 1, {}},
      {0,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {5,
       8,
       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {1,
       5,
       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
  };
  const Tree tree = TreeOf(Leaves());
  for (const Vector& v : vectors) {
    const Proof proof = FromHex(v.proof);
    EXPECT_THAT(ProveInclusion(Seq(v.index), TreeSize(v.size), tree.tiles), IsOkAndHolds(proof)) << v.index;
    EXPECT_OK(
        VerifyInclusion(LeafHash(Leaves()[v.index]), Seq(v.index), TreeSize(v.size), FromHex(kRoots[v.size]), proof));
  }
}

TEST(CertificateTransparencyTest, ConsistencyProofs) {
  struct Vector {
    uint64_t old_size;
    uint64_t size;
    std::vector<std::string> proof;
  };
  const Vector vectors[] = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2,
       5,
       {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
      {6,
       7,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
  };
  const Tree tree = TreeOf(Leaves());
  for (const Vector& v : vectors) {
    const Proof proof = FromHex(v.proof);
    EXPECT_THAT(ProveConsistency(TreeSize(v.old_size), TreeSize(v.size), tree.tiles), IsOkAndHolds(proof));
    EXPECT_OK(VerifyConsistency(TreeSize(v.old_size), FromHex(kRoots[v.old_size]), TreeSize(v.size),
                                FromHex(kRoots[v.size]), proof));
  }
}

// RFC 6962 §2.1.3: the tree of seven leaves, its audit paths and its consistency proofs, by the RFC's letters.
TEST(RfcExampleTest, PathsOfTheTreeOfSevenLeaves) {
  using Ranges = std::vector<LeafRange>;
  const LeafRange b{1, 2}, c{2, 3}, d{3, 4}, e{4, 5}, f{5, 6}, g{0, 2}, h{2, 4}, i{4, 6}, j{6, 7}, k{0, 4}, l{4, 7};
  EXPECT_EQ(InclusionPath(Seq(0), TreeSize(7)), (Ranges{b, h, l}));
  EXPECT_EQ(InclusionPath(Seq(3), TreeSize(7)), (Ranges{c, g, l}));
  EXPECT_EQ(InclusionPath(Seq(4), TreeSize(7)), (Ranges{f, j, k}));
  EXPECT_EQ(InclusionPath(Seq(6), TreeSize(7)), (Ranges{i, k}));
  EXPECT_EQ(ConsistencyPath(TreeSize(3), TreeSize(7)), (Ranges{c, d, g, l}));
  EXPECT_EQ(ConsistencyPath(TreeSize(4), TreeSize(7)), (Ranges{l}));
  EXPECT_EQ(ConsistencyPath(TreeSize(6), TreeSize(7)), (Ranges{i, j, k}));
  EXPECT_EQ(InclusionPath(Seq(5), TreeSize(7)), (Ranges{e, j, k}));
}

TEST(NodesOfTest, SplitsARangeIntoCompleteSubtrees) {
  EXPECT_EQ(NodesOf({0, 0}), std::vector<Node>{});
  EXPECT_EQ(NodesOf({0, 7}), (std::vector<Node>{{2, 0}, {1, 2}, {0, 6}}));
  EXPECT_EQ(NodesOf({4, 7}), (std::vector<Node>{{1, 2}, {0, 6}}));
  EXPECT_EQ(NodesOf({0, 256}), (std::vector<Node>{{8, 0}}));
}

TEST(ProofTest, RefusesWhatIsOutsideTheTree) {
  const Tree tree = TreeOf(Leaves());
  EXPECT_THAT(ProveInclusion(Seq(8), TreeSize(8), tree.tiles), HasReason("LEAF_OUTSIDE_TREE"));
  EXPECT_THAT(ProveConsistency(TreeSize(8), TreeSize(7), tree.tiles), HasReason("TREE_SIZES_REVERSED"));
  EXPECT_THAT(RootAt(TreeSize(9), tree.tiles), HasReason("TREE_DAMAGED"));
}

TEST(ProofTest, AnEmptyTreeHasOneRootAndNoLeaf) {
  const Hash other = LeafHash("x");
  EXPECT_OK(VerifyConsistency(TreeSize(0), EmptyRoot(), TreeSize(0), EmptyRoot(), {}));
  EXPECT_OK(VerifyConsistency(TreeSize(0), EmptyRoot(), TreeSize(1), other, {}));
  EXPECT_THAT(VerifyConsistency(TreeSize(0), other, TreeSize(1), other, {}), HasReason("PROOF_WRONG"));
  EXPECT_THAT(VerifyConsistency(TreeSize(0), other, TreeSize(0), other, {}), HasReason("PROOF_WRONG"));
  EXPECT_THAT(VerifyConsistency(TreeSize(0), EmptyRoot(), TreeSize(1), other, {other}), HasReason("PROOF_WRONG"));
  EXPECT_THAT(VerifyInclusion(other, Seq(0), TreeSize(0), other, {}), HasReason("PROOF_WRONG"));
}

// Proofs of the largest trees have the length that the RFC's recursion gives them, and no shift goes wrong.
TEST(ProofTest, TheLargestTree) {
  EXPECT_EQ(InclusionPath(Seq(0), kTreeSizeMax).size(), kProofHashesMax);
  EXPECT_LE(ConsistencyPath(TreeSize(kTreeSizeMax.value() - 1), kTreeSizeMax).size(), kProofHashesMax);
  const Proof proof(kProofHashesMax);
  EXPECT_THAT(VerifyInclusion(Hash(), Seq(0), kTreeSizeMax, Hash(), proof), HasReason("PROOF_WRONG"));
  EXPECT_THAT(VerifyInclusion(Hash(), Seq(~uint64_t{0} - 1), TreeSize(~uint64_t{0}), Hash(), Proof(64)),
              HasReason("PROOF_WRONG"));
}

}  // namespace
}  // namespace huiyin::merkle
