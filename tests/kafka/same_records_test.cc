// The engine does not show: the same commands make the same records, byte for byte, on Kafka and on RocksDB, and so the
// same digests and the same figures. As historical imports, since what is recorded then depends on the commands alone.
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/test_matchers.h"
#include "base/time_zones.h"
#include "domain/command_of.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "exchange/exchange_reader.h"
#include "projections/history.h"
#include "projections/statistics.h"
#include "services/testing/execute.h"
#include "services/testing/orders.h"
#include "services/writer.h"
#include "tests/kafka/log_on_broker.h"
#include "tools/bench/generate.h"
#include "tools/cli/statistics_json.h"

namespace huiyin {
namespace {

using Json = nlohmann::json;

constexpr uint32_t kPartitions = 4;
constexpr size_t kGroupCommands = 1'000;
constexpr size_t kStatesBytes = 128 << 20;

// Has commands executed in one log, by a writer a partition as everywhere.
class Import {
 public:
  explicit Import(EventLog& log) : log_(log), waiting_(log.partitions()) {
    for (uint32_t i = 0; i < log.partitions(); ++i) {
      writers_.push_back(std::make_unique<Writer>(log, testing::TestReferences(), clock_, kStatesBytes));
    }
  }

  void Take(const v1::Command& command) {
    const uint32_t partition = log_.PartitionOf(LedgerId(command.ledger_id()));
    waiting_[partition].push_back(command);
    if (waiting_[partition].size() == kGroupCommands) Execute(partition);
  }
  void Finish() {
    for (uint32_t partition = 0; partition < waiting_.size(); ++partition) Execute(partition);
  }
  uint64_t accepted() const { return accepted_; }

 private:
  void Execute(uint32_t partition) {
    std::vector<v1::Command>& commands = waiting_[partition];
    if (commands.empty()) return;
    std::vector<PreparedCommand> prepared;
    for (const v1::Command& command : commands) {
      prepared.push_back({&command, CommandDigest(command), true, nullptr, command.ByteSizeLong()});
    }
    for (const auto& outcome : testing::ExecuteTogether(*writers_[partition], log_, std::move(prepared))) {
      EXPECT_OK(outcome);
      if (outcome.ok()) ++accepted_;
    }
    commands.clear();
  }

