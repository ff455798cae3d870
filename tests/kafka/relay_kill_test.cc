// Relays that share a topic, as processes, killed with kill -9 (and put to sleep until they were replaced, and woken)
// at random moments while records come. Afterwards the second topic holds each record once, in its order, nothing else.
// HUIYIN_SEED=N runs one seed, HUIYIN_ROUNDS=N so many rounds.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

#include "absl/strings/numbers.h"
#include "base/test_matchers.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "tests/contract/ledger_writer.h"
#include "tests/kafka/log_on_broker.h"
#include "tests/kafka/raw_topic.h"
#include "tests/kafka/relay_process.h"

namespace huiyin {
namespace {

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr uint32_t kPartitions = 4;
constexpr int kLedgers = 12;
constexpr size_t kRelays = 2;
constexpr absl::Duration kSessionTimeout = absl::Milliseconds(1'500);

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

// Appends to many ledgers, a little at a time, until told to stop.
class Load {
 public:
  explicit Load(EventLog& log) : log_(log) {
    for (int i = 0; i < kLedgers; ++i) towns_.emplace_back(absl::StrCat("town-", i));
    thread_ = std::thread([this] { Run(); });
  }
  ~Load() { Stop(); }
  void Stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    std::mt19937_64 random(1);
    while (!stopping_) {
      LedgerWriter& town = towns_[random() % kLedgers];
      EXPECT_OK(log_.Append({town.Batch(1 + random() % 40)}));
    }
  }

  EventLog& log_;
  std::vector<LedgerWriter> towns_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;  // Last: it uses the others.
};

class RelayKillTest : public KafkaTest {
 protected:
  std::unique_ptr<RelayProcess> NewRelay(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        "--log", absl::StrCat("kafka://", KafkaCluster::Shared().bootstrap(), "/", Topic()), "--session-timeout",
        absl::StrCat(absl::ToInt64Milliseconds(kSessionTimeout))};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return std::make_unique<RelayProcess>(kProgram, arguments, log_file_);
  }
  std::string Said() const {
    std::stringstream text;
    text << std::ifstream(log_file_).rdbuf();
    return text.str();
  }

  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }
  absl::Duration Moment(int milliseconds_max) { return absl::Milliseconds(1 + Below(milliseconds_max)); }

  // Kills one and starts another in its place; or lets it sleep until it was replaced.
  void Disturb(std::unique_ptr<RelayProcess>& victim) {
    if (Below(4) == 0) {
      victim->Pause();
      absl::SleepFor(kSessionTimeout + Moment(1'000));
      victim->Resume();
    } else {
      victim->Kill();
      absl::SleepFor(Moment(300));
      victim = NewRelay();
    }
  }

  // How many messages are there; each is the record of the first topic at its place.
  size_t CheckPartition(const EventLog& log, uint32_t partition) const {
    const std::vector<ReadRecord> records = PartitionOf(log, partition);
    const std::vector<RawMessage> messages = RawTopic(Topic() + ".json").ReadAll(partition).value();
    EXPECT_EQ(messages.size(), records.size()) << "partition " << partition;
    for (size_t i = 0; i < std::min(messages.size(), records.size()); ++i) {
      v1::Record expected, relayed;
      EXPECT_OK(Decode(records[i].bytes, expected));
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(messages[i].value, &relayed).ok()) << messages[i].value;
      EXPECT_EQ(relayed.ledger_id(), expected.ledger_id()) << "partition " << partition << ", place " << i;
      EXPECT_EQ(relayed.seq(), expected.seq()) << "partition " << partition << ", place " << i;
      if (::testing::Test::HasFailure()) return messages.size();
      EXPECT_EQ(relayed.SerializeAsString(), expected.SerializeAsString());
      EXPECT_EQ(messages[i].key, expected.ledger_id());
    }
    return messages.size();
  }

  const std::string log_file_ = ::testing::TempDir() + "/relays.log";
  const uint64_t seed_ = FromEnvironment("HUIYIN_SEED", std::random_device()());
  std::mt19937_64 random_{seed_};
  ::testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("HUIYIN_SEED=", seed_)};
};

TEST_F(RelayKillTest, KilledAtAnyMomentTheyNeitherLoseNorDouble) {
  Node node(Options(kPartitions));
  node.OpenAsOwner();
  ASSERT_FALSE(HasFatalFailure());
  Load load(node.log());
  std::vector<std::unique_ptr<RelayProcess>> relays;
  for (size_t i = 0; i < kRelays; ++i) relays.push_back(NewRelay());
  for (uint64_t round = 0; round < FromEnvironment("HUIYIN_ROUNDS", 10); ++round) {
    absl::SleepFor(Moment(2'500));
    Disturb(relays[Below(kRelays)]);
  }
  load.Stop();
  // 143: it was so young that SIGTERM still ended it.
  for (auto& relay : relays) EXPECT_THAT(relay->Terminate(), ::testing::AnyOf(0, 143));
  size_t before = 0;
  for (uint32_t i = 0; i < kPartitions; ++i) before += RawTopic(Topic() + ".json").ReadAll(i).value().size();
  EXPECT_GT(before, 0u);
  EXPECT_EQ(NewRelay({"--stop-when-caught-up"})->AwaitExit(), 0);
  size_t total = 0;
  for (uint32_t i = 0; i < kPartitions; ++i) total += CheckPartition(node.log(), i);
  std::printf("%zu records, %zu of them relayed while relays were killed\n", total, before);
  if (HasFailure()) std::printf("the relays said:\n%s\n", Said().c_str());
}

}  // namespace
}  // namespace huiyin
