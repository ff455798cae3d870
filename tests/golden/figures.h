// The town's figures: what a picture of a register shows, against what was worked out by hand.
#ifndef HUIYIN_TESTS_GOLDEN_FIGURES_H_
#define HUIYIN_TESTS_GOLDEN_FIGURES_H_

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/ids.h"
#include "base/test_matchers.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "projections/history.h"
#include "projections/statistics.h"
#include "tools/cli/statistics_json.h"

namespace huiyin {

using Json = nlohmann::ordered_json;

inline constexpr char kTownFolder[] = "tests/golden/town-demo/";
inline constexpr char kTownLedger[] = "shimen-19";

// Of the lifecycle alone; or, by name, of another history of the town.
inline Json ExpectedFigures(const std::string& name = "expected-lifecycle.json") {
  std::ifstream file(kTownFolder + name);
  return Json::parse(file);
}

inline Json FiguresOf(const LedgerPicture& picture, absl::Time at) {
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
inline void ExpectSame(const Json& actual, const Json& expected) {
  // Plain json compares objects whatever their order.
  const nlohmann::json differences = nlohmann::json::diff(nlohmann::json(actual), nlohmann::json(expected));
  int shown = 0;
  for (const nlohmann::json& difference : differences) {
    if (++shown > 20) break;
    ADD_FAILURE() << difference.dump();
  }
}

// At every moment of the file, from the log itself.
inline void ExpectFiguresOfHistory(const EventLog& log) {
  const LedgerId ledger(kTownLedger);
  const Json expected = ExpectedFigures();
  ASSERT_EQ(expected.at("moments").size(), 5u);
  for (const Json& moment : expected.at("moments")) {
    const std::string text = moment.at("at");
    SCOPED_TRACE(text);
    absl::Time at;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &at, nullptr));
    ASSERT_OK_AND_ASSIGN(const HistoryResult history, FoldHistory(log, ledger, {.known_at = at}));
    ExpectSame(FiguresOf(*history, at), moment.at("ledgers").at(kTownLedger));
  }
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_GOLDEN_FIGURES_H_
