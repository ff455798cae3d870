// Every byte of a small data directory flipped, one at a time: the check of the log finds it, or it does not matter,
// and what is read is what was written, to the last byte and root. Files that RocksDB keeps for itself and its owner
// (LOG, LOCK, OPTIONS, IDENTITY) never matter.
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
#include "tests/faults/power_cut_file_system.h"

namespace huiyin {
namespace {

using Files = std::map<std::string, std::string>;

constexpr int kBlocks = 8;
// Of each file so many bytes are flipped at most: all of the small ones, and the rest spread evenly.
constexpr size_t kFlipsAFile = 250;
constexpr size_t kFlipsOfNoMatter = 40;

bool IsOfNoMatter(const std::string& path) {
  return absl::StrContains(path, "/LOG") || absl::EndsWith(path, "/LOCK") || absl::StrContains(path, "/OPTIONS") ||
         absl::EndsWith(path, "/IDENTITY");
}

// The manifest, which says what all the others are, is flipped everywhere.
size_t StepIn(const std::string& path, size_t bytes) {
  if (absl::StrContains(path, "/MANIFEST")) return 1;
  return std::max<size_t>(1, bytes / (IsOfNoMatter(path) ? kFlipsOfNoMatter : kFlipsAFile));
}

struct Content {
  std::vector<ReadRecord> records;
  TreeHead a, b;
  friend bool operator==(const Content&, const Content&) = default;
};

absl::StatusOr<Content> Read(const EventLog& log) {
  Content content;
  ASSIGN_OR_RETURN(content.records, ReadAll(log.ReadPartition(0, Offset(0))));
  ASSIGN_OR_RETURN(content.a, TreeHeadOf(log, LedgerId("town-a")));
  ASSIGN_OR_RETURN(content.b, TreeHeadOf(log, LedgerId("town-b")));
  return content;
}

std::vector<LedgerBatch> Written() {
  LedgerWriter a("town-a"), b("town-b");
  return {a.Batch(6), b.Batch(2, "unit/u-1"), a.Batch(3, "unit/u-1")};
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

class TamperTest : public ::testing::TestWithParam<int> {
 protected:
  TamperTest() {
    const Outcome made = InAChild([this] {
      const auto log = OpenRocksDbLog({.directory = directory_.path()});
      const std::vector<LedgerBatch> batches = Written();
      const bool ok = log.ok() && (*log)->Append({batches[0], batches[1]}).ok() && (*log)->Append({batches[2]}).ok();
      return ok ? kHarmless : kUnnoticed;
    });
    EXPECT_EQ(made, kHarmless);
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      std::ifstream in(entry.path(), std::ios::binary);
      whole_["/log/" + entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
    }
  }

  // Of these files, in a memory of the child's own.
  static Outcome OutcomeOf(const Files& files) {
    return InAChild([&files] {
      const auto fs = std::make_shared<PowerCutFileSystem>();
      const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(fs);
      CHECK(env->CreateDirIfMissing("/log").ok());
      fs->SetFiles(files);
      const RocksDbLogOptions options{.directory = "/log", .memory_bytes = 4 << 20, .env = env.get()};
      bool found = false;
      LogCheckHooks hooks;
      hooks.on_fault = [&found](const LogFault&) { found = true; };
      if (!CheckLog(options, hooks).ok() || found) return kFound;
      const auto log = OpenRocksDbLog(options);
      const absl::StatusOr<Content> read = log.ok() ? Read(**log) : log.status();
      return read.ok() && *read == Expected() ? kHarmless : kUnnoticed;
    });
  }

  static Content Expected() {
    MemoryLog model;
    const std::vector<LedgerBatch> batches = Written();
    CHECK(model.Append({batches[0], batches[1]}).ok() && model.Append({batches[2]}).ok());
    return *Read(model);
  }

  const TemporaryDirectory directory_;
  Files whole_;
};

INSTANTIATE_TEST_SUITE_P(Blocks, TamperTest, ::testing::Range(0, kBlocks));

TEST_P(TamperTest, AFlippedByteIsFoundOrDoesNotMatter) {
  ASSERT_EQ(OutcomeOf(whole_), kHarmless);
  size_t turn = 0;
  std::array<int, 4> count = {};
  for (const auto& [path, bytes] : whole_) {
    const size_t step = StepIn(path, bytes.size());
    for (size_t i = 0; i < bytes.size() && !HasFailure(); i += step) {
      if (static_cast<int>(turn++ % kBlocks) != GetParam()) continue;
      Files files = whole_;
      files[path][i] = static_cast<char>(files[path][i] ^ 0xff);
      const Outcome outcome = OutcomeOf(files);
      ++count[outcome];
      EXPECT_NE(outcome, kUnnoticed) << path << ", byte " << i << " of " << bytes.size();
      EXPECT_TRUE(outcome == kHarmless || !IsOfNoMatter(path)) << path << ", byte " << i << " of " << bytes.size();
    }
  }
  std::printf("found %d, harmless %d, RocksDB gave up %d\n", count[kFound], count[kHarmless], count[kDied]);
  EXPECT_GT(count[kFound], 0);
}

TEST_P(TamperTest, AFileThatIsCutShortIsFound) {
  size_t turn = 0;
  for (const auto& [path, bytes] : whole_) {
    if (static_cast<int>(turn++ % kBlocks) != GetParam()) continue;
    if (IsOfNoMatter(path) || bytes.empty() || absl::EndsWith(path, ".log")) continue;
    Files files = whole_;
    files[path].resize(bytes.size() / 2);
    const Outcome outcome = OutcomeOf(files);
    EXPECT_TRUE(outcome == kFound || outcome == kDied) << path;
  }
}

}  // namespace
}  // namespace huiyin
