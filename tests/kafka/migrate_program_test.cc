// `huiyin migrate` as people run it: the 63 proposals and 200 generated ledgers go to a topic of a real broker and
// back, in processes that are killed with kill -9 at random moments; nothing differs.
//
// MIGRATE_SEED: the seed to repeat.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/test_matchers.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/contract/reading.h"
#include "tests/kafka/log_on_broker.h"
#include "tools/bench/fill.h"
#include "tools/process/child_process.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr char kTownDemo[] = "tests/golden/town-demo/lifecycle.jsonl";

uint64_t Seed() {
  uint64_t seed = 0;
  const char* text = std::getenv("MIGRATE_SEED");
  return text != nullptr && absl::SimpleAtoi(text, &seed) ? seed : std::random_device()();
}

std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class MigrateProgramTest : public KafkaTest {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  std::string Rocks(const std::string& name) const { return "rocksdb:" + Path(name); }
  std::string Kafka() const { return absl::StrCat("kafka://", KafkaCluster::Shared().bootstrap(), "/", Topic()); }

  // What the program exits with; nullopt: it was killed after so long.
  std::optional<int> Run(std::vector<std::string> words, absl::Duration killed_after = absl::InfiniteDuration()) {
    words.insert(words.begin(), kProgram);
    const int out = NewFile("stdout"), err = NewFile("stderr");
    ChildProcess program(std::move(words), {out, err});
    close(out);
    close(err);
    return program.ExitBy(absl::Now() + killed_after);
  }
  std::string Stdout() const { return FileText(Path("stdout")); }
  std::string Stderr() const { return FileText(Path("stderr")); }

  // The persons' keys stay where they are.
  void Export(const std::string& data, const std::string& file) {
    ASSERT_EQ(Run({"export", "--data", Path(data), "--personal-keys", Path("old/personal-keys")}), 0) << Stderr();
    std::filesystem::rename(Path("stdout"), Path(file));
  }

  // The register of this test, in the data directory `data`.
  void MakeRegister(const std::string& data) {
    ASSERT_OK_AND_ASSIGN(const uint64_t events, FillRegister({.ledgers = 200, .proposals = 9'000}, Path(data)));
    EXPECT_GE(events, 100'000u);
    ASSERT_EQ(Run({"import", "--data", Path(data), "--historical", kTownDemo}), 0) << Stderr();
  }

  // Again and again, killed after longer and longer; how many were killed.
  int MigrateUntilDone(const std::vector<std::string>& words, std::mt19937_64& random) {
    int killed = 0;
    for (uint64_t within_ms = 1'000;; within_ms = within_ms * 3 / 2) {
      const std::optional<int> code = Run(words, absl::Milliseconds(random() % within_ms));
      if (code.has_value()) {
        EXPECT_EQ(*code, 0) << Stderr();
        return killed;
      }
      ++killed;
    }
  }

 private:
  int NewFile(const std::string& name) const {
    const int file = open(Path(name).c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    CHECK_GE(file, 0);
    return file;
  }

  const TemporaryDirectory directory_;
};

// Of every ledger, by its id.
std::map<std::string, std::vector<ReadRecord>> RecordsIn(const std::string& directory) {
  std::map<std::string, std::vector<ReadRecord>> out;
  const auto log = OpenRocksDbLog({.directory = directory}).value();
  std::vector<ReadRecord> records = ReadAll(log->ReadPartition(0, Offset(0))).value();
  for (ReadRecord& record : records) out[record.ledger].push_back(std::move(record));
  return out;
}

TEST_F(MigrateProgramTest, ThereAndBackKilledOnTheWayAndNothingDiffers) {
  const uint64_t seed = Seed();
  std::cout << "MIGRATE_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  MakeRegister("old");
  Export("old", "before.jsonl");

  const int killed_there =
      MigrateUntilDone({"migrate", "--from", Rocks("old"), "--to", Kafka(), "--partitions", "4", "--json"}, random);
  const std::vector<std::string> lines = absl::StrSplit(Stdout(), '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), 202u) << "a line a ledger, and one for both logs";
  // The old one refuses commands, and goes on answering.
  const std::vector<std::string> order = {
      "open-ledger", "--data",       Path("old"),     "--ledger",    "town-new",     "--actor-id",
      "a",           "--actor-role", "ADMINISTRATOR", "--name",      "new",          "--level",
      "TOWNSHIP",    "--rule-pack",  "cn-national",   "--time-zone", "Asia/Shanghai"};
  EXPECT_EQ(Run(order), 1);
  EXPECT_THAT(Stderr(), HasSubstr("LOG_MOVED"));
  EXPECT_THAT(Stderr(), HasSubstr(Kafka()));
  Export("old", "moved.jsonl");
  EXPECT_EQ(FileText(Path("before.jsonl")), FileText(Path("moved.jsonl")));

  const int killed_back = MigrateUntilDone({"migrate", "--from", Kafka(), "--to", Rocks("new")}, random);
  Export("new", "after.jsonl");
  EXPECT_EQ(FileText(Path("before.jsonl")), FileText(Path("after.jsonl")));
  EXPECT_EQ(RecordsIn(Path("old/log")), RecordsIn(Path("new/log")));
  std::cout << "killed " << killed_there << " times there, " << killed_back << " times back" << std::endl;

  // Onto the original, which holds it all already.
  ASSERT_EQ(Run({"migrate", "--from", Rocks("new"), "--to", Rocks("old"), "--json"}), 0) << Stderr();
  EXPECT_THAT(Stdout(), HasSubstr("\"copied\":0"));
  EXPECT_EQ(Run(order), 0) << Stderr();
}

}  // namespace
}  // namespace huiyin
