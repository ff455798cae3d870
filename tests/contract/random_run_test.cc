// Every engine against a naive model, by seed: right and wrong appends to several ledgers, reopening, and reading from
// everywhere. HUIYIN_SEED=N runs one seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "absl/strings/numbers.h"
#include "base/test_matchers.h"
#include "eventstore/event_log.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/reference_tree.h"
#include "tests/contract/engines.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;

constexpr int kSeeds = 8;
constexpr int kSteps = 150;

// All that was appended, in order, and nothing clever.
struct Model {
  struct Entry {
    std::string ledger;
    EncodedRecord record;
  };
  std::vector<Entry> entries;

  uint64_t NextSeq(const std::string& ledger) const {
    return Count([&](const Entry& e) { return e.ledger == ledger; });
  }
  uint64_t NextVersion(const std::string& ledger, const std::string& stream) const {
    return Count([&](const Entry& e) { return e.ledger == ledger && e.record.stream.value() == stream; });
  }
  bool HasCommand(const std::string& ledger, const std::string& command) const {
    return Count([&](const Entry& e) { return e.ledger == ledger && e.record.command.value() == command; }) > 0;
  }
  template <typename Predicate>
  uint64_t Count(Predicate predicate) const {
    return std::count_if(entries.begin(), entries.end(), predicate);
  }
  template <typename Predicate>
  std::vector<ReadRecord> Select(Predicate predicate) const {
    std::vector<ReadRecord> out;
    for (const Entry& e : entries) {
      if (predicate(e)) out.push_back({e.ledger, e.record.seq.value(), e.record.bytes});
    }
    return out;
  }
};

class RandomRun {
 public:
  RandomRun(LogHandle& handle, uint64_t seed) : handle_(handle), random_(seed) {}

  void Step() {
    const uint64_t dice = Below(100);
    if (dice < 70) AppendSome();
    if (dice >= 70 && dice < 97) ReadSome();
    if (dice >= 97) handle_.Reopen();
  }

  void ReadEverything() {
    EXPECT_THAT(ReadAll(log().ReadPartition(0, Offset(0))).value(),
                ElementsAreArray(model_.Select([](const auto&) { return true; })));
    for (int i = 0; i < 20; ++i) ReadSome();
  }

