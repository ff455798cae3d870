// Every byte of a small data directory flipped, one at a time, and bits at random in a large one: the check of the log
// finds it, or it does not matter, and what is read is what was written, to the last byte and root. Files that RocksDB
// keeps for itself and its owner (LOG, LOCK, OPTIONS, IDENTITY) never matter.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "rocksdb/env.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"
#include "tests/faults/chances.h"
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

using Files = std::map<std::string, std::string>;

constexpr int kBlocks = 8;
// Of each file so many bytes are flipped at most: all of the small ones, and the rest spread evenly.
constexpr size_t kFlipsAFile = 250;
constexpr size_t kFlipsOfNoMatter = 40;
constexpr size_t kMemoryBytes = 4 << 20;
// The large register.
constexpr size_t kLedgersMax = 40;
constexpr size_t kLargeRounds = 60;
constexpr size_t kLargeBatch = 8;
constexpr uint64_t kLargeFlips = 25;

bool IsOfNoMatter(const std::string& path) {
  return absl::StrContains(path, "/LOG") || absl::EndsWith(path, "/LOCK") || absl::StrContains(path, "/OPTIONS") ||
         absl::EndsWith(path, "/IDENTITY");
}

// The manifest, which says what all the others are, is flipped everywhere.
size_t StepIn(const std::string& path, size_t bytes) {
  if (absl::StrContains(path, "/MANIFEST")) return 1;
  return std::max<size_t>(1, bytes / (IsOfNoMatter(path) ? kFlipsOfNoMatter : kFlipsAFile));
}

// Whose log it is: what was written to it, an append after the other.
using Appends = std::vector<std::vector<LedgerBatch>>;

struct Content {
  std::vector<ReadRecord> records;
  std::vector<TreeHead> trees;
  friend bool operator==(const Content&, const Content&) = default;
};

absl::StatusOr<Content> Read(const EventLog& log) {
  Content content;
  ASSIGN_OR_RETURN(content.records, ReadAll(log.ReadPartition(0, Offset(0))));
  ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, log.Heads(LedgerId(""), kLedgersMax));
  for (const LedgerHead& head : heads) {
    ASSIGN_OR_RETURN(content.trees.emplace_back(), TreeHeadOf(log, head.ledger));
  }
  return content;
}

absl::Status Write(EventLog& log, const Appends& appends) {
  for (const std::vector<LedgerBatch>& batches : appends) RETURN_IF_ERROR(log.Append(batches));
  return absl::OkStatus();
}

Content Expected(const Appends& appends) {
  MemoryLog model;
  CHECK(Write(model, appends).ok());
  return *Read(model);
}

Appends Small() {
  LedgerWriter a("town-a"), b("town-b");
  return {{a.Batch(6), b.Batch(2, "unit/u-1")}, {a.Batch(3, "unit/u-1")}};
}

// Of several tables, of several blocks each.
Appends Large() {
  std::vector<LedgerWriter> towns;
  for (size_t i = 0; i < kLedgersMax; ++i) towns.emplace_back(absl::StrCat("town-", i));
  Appends appends;
  for (size_t round = 0; round < kLargeRounds; ++round) {
    std::vector<LedgerBatch>& batches = appends.emplace_back();
    for (LedgerWriter& town : towns) batches.push_back(town.Batch(kLargeBatch, absl::StrCat("proposal/p-", round)));
  }
  return appends;
}

// What became of a directory in which something was changed.
enum Outcome { kFound = 0, kHarmless = 1, kUnnoticed = 2, kDied = 3 };

// In a process of its own, since RocksDB makes an end of it over some damage, and since none may be forked from one in
// which its threads run.
template <typename Work>
Outcome InAChild(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    _exit(work());
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? static_cast<Outcome>(WEXITSTATUS(status)) : kDied;
}

