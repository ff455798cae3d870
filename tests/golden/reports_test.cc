// The town's reports through ReportService, at the five moments, against the figures worked out by hand; and every
// figure opened, and every change between two moments explained, down to the same figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "eventstore/memory/memory_log.h"
#include "services/testing/report_desk.h"
#include "tests/golden/figures.h"
#include "tests/golden/lists.h"
#include "tests/golden/town.h"

namespace huiyin {
namespace {

using testing::KnownAt;
using testing::ReportDesk;

const char* const kReports[] = {"handling-status", "satisfaction", "by-unit", "by-category", "by-deputy", "overdue"};

absl::Time AtOf(const Json& moment) {
  absl::Time at;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, moment.at("at").get<std::string>(), &at, nullptr));
  return at;
}

class Reports : public ::testing::Test {
 protected:
  Reports() { AppendTown(log_); }

  MemoryLog log_;
  const Json expected_ = ExpectedFigures();
  ReportDesk desk_{log_, absl::FromCivil(absl::CivilDay(2022, 6, 1), absl::UTCTimeZone())};
};

std::string LowerName(v1::FigureTable::Dimension dimension) {
  return absl::AsciiStrToLower(v1::FigureTable::Dimension_Name(dimension));
}

// Of each row, or of the one of the ledger, only what the report shows.
Json OnlyShown(const Json& figures, const v1::ReportHeader& header) {
  Json shown = Json::object();
  for (const std::string& name : header.figures()) shown[name] = figures.at(name);
  return shown;
}

Json OnlyShownIn(v1::FigureTable::Dimension dimension, const Json& table, const v1::ReportHeader& header) {
  if (dimension == v1::FigureTable::LEDGER) return OnlyShown(table, header);
  Json rows = Json::object();
  for (const auto& [value, figures] : table.items()) rows[value] = OnlyShown(figures, header);
  return rows;
}

// What the report says, in the layout of the expected figures.
Json JsonOf(const WholeReport::Ledger& ledger) {
  v1::LedgerStatistics statistics;
  for (const v1::FigureTable& table : ledger.tables) *statistics.add_tables() = table;
  *statistics.mutable_status() = ledger.section.status();
  return StatisticsJson(statistics, {});
}

// A list of overdue proposals, in the same layout.
Json OverdueJson(const v1::DataTable& list) {
  Json rows = Json::array();
  for (const v1::DataRow& row : list.rows()) {
    Json units = Json::array();
    for (const v1::Term& unit : CellOf(list, row, "main_units").terms().terms()) units.push_back(unit.id());
    rows.push_back({{"proposal_id", CellOf(list, row, "proposal").text()},
                    {"number", CellOf(list, row, "number").integer()},
                    {"round", CellOf(list, row, "round").integer()},
                    {"due_on", CellOf(list, row, "due_on").date()},
                    {"days_overdue", CellOf(list, row, "days_overdue").integer()},
                    {"main_units", units}});
  }
  return rows;
}

TEST_F(Reports, OfTheFiveMomentsAreThoseWorkedOutByHand) {
  for (const Json& moment : expected_.at("moments")) {
    const Json& wanted = moment.at("ledgers").at(kTownLedger);
    for (const char* const name : kReports) {
      SCOPED_TRACE(absl::StrCat(name, " ", moment.at("at").get<std::string>()));
      ASSERT_OK_AND_ASSIGN(const WholeReport report, desk_.Report(name, kTownLedger, KnownAt(AtOf(moment))));
      ASSERT_EQ(report.ledgers.size(), 1u);
      const v1::ReportSection& section = report.ledgers[0].section;
      EXPECT_EQ(section.proposals(), wanted.at("proposals"));
      EXPECT_EQ(section.provenance().tree_size(), wanted.at("known_events"));
      EXPECT_EQ(section.provenance().local_date(), wanted.at("local_date"));
      const Json got = JsonOf(report.ledgers[0]);
      for (const v1::FigureTable& table : report.ledgers[0].tables) {
        const std::string dimension = LowerName(table.dimension());
        ExpectSame(OnlyShownIn(table.dimension(), got.at("figures").at(dimension), report.header),
                   OnlyShownIn(table.dimension(), wanted.at("figures").at(dimension), report.header));
      }
      if (std::string(name) == "overdue")
        ExpectSame(OverdueJson(ListNamed(report.ledgers[0], "overdue")), wanted.at("overdue"));
      if (std::string(name) == "handling-status") ExpectSame(got.at("status"), wanted.at("status"));
    }
  }
}

// [numerator, denominator]; a count is as it is.
void ExpectValue(const v1::FigureValue& value, const Json& wanted) {
  if (wanted.is_array()) {
    EXPECT_EQ(Json::array({value.numerator(), value.denominator()}), wanted);
  } else {
    EXPECT_EQ(value.numerator(), wanted.is_object() ? wanted.at("n") : wanted);
  }
}

