// The figures of a town's two years, against figures worked out by hand: every figure of every dimension, the counts by
// status, what is overdue and the facts of each proposal, at five past moments; from history, and from the live view.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/test_matchers.h"
#include "base/time_zones.h"
#include "domain/testing/office.h"
#include "domain/validate.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/record_codec.h"
#include "exchange/exchange_reader.h"
#include "projections/history.h"
#include "projections/statistics.h"
#include "projections/views.h"
#include "tools/cli/statistics_json.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFolder[] = "tests/golden/town-demo/";
const LedgerId kLedger("shimen-19");

Json Expected() {
  std::ifstream file(std::string(kFolder) + "expected-lifecycle.json");
  return Json::parse(file);
}

// Appends what the town's commands make, recorded when it occurred, each in its own batch.
void AppendTown(EventLog& log) {
  std::ifstream file(std::string(kFolder) + "lifecycle.jsonl");
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

Json FiguresOf(const LedgerPicture& picture, absl::Time at) {
  const SystemTimeZones zones;
  const auto statistics = StatisticsOf(picture, at, zones, {});
  EXPECT_OK(statistics);
  std::vector<v1::ProposalFacts> facts;
  EXPECT_OK(picture.ForEachProposal([&](const v1::ProposalFacts& one) {
    facts.push_back(one);
    return absl::OkStatus();
  }));
  return StatisticsJson(*statistics, facts);
}

// Every difference by its path, so that a failure says which figure it is.
void ExpectSame(const Json& actual, const Json& expected) {
  // Plain json compares objects whatever their order.
  const nlohmann::json differences = nlohmann::json::diff(nlohmann::json(actual), nlohmann::json(expected));
  int shown = 0;
  for (const nlohmann::json& difference : differences) {
    if (++shown > 20) break;
    ADD_FAILURE() << difference.dump();
  }
}

TEST(Figures, OfHistoryAreThoseWorkedOutByHand) {
  MemoryLog log;
  AppendTown(log);
  const Json expected = Expected();
  ASSERT_EQ(expected.at("moments").size(), 5u);
  for (const Json& moment : expected.at("moments")) {
    const std::string text = moment.at("at");
    SCOPED_TRACE(text);
    absl::Time at;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &at, nullptr));
    ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, kLedger, at));
    ExpectSame(FiguresOf(*history, at), moment.at("ledgers").at(kLedger.value()));
  }
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
  const Json last = Expected().at("moments").back();
  absl::Time at;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, last.at("at").get<std::string>(), &at, nullptr));
  ExpectSame(FiguresOf(*picture, at), last.at("ledgers").at(kLedger.value()));
}

}  // namespace
}  // namespace huiyin