  EventLog& log_;
  const ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  std::vector<std::unique_ptr<Writer>> writers_;
  std::vector<std::vector<v1::Command>> waiting_;
  uint64_t accepted_ = 0;
};

std::vector<LedgerHead> HeadsOf(const EventLog& log) { return log.Heads(LedgerId(), 10'000).value(); }

// Byte for byte; by ledger, since on Kafka they lie in several partitions. How many records there are.
uint64_t ExpectSameRecords(const EventLog& one, const EventLog& other) {
  const std::vector<LedgerHead> heads = HeadsOf(one), other_heads = HeadsOf(other);
  EXPECT_EQ(heads.size(), other_heads.size());
  uint64_t records = 0;
  for (size_t i = 0; i < heads.size() && i < other_heads.size(); ++i) {
    const LedgerId& ledger = heads[i].ledger;
    EXPECT_EQ(ledger, other_heads[i].ledger);
    EXPECT_EQ(heads[i].last_recorded_at, other_heads[i].last_recorded_at) << ledger;
    const std::vector<ReadRecord> read = ReadAll(one.ReadLedger(ledger, Seq(0))).value();
    EXPECT_TRUE(read == ReadAll(other.ReadLedger(ledger, Seq(0))).value()) << ledger;
    // So are their roots, and with them what checkpoints say.
    const absl::StatusOr<TreeHead> tree = TreeHeadOf(one, ledger);
    EXPECT_OK(tree);
    EXPECT_EQ(tree->size.value(), read.size());
    EXPECT_THAT(TreeHeadOf(other, ledger), IsOkAndHolds(*tree)) << ledger;
    records += read.size();
  }
  return records;
}

v1::LedgerStatistics FiguresOf(const EventLog& log, const LedgerId& ledger, absl::Time at) {
  const SystemTimeZones zones;
  const HistoryResult picture = FoldHistory(log, ledger, {.known_at = at}).value();
  return StatisticsOf(*picture, at, zones, {}).value();
}

class SameRecords : public KafkaTest {
 protected:
  void SetUp() override {
    KafkaTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_OK_AND_ASSIGN(rocksdb_, OpenRocksDbLog({.directory = directory_.path() + "/log"}));
    node_ = std::make_unique<Node>(Options(kPartitions));
    node_->OpenAsOwner();
  }
  EventLog& rocksdb() { return *rocksdb_; }
  EventLog& kafka() { return node_->log(); }
  // What the topic holds: as another node reads it whose disk is empty, not as its writer kept it along.
  EventLog& ReadAnew() {
    reader_ = std::make_unique<Node>(Options(kPartitions));
    reader_->OpenAsOwner();
    return reader_->log();
  }

  // The town's commands make the same records on both engines, and the figures are those worked out by hand.
  void ExpectSameTown(const std::string& commands, const std::string& expected, uint64_t count) {
    for (EventLog* log : {&rocksdb(), &kafka()}) {
      std::ifstream file("tests/golden/town-demo/" + commands);
      ExchangeReader reader(file);
      Import import(*log);
      while (reader.Next()) {
        v1::Command command;
        ASSERT_OK(reader.Read(command));
        import.Take(command);
      }
      import.Finish();
      EXPECT_EQ(import.accepted(), count);
    }
    const EventLog& read = ReadAnew();
    EXPECT_EQ(ExpectSameRecords(rocksdb(), read), count);
    std::ifstream file("tests/golden/town-demo/" + expected);
    const LedgerId town("shimen-19");
    const Json all_expected = Json::parse(file);
    for (const Json& moment : all_expected.at("moments")) {
      absl::Time at;
      ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, moment.at("at").get<std::string>(), &at, nullptr));
      Json figures_expected = moment.at("ledgers").at(town.value());
      figures_expected["facts"] = Json();
      Json figures = StatisticsJson(FiguresOf(read, town, at), {});
      figures["facts"] = Json();
      EXPECT_EQ(figures, figures_expected) << moment.at("at");
      EXPECT_EQ(FiguresOf(rocksdb(), town, at).SerializeAsString(), FiguresOf(read, town, at).SerializeAsString());
    }
  }

 private:
  const TemporaryDirectory directory_;
  std::unique_ptr<EventLog> rocksdb_;
  std::unique_ptr<Node> node_, reader_;
};

TEST_F(SameRecords, OfATownsLifecycle) { ExpectSameTown("lifecycle.jsonl", "expected-lifecycle.json", 731); }

TEST_F(SameRecords, OfATownsWholePractice) { ExpectSameTown("commands.jsonl", "expected.json", 813); }

TEST_F(SameRecords, OfTwoHundredLedgers) {
  const RegisterShape shape{.seed = 20'251'126, .ledgers = 200, .proposals = 10'000, .sessions = 1};
  Import to_rocksdb(rocksdb()), to_kafka(kafka());
  RegisterGenerator generator(shape);
  for (v1::Command command; generator.Next(command);) {
    to_rocksdb.Take(command);
    to_kafka.Take(command);
  }
  to_rocksdb.Finish();
  to_kafka.Finish();
  EXPECT_GE(to_kafka.accepted(), 100'000u);
  EXPECT_EQ(to_kafka.accepted(), to_rocksdb.accepted());
  const EventLog& read = ReadAnew();
  EXPECT_EQ(ExpectSameRecords(rocksdb(), read), to_kafka.accepted());
  const std::vector<LedgerHead> heads = HeadsOf(read);
  ASSERT_EQ(heads.size(), 200u);
  for (const LedgerHead& head : heads) {
    EXPECT_EQ(FiguresOf(rocksdb(), head.ledger, head.last_recorded_at).SerializeAsString(),
              FiguresOf(read, head.ledger, head.last_recorded_at).SerializeAsString())
        << head.ledger;
  }
}

}  // namespace
}  // namespace huiyin
