// The figures of a town's two years, against figures worked out by hand: every figure of every dimension, the counts by
// status, what is overdue and the facts of each proposal, at five past moments; from history, and from the live view.
#include "tests/golden/figures.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "projections/views.h"
#include "tests/golden/town.h"

namespace huiyin {
namespace {

const LedgerId kLedger(kTownLedger);

TEST(Figures, OfHistoryAreThoseWorkedOutByHand) {
  MemoryLog log;
  AppendTown(log);
  ExpectFiguresOfHistory(log);
}

TEST(Figures, OfTheLiveViewAreThoseOfTheLastMoment) {
  MemoryLog log;
  const std::string directory = std::string(std::getenv("TEST_TMPDIR")) + "/live";
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Views> views, Views::Open(directory, log));
  AppendTown(log);
  ASSERT_OK(views->WaitForSeq(kLedger, Seq(730), absl::Now() + absl::Seconds(30)));
  const std::shared_ptr<const ViewStore> store = views->store();
  ASSERT_OK_AND_ASSIGN(const auto picture, store->Picture(kLedger));
  ASSERT_NE(picture, nullptr);
  const Json last = ExpectedFigures().at("moments").back();
  absl::Time at;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, last.at("at").get<std::string>(), &at, nullptr));
  ExpectSame(FiguresOf(*picture, at), last.at("ledgers").at(kLedger.value()));
}

}  // namespace
}  // namespace huiyin
