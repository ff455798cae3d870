// Nodes that die, sleep and change hands, and brokers that do, while commands come to all of them; the history is
// checked afterwards. HUIYIN_SEED=N runs one seed, HUIYIN_ROUNDS=N so many rounds of each.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

constexpr int kLedgers = 3;
constexpr int kPetitionersPerLedger = 2;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

class ClusterFaultTest : public NodeProcessesTest {
 protected:
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }
  absl::Duration Moment(int milliseconds_max) { return absl::Milliseconds(1 + Below(milliseconds_max)); }
  NodeProcess& Any() { return *nodes_[Below(nodes_.size())]; }

  // So many rounds of `fault` under load, each followed by progress in every ledger; then the history is checked.
  void Run(const std::function<void()>& fault) {
    std::vector<std::unique_ptr<Petitioner>> petitioners;
    for (int i = 0; i < kLedgers; ++i) {
      const std::string ledger = absl::StrCat("town-", i);
      Found(*nodes_[0], ledger);
      for (int j = 0; j < kPetitionersPerLedger; ++j) {
        petitioners.push_back(std::make_unique<Petitioner>(nodes_, ledger, absl::StrCat("p", j)));
      }
    }
    for (uint64_t round = 0; round < FromEnvironment("HUIYIN_ROUNDS", 3); ++round) {
      for (const auto& petitioner : petitioners) AwaitProgress(*petitioner);
      if (HasFatalFailure()) break;
      absl::SleepFor(Moment(500));
      fault();
    }
    for (const auto& petitioner : petitioners) AwaitProgress(*petitioner);
    for (const auto& petitioner : petitioners) petitioner->Stop();
    for (const auto& node : nodes_) EXPECT_EQ(node->Terminate(), 0);
    OpenHistory();
    CheckHistory(petitioners);
    CheckReplicas();
  }

  const uint64_t seed_ = FromEnvironment("HUIYIN_SEED", std::random_device()());
  std::mt19937_64 random_{seed_};
  ::testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("HUIYIN_SEED=", seed_)};
};

TEST_F(ClusterFaultTest, NodesAreKilledAndComeBack) {
  StartNodes(2);
  Run([this] {
    NodeProcess& victim = Any();
    victim.Kill();
    absl::SleepFor(Moment(3'000));
    victim.Start();
    victim.AwaitListening();
  });
}

// It is replaced while it sleeps, and wakes up believing that it owns what it owned.
TEST_F(ClusterFaultTest, NodesSleepUntilTheyAreReplaced) {
  StartNodes(2);
  Run([this] {
    NodeProcess& sleeper = OwnerOf(absl::StrCat("town-", Below(kLedgers)));
    sleeper.process().Pause();
    absl::SleepFor(absl::Seconds(2) + Moment(2'000));
    sleeper.process().Resume();
  });
}

TEST_F(ClusterFaultTest, ThirdNodesComeAndGo) {
  StartNodes(2);
  NodeProcess third(bootstrap_, Topic());
  Run([&] {
    third.Start();
    third.AwaitListening();
    absl::SleepFor(Moment(3'000));
    if (Below(2) == 0) {
      third.Kill();
    } else {
      EXPECT_EQ(third.Terminate(), 0);
    }
  });
}

TEST_F(ClusterFaultTest, TheBrokerIsKilledOrSleeps) {
  KafkaCluster cluster;
  StartNodes(2, cluster.bootstrap());
  Run([&] {
    KafkaBroker& broker = cluster.broker(0);
    if (Below(2) == 0) {
      broker.Pause();
      absl::SleepFor(Moment(3'000));
      broker.Resume();
    } else {
      broker.Kill();
      absl::SleepFor(Moment(1'000));
      ASSERT_OK(broker.Start());
      ASSERT_OK(broker.AwaitReady());
    }
  });
}

}  // namespace
}  // namespace huiyin