 private:
  EventLog& log() { return handle_.log(); }
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }
  std::string Ledger() { return absl::StrCat("town-", Below(5)); }
  std::string Stream() { return absl::StrCat("proposal/p-", Below(6)); }

  // Mostly right; sometimes with an old command id, a wrong seq or a wrong version, which must be refused whole.
  void AppendSome() {
    Model after = model_;
    std::vector<LedgerBatch> batches;
    std::set<std::string> ledgers;
    for (uint64_t i = Below(3) + 1; i > 0; --i) ledgers.insert(Ledger());
    absl::StatusCode expected = absl::StatusCode::kOk;
    for (const std::string& ledger : ledgers) batches.push_back(Batch(ledger, after));
    LedgerBatch& victim = batches[Below(batches.size())];
    const std::string ledger = victim.ledger.value();
    EncodedRecord& record = victim.records.back();
    switch (Below(10)) {
      case 0:
        if (model_.NextSeq(ledger) == 0) break;
        record.command = model_.entries[FirstOf(ledger)].record.command;
        expected = absl::StatusCode::kAlreadyExists;
        break;
      case 1:
        victim.expected = victim.expected.Plus(1 + Below(3));
        for (size_t i = 0; i < victim.records.size(); ++i) victim.records[i].seq = victim.expected.Plus(i);
        expected = absl::StatusCode::kAborted;
        break;
      case 2:
        record.stream_version = record.stream_version.Plus(1 + Below(3));
        expected = absl::StatusCode::kInvalidArgument;
        break;
      default:
        break;
    }
    EXPECT_THAT(log().Append(batches), HasCode(expected));
    if (expected == absl::StatusCode::kOk) model_ = std::move(after);
  }

  LedgerBatch Batch(const std::string& ledger, Model& after) {
    LedgerBatch batch{LedgerId(ledger), Seq(after.NextSeq(ledger)), {}};
    const uint64_t count = Below(12) == 0 ? 60 : 1 + Below(4);
    for (uint64_t i = 0; i < count; ++i) {
      const std::string stream = Stream();
      const Sample sample{.ledger = ledger,
                          .seq = after.NextSeq(ledger),
                          .stream = stream,
                          .version = after.NextVersion(ledger, stream),
                          .command = absl::StrCat("c-", after.NextSeq(ledger), "-", Below(1'000'000)),
                          .note = std::string(Below(40) == 0 ? 30'000 : Below(200), 'n')};
      batch.records.push_back(SampleEncoded(sample));
      after.entries.push_back({ledger, batch.records.back()});
    }
    return batch;
  }

  TreeHead TreeOf(const std::string& ledger) const {
    std::vector<std::string> leaves;
    for (ReadRecord& record : model_.Select([&](const auto& e) { return e.ledger == ledger; })) {
      leaves.push_back(std::move(record.bytes));
    }
    return {merkle::TreeSize(leaves.size()), *merkle::Hash::FromBytes(merkle::reference::Mth(leaves))};
  }

  size_t FirstOf(const std::string& ledger) const {
    size_t i = 0;
    while (model_.entries[i].ledger != ledger) ++i;
    return i;
  }

  void ReadSome() {
    const std::string ledger = Ledger();
    const std::string stream = Stream();
    const uint64_t from = Below(model_.NextSeq(ledger) + 2);
    EXPECT_THAT(ReadAll(log().ReadLedger(LedgerId(ledger), Seq(from))).value(),
                ElementsAreArray(
                    model_.Select([&](const auto& e) { return e.ledger == ledger && e.record.seq.value() >= from; })));
    const uint64_t version = Below(model_.NextVersion(ledger, stream) + 2);
    EXPECT_THAT(ReadAll(log().ReadStream(LedgerId(ledger), StreamId(stream), StreamVersion(version))).value(),
                ElementsAreArray(model_.Select([&](const auto& e) {
                  return e.ledger == ledger && e.record.stream.value() == stream &&
                         e.record.stream_version.value() >= version;
                })));
    const auto head = log().Head(LedgerId(ledger)).value();
    EXPECT_EQ(head.has_value() ? head->next.value() : 0, model_.NextSeq(ledger));
    EXPECT_THAT(TreeHeadOf(log(), LedgerId(ledger)), IsOkAndHolds(TreeOf(ledger)));
    if (model_.NextSeq(ledger) == 0) return;
    const EncodedRecord& known = model_.entries[FirstOf(ledger)].record;
    const auto entry = log().FindCommand(LedgerId(ledger), known.command).value();
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->first, known.seq);
  }

  LogHandle& handle_;
  std::mt19937_64 random_;
  Model model_;
};

class RandomRunTest : public ::testing::TestWithParam<Engine> {};

INSTANTIATE_TEST_SUITE_P(Engines, RandomRunTest, ::testing::ValuesIn(Engines()),
                         [](const auto& info) { return info.param.name; });

void RunSeed(const Engine& engine, uint64_t seed) {
  SCOPED_TRACE(absl::StrCat("HUIYIN_SEED=", seed));
  const std::unique_ptr<LogHandle> handle = engine.make();
  RandomRun run(*handle, seed);
  for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) run.Step();
  handle->Reopen();
  run.ReadEverything();
}

TEST_P(RandomRunTest, EqualsTheModel) {
  uint64_t seed = 0;
  if (const char* given = std::getenv("HUIYIN_SEED"); given != nullptr && absl::SimpleAtoi(given, &seed)) {
    return RunSeed(GetParam(), seed);
  }
  std::random_device device;
  for (int i = 0; i < kSeeds; ++i) RunSeed(GetParam(), device());
}

}  // namespace
}  // namespace huiyin
