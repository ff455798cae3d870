// Relays that share a topic, as processes, killed with kill -9 (and put to sleep until they were replaced, and woken)
// at random moments while records come. Afterwards the second topic holds each record once, in its order, nothing else.
#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

#include "base/check.h"
#include "base/test_matchers.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "tests/contract/ledger_writer.h"
#include "tests/faults/chances.h"
#include "tests/kafka/log_on_broker.h"
#include "tests/kafka/raw_topic.h"
#include "tools/process/child_process.h"

namespace huiyin {
namespace {

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr uint32_t kPartitions = 4;
constexpr int kLedgers = 12;
constexpr size_t kRelays = 2;
constexpr absl::Duration kSessionTimeout = absl::Milliseconds(1'500);

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
  std::unique_ptr<ChildProcess> NewRelay(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {kProgram,
                                      "relay",
                                      "--log",
                                      absl::StrCat("kafka://", KafkaCluster::Shared().bootstrap(), "/", Topic()),
                                      "--session-timeout",
                                      absl::StrCat(absl::ToInt64Milliseconds(kSessionTimeout))};
    words.insert(words.end(), more.begin(), more.end());
    const int log = open(log_file_.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    CHECK_GE(log, 0);
    auto relay = std::make_unique<ChildProcess>(std::move(words), ChildOutput{log, log});
    close(log);
    return relay;
  }
  std::string Said() const {
    std::stringstream text;
    text << std::ifstream(log_file_).rdbuf();
    return text.str();
  }

  // Kills one and starts another in its place; or lets it sleep until it was replaced.
  void Disturb(std::unique_ptr<ChildProcess>& victim) {
    if (chances_.Below(4) == 0) {
      victim->Pause();
      absl::SleepFor(kSessionTimeout + chances_.Moment(absl::Seconds(1)));
      victim->Resume();
    } else {
      victim->Kill();
      absl::SleepFor(chances_.Moment(absl::Milliseconds(300)));
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
  Chances chances_;
};

TEST_F(RelayKillTest, KilledAtAnyMomentTheyNeitherLoseNorDouble) {
  Node node(Options(kPartitions));
  node.OpenAsOwner();
  ASSERT_FALSE(HasFatalFailure());
  Load load(node.log());
  std::vector<std::unique_ptr<ChildProcess>> relays;
  for (size_t i = 0; i < kRelays; ++i) relays.push_back(NewRelay());
  for (uint64_t round = 0; round < Chances::Rounds(10); ++round) {
    absl::SleepFor(chances_.Moment(absl::Milliseconds(2'500)));
    Disturb(relays[chances_.Below(kRelays)]);
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