// All its pages; the proposals must come to the value, each with the event that put it there.
void ExpectOpens(const ReportDesk& desk, v1::OpenFigureRequest request, const Json& wanted) {
  request.set_ledger_id(kTownLedger);
  uint64_t numerator = 0, denominator = 0;
  v1::FigureValue value;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::OpenFigureResponse page, desk.Open(request));
    value = page.value();
    for (const v1::OpenedProposal& proposal : page.proposals()) {
      numerator += proposal.numerator();
      denominator += proposal.denominator();
      // Of a part an event is not always told.
      if (request.dimension() != v1::FigureTable::UNSPECIFIED) continue;
      EXPECT_EQ(proposal.has_numerator_event(), proposal.numerator() > 0) << proposal.proposal_id();
      EXPECT_EQ(proposal.has_denominator_event(), proposal.denominator() > 0) << proposal.proposal_id();
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ExpectValue(value, wanted);
  EXPECT_EQ(numerator, value.numerator());
  EXPECT_EQ(denominator, value.denominator());
}

TEST_F(Reports, EveryFigureOfTheLedgerOpensToItsProposals) {
  for (const Json& moment : expected_.at("moments")) {
    for (const auto& [figure, wanted] : moment.at("ledgers").at(kTownLedger).at("figures").at("ledger").items()) {
      SCOPED_TRACE(absl::StrCat(figure, " ", moment.at("at").get<std::string>()));
      v1::OpenFigureRequest request;
      request.set_figure(figure);
      request.set_page_size(50);
      *request.mutable_moment() = KnownAt(AtOf(moment));
      ExpectOpens(desk_, request, wanted);
    }
  }
}

TEST_F(Reports, FiguresOfEveryRowOpenToItsProposals) {
  const Json& moment = expected_.at("moments").at(2);
  for (const v1::FigureTable::Dimension dimension : AllDimensions()) {
    if (dimension == v1::FigureTable::LEDGER) continue;
    const Json& rows = moment.at("ledgers").at(kTownLedger).at("figures").at(LowerName(dimension));
    ASSERT_FALSE(rows.empty());
    for (const auto& [value, figures] : rows.items()) {
      for (const char* const figure : {"on_time_rate", "satisfaction_rate", "return_rate", "overdue"}) {
        SCOPED_TRACE(absl::StrCat(LowerName(dimension), " ", value, " ", figure));
        v1::OpenFigureRequest request;
        request.set_figure(figure);
        request.set_dimension(dimension);
        request.set_value(value);
        *request.mutable_moment() = KnownAt(AtOf(moment));
        ExpectOpens(desk_, request, figures.at(figure));
      }
    }
  }
}

TEST_F(Reports, EveryChangeBetweenTwoMomentsIsExplained) {
  const Json& moments = expected_.at("moments");
  for (size_t i = 0; i + 1 < moments.size(); ++i) {
    const Json& earlier = moments.at(i).at("ledgers").at(kTownLedger).at("figures").at("ledger");
    const Json& later = moments.at(i + 1).at("ledgers").at(kTownLedger).at("figures").at("ledger");
    for (const auto& [figure, wanted] : earlier.items()) {
      SCOPED_TRACE(absl::StrCat(figure, " after ", moments.at(i).at("at").get<std::string>()));
      v1::ExplainChangeRequest request;
      request.set_ledger_id(kTownLedger);
      request.set_figure(figure);
      *request.mutable_from() = KnownAt(AtOf(moments.at(i)));
      *request.mutable_to() = KnownAt(AtOf(moments.at(i + 1)));
      ASSERT_OK_AND_ASSIGN(const v1::ExplainChangeResponse explained, desk_.Explain(request));
      ExpectValue(explained.before(), wanted);
      ExpectValue(explained.after(), later.at(figure));
      std::string at = explained.before().SerializeAsString();
      uint64_t last_seq = 0;
      for (const v1::FigureChange& change : explained.changes()) {
        EXPECT_EQ(change.before().SerializeAsString(), at);
        at = change.after().SerializeAsString();
        EXPECT_NE(change.before().SerializeAsString(), at) << "it moved nothing";
        EXPECT_EQ(change.event().has_seq(), change.cause() != v1::FigureChange::DAY_PASSED);
        // What was known is told in the order in which it became known.
        if (!change.event().has_seq()) continue;
        EXPECT_GT(change.event().seq(), std::exchange(last_seq, change.event().seq()));
      }
      EXPECT_EQ(static_cast<uint64_t>(explained.changes_size()), explained.moves());
      EXPECT_EQ(explained.after().SerializeAsString(), at);
    }
  }
}

}  // namespace
}  // namespace huiyin
