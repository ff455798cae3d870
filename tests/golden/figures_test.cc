// The figures of a town's two years, against figures worked out by hand: every figure of every dimension, the counts by
// status, what is overdue and the facts of each proposal, at five past moments; from history, and from the live view.
#include "tests/golden/figures.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/test_matchers.h"
#include "domain/testing/office.h"
#include "domain/validate.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/record_codec.h"
#include "exchange/exchange_reader.h"
#include "projections/views.h"

namespace huiyin {
namespace {

const LedgerId kLedger(kTownLedger);

// Appends what the town's commands make, recorded when it occurred, each in its own batch.
void AppendTown(EventLog& log) {
  std::ifstream file(std::string(kTownFolder) + "lifecycle.jsonl");
  ExchangeReader reader(file);
  testing::Office office{kLedger};
  while (reader.Next()) {
    v1::Command command;
    ASSERT_OK(reader.Read(command));
    ASSERT_OK(ValidateShape(command, office.references()));
    ASSERT_OK_AND_ASSIGN(const v1::Record record, office.Order(command));
    ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(record));
    const LedgerBatch batch{kLedger, Seq(record.seq()), {std::move(encoded)}};
    ASSERT_OK(log.Append({&batch, 1}));
  }
  ASSERT_EQ(office.records().size(), 731u);
}

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