Files FilesIn(const std::string& directory) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files["/log/" + entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

// A register, and its directory's files as they were written.
class Written {
 public:
  explicit Written(const Appends& appends) : expected_(Expected(appends)) {
    const TemporaryDirectory directory;
    const Outcome made = InAChild([&] {
      const auto log = OpenRocksDbLog({.directory = directory.path(), .memory_bytes = kMemoryBytes});
      return log.ok() && Write(**log, appends).ok() ? kHarmless : kUnnoticed;
    });
    EXPECT_EQ(made, kHarmless);
    files_ = FilesIn(directory.path());
  }

  const Files& files() const { return files_; }

  // Of these files, in a memory of the child's own.
  Outcome OutcomeOf(const Files& files) const {
    return InAChild([this, &files] {
      const auto fs = std::make_shared<PowerCutFileSystem>();
      const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(fs);
      CHECK(env->CreateDirIfMissing("/log").ok());
      fs->SetFiles(files);
      const RocksDbLogOptions options{.directory = "/log", .memory_bytes = kMemoryBytes, .env = env.get()};
      bool found = false;
      LogCheckHooks hooks;
      hooks.on_fault = [&found](const LogFault&) { found = true; };
      if (!CheckLog(options, hooks).ok() || found) return kFound;
      const auto log = OpenRocksDbLog(options);
      const absl::StatusOr<Content> read = log.ok() ? Read(**log) : log.status();
      return read.ok() && *read == expected_ ? kHarmless : kUnnoticed;
    });
  }

  // With one byte changed.
  Outcome OutcomeOfFlip(const std::string& path, size_t byte, char mask) const {
    Files files = files_;
    files[path][byte] = static_cast<char>(files[path][byte] ^ mask);
    const Outcome outcome = OutcomeOf(files);
    const std::string where = absl::StrCat(path, ", byte ", byte, " of ", files[path].size());
    EXPECT_NE(outcome, kUnnoticed) << where;
    EXPECT_TRUE(outcome == kHarmless || !IsOfNoMatter(path)) << where;
    return outcome;
  }

 private:
  const Content expected_;
  Files files_;
};

// How often each came about.
class Tally {
 public:
  void Add(Outcome outcome) { ++count_[outcome]; }
  void Print() const {
    std::printf("found %d, harmless %d, RocksDB gave up %d\n", count_[kFound], count_[kHarmless], count_[kDied]);
  }
  int found() const { return count_[kFound]; }

 private:
  std::array<int, 4> count_ = {};
};

// Of all files, each byte as likely as the other.
std::pair<std::string, size_t> SomeByte(const Files& files, Chances& chances) {
  size_t bytes = 0;
  for (const auto& [path, content] : files) bytes += content.size();
  size_t at = chances.Below(bytes);
  for (const auto& [path, content] : files) {
    if (at < content.size()) return {path, at};
    at -= content.size();
  }
  return {};
}

class TamperTest : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Blocks, TamperTest, ::testing::Range(0, kBlocks));

TEST_P(TamperTest, AFlippedByteIsFoundOrDoesNotMatter) {
  const Written small(Small());
  ASSERT_EQ(small.OutcomeOf(small.files()), kHarmless);
  size_t turn = 0;
  Tally tally;
  for (const auto& [path, bytes] : small.files()) {
    const size_t step = StepIn(path, bytes.size());
    for (size_t i = 0; i < bytes.size() && !HasFailure(); i += step) {
      if (static_cast<int>(turn++ % kBlocks) != GetParam()) continue;
      tally.Add(small.OutcomeOfFlip(path, i, '\xff'));
    }
  }
  tally.Print();
  EXPECT_GT(tally.found(), 0);
}

// Each byte of the directory as likely as the other: most lie in records and their indexes.
TEST_P(TamperTest, AFlippedBitInALargeDirectoryIsFoundOrDoesNotMatter) {
  const Written large(Large());
  const Files& files = large.files();
  const auto is_table = [](const auto& file) { return absl::EndsWith(file.first, ".sst"); };
  ASSERT_GT(std::count_if(files.begin(), files.end(), is_table), 2);
  ASSERT_EQ(large.OutcomeOf(files), kHarmless);
  Chances chances;
  Tally tally;
  const uint64_t flips = Chances::Rounds(kLargeFlips);
  for (uint64_t i = 0; i < flips && !HasFailure(); ++i) {
    const auto [path, byte] = SomeByte(files, chances);
    tally.Add(large.OutcomeOfFlip(path, byte, static_cast<char>(1 << chances.Below(8))));
  }
  tally.Print();
  // One alone may well do no harm.
  EXPECT_TRUE(tally.found() > 0 || flips < kLargeFlips);
}

TEST_P(TamperTest, AFileThatIsCutShortIsFound) {
  const Written small(Small());
  size_t turn = 0;
  for (const auto& [path, bytes] : small.files()) {
    if (static_cast<int>(turn++ % kBlocks) != GetParam()) continue;
    if (IsOfNoMatter(path) || bytes.empty() || absl::EndsWith(path, ".log")) continue;
    Files files = small.files();
    files[path].resize(bytes.size() / 2);
    const Outcome outcome = small.OutcomeOf(files);
    EXPECT_TRUE(outcome == kFound || outcome == kDied) << path;
  }
}

}  // namespace
}  // namespace huiyin
