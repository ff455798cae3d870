// What the tree costs. Targets: a verification walk (leaf hash, node hashes, root) of at least 500 k records/s a core
// (issue 4), and appending at a small part of what the log takes for a record, some 5 µs (design §12).
//
//   bazel run //eventstore/merkle:merkle_benchmark
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/proof.h"

namespace huiyin::merkle {
namespace {

// A record of the sample register.
constexpr size_t kRecordBytes = 300;

std::vector<Hash> SomeLeaves(size_t count) {
  std::vector<Hash> leaves;
  leaves.reserve(count);
  for (size_t i = 0; i < count; ++i) leaves.push_back(LeafHash(std::to_string(i)));
  return leaves;
}

void Leaf(benchmark::State& state) {
  const std::string record(state.range(0), 'r');
  for (auto unused : state) benchmark::DoNotOptimize(LeafHash(record));
  state.SetItemsProcessed(state.iterations());
}

void Node(benchmark::State& state) {
  const Hash left = LeafHash("left"), right = LeafHash("right");
  for (auto unused : state) benchmark::DoNotOptimize(NodeHash(left, right));
  state.SetItemsProcessed(state.iterations());
}

// The same by EVP with a context that is used again: what hash.cc does without.
void NodeByEvp(benchmark::State& state) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const std::string bytes(65, 'n');
  Hash hash;
  for (auto unused : state) {
    CHECK_EQ(EVP_DigestInit_ex2(context, sha256, nullptr), 1);
    CHECK_EQ(EVP_DigestUpdate(context, bytes.data(), bytes.size()), 1);
    CHECK_EQ(EVP_DigestFinal_ex(context, hash.data(), nullptr), 1);
    benchmark::DoNotOptimize(hash);
  }
  EVP_MD_free(sha256);
  EVP_MD_CTX_free(context);
  state.SetItemsProcessed(state.iterations());
}

// Leaf hashes, node hashes, runs to store: what an engine does for a batch, without the store.
void Append(benchmark::State& state) {
  const std::string record(kRecordBytes, 'r');
  Frontier frontier;
  std::vector<Hash> leaves;
  for (auto unused : state) {
    leaves.clear();
    for (int64_t i = 0; i < state.range(0); ++i) leaves.push_back(LeafHash(record));
    Frontier next = frontier;
    benchmark::DoNotOptimize(next.Append(leaves));
    frontier = std::move(next);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// As `huiyin verify` walks: each record hashed, what should be stored computed, the root at the end of each batch.
void Walk(benchmark::State& state) {
  const std::string record(kRecordBytes, 'r');
  Frontier frontier;
  std::vector<Hash> leaves(256);
  for (auto unused : state) {
    for (Hash& leaf : leaves) leaf = LeafHash(record);
    benchmark::DoNotOptimize(frontier.Append(leaves));
    benchmark::DoNotOptimize(frontier.Root());
  }
  state.SetItemsProcessed(state.iterations() * leaves.size());
}

// In a tree of a million leaves, with all tiles in memory.
struct LargeTree {
  static constexpr uint64_t kLeaves = 1'000'003;
  LargeTree() { tiles.Add(frontier.Append(SomeLeaves(kLeaves))); }
  Frontier frontier;
  MemoryTiles tiles;
};
const LargeTree& Large() {
  static const auto* const tree = new LargeTree;
  return *tree;
}

void Prove(benchmark::State& state) {
  const LargeTree& tree = Large();
  uint64_t index = 0;
  for (auto unused : state) {
    index = (index + 7'919) % LargeTree::kLeaves;
    benchmark::DoNotOptimize(ProveInclusion(Seq(index), TreeSize(LargeTree::kLeaves), tree.tiles).value());
  }
  state.SetItemsProcessed(state.iterations());
}

void Check(benchmark::State& state) {
  const LargeTree& tree = Large();
  const Seq index(123'456);
  const Hash leaf = LeafHash("123456"), root = tree.frontier.Root();
  const Proof proof = ProveInclusion(index, TreeSize(LargeTree::kLeaves), tree.tiles).value();
  for (auto unused : state) CHECK(VerifyInclusion(leaf, index, TreeSize(LargeTree::kLeaves), root, proof).ok());
  state.SetItemsProcessed(state.iterations());
}

// After a restart.
void Recover(benchmark::State& state) {
  const LargeTree& tree = Large();
  for (auto unused : state) {
    benchmark::DoNotOptimize(Frontier::Recover(TreeSize(LargeTree::kLeaves), tree.tiles).value());
  }
}

void Sign(benchmark::State& state) {
  const SignerKey key = SignerKey::FromSeed("log", KeyType::kEd25519, std::string(32, 's')).value();
  for (auto unused : state) benchmark::DoNotOptimize(key.Sign("log\n1\nroot\n"));
}

void VerifySignature(benchmark::State& state) {
  const SignerKey key = SignerKey::FromSeed("log", KeyType::kEd25519, std::string(32, 's')).value();
  const NoteSignature signature = key.Sign("log\n1\nroot\n");
  for (auto unused : state) CHECK(key.verifier().Verify("log\n1\nroot\n", signature));
}

BENCHMARK(Leaf)->Arg(100)->Arg(kRecordBytes)->Arg(1'000);
BENCHMARK(Node);
BENCHMARK(NodeByEvp);
BENCHMARK(Append)->Arg(1)->Arg(64)->Arg(1'024);
BENCHMARK(Walk);
BENCHMARK(Prove);
BENCHMARK(Check);
BENCHMARK(Recover);
BENCHMARK(Sign);
BENCHMARK(VerifySignature);

}  // namespace
}  // namespace huiyin::merkle
