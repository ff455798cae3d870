// What the live view, and streams, say of the past (projections/past_picture.h), against a fold of the records, at
// every seq: of the town's whole practice, and of commands of every kind by chance.
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "domain/testing/model.h"
#include "domain/testing/office.h"
#include "domain/testing/random_orders.h"
#include "eventstore/memory/memory_log.h"
#include "projections/history_point.h"
#include "projections/past_picture.h"
#include "projections/testing/written_picture.h"
#include "projections/views.h"
#include "services/testing/temporary_directory.h"
#include "tests/golden/town.h"

namespace huiyin {
namespace {

using testing::TemporaryDirectory;
using testing::Written;

constexpr uint64_t kAnyNumber = std::numeric_limits<uint64_t>::max();

// Compares at every seq; how often there was something to compare.
int ComparePasts(EventLog& log, const LedgerId& ledger) {
  const TemporaryDirectory directory;
  const auto views = Views::Open(directory.path() + "/views", log);
  EXPECT_OK(views);
  EXPECT_OK((*views)->WaitUntilCaughtUp(absl::Now() + absl::Seconds(30)));
  const std::shared_ptr<const ViewStore> store = (*views)->store();
  const uint64_t known = log.Head(ledger)->value().next.value();
  int compared = 0;
  for (uint64_t end = 1; end <= known; ++end) {
    const auto past = PastPictureOf(log, ledger, *store->Picture(ledger), Seq(end), kAnyNumber);
    const auto folded = FoldHistoryAt(log, ledger, {.moment = {}, .last = Seq(end - 1)});
    EXPECT_OK(past);
    EXPECT_OK(folded);
    if (!past.ok() || !folded.ok() || *past == nullptr) continue;
    ++compared;
    EXPECT_EQ(Written(**past), Written(**folded)) << "after " << end << " records";
    if (::testing::Test::HasFailure()) break;
  }
  return compared;
}

TEST(PastOfTheTown, IsWhatAFoldGivesAtEverySeq) {
  MemoryLog log;
  ASSERT_NO_FATAL_FAILURE(AppendTown(log, kWholePractice));
  EXPECT_EQ(ComparePasts(log, LedgerId(kTownLedger)), 813);
}

TEST(PastOfRandomHistories, IsWhatAFoldGivesAtEverySeq) {
  int compared = 0;
  for (uint64_t seed = 1; seed <= 12 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    testing::Model model(testing::EmbeddedReferences());
    testing::RandomOrders orders(seed, "cn-chongqing-township", model, testing::EmbeddedReferences());
    testing::Office office{LedgerId("town")};
    MemoryLog log;
    for (int i = 0; i < 450; ++i) {
      const testing::RandomOrder order = orders.Next();
      const absl::StatusOr<v1::Record> record = office.OrderAt(order.command, order.now);
      if (!record.ok()) continue;
      model.Add(order.command);
      ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(*record));
      const LedgerBatch batch{LedgerId("town"), Seq(record->seq()), {std::move(encoded)}};
      ASSERT_OK(log.Append({&batch, 1}));
    }
    compared += ComparePasts(log, LedgerId("town"));
  }
  // A ledger with proposals from below is folded.
  EXPECT_GT(compared, 500);
}

}  // namespace
}  // namespace huiyin
