// Reports over a small register: what stays the same, what changes, and what a change is explained by.
#include "services/report_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/merkle/hash.h"
#include "projections/testing/register.h"
#include "services/data_table.h"
#include "services/testing/report_desk.h"

namespace huiyin {
namespace {

using testing::After;
using testing::AsOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::KnownAt;
using testing::Noon;
using testing::Register;
using testing::ReportDesk;
using ::testing::SizeIs;

class ReportServiceTest : public ::testing::Test {
 protected:
  ReportServiceTest() { town_.AppendTo(log_); }

  WholeReport Report(const std::string& name, const v1::ReportMoment& moment) const {
    const auto report = desk_.Report(name, "town-a", moment);
    EXPECT_OK(report);
    return report.value_or(WholeReport());
  }
  v1::ExplainChangeRequest Between(const std::string& figure, const v1::ReportMoment& from,
                                   const v1::ReportMoment& to) const {
    v1::ExplainChangeRequest request;
    request.set_ledger_id("town-a");
    request.set_figure(figure);
    *request.mutable_from() = from;
    *request.mutable_to() = to;
    return request;
  }
  v1::OpenFigureRequest Figure(const std::string& name, const v1::ReportMoment& moment) const {
    v1::OpenFigureRequest request;
    request.set_ledger_id("town-a");
    request.set_figure(name);
    *request.mutable_moment() = moment;
    return request;
  }

  MemoryLog log_;
  Register town_ = testing::TownOfTwo();
  ReportDesk desk_{log_, Noon("2021-03-01")};
};

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

TEST_F(ReportServiceTest, TheDigestIsThatOfTheTextThatTheGrammarSays) {
  const WholeReport report = Report("satisfaction", KnownAt(Noon("2020-07-01")));
  ASSERT_OK_AND_ASSIGN(const TreeHead head, TreeHeadOf(log_, LedgerId("town-a")));
  EXPECT_EQ(head.size.value(), 18u);
  const std::string figures = "1/2\t1/1\t1/1\t1/1\t0/1\t2/2";
  EXPECT_EQ(report.text, absl::StrCat("huiyin-report\t2\nreport\tsatisfaction\t1\nknown_at\t2020-07-01T12:00:00Z\n",
                                      "figures\tfeedback_rate\tsatisfaction_rate\tattitude_rate\t"
                                      "first_round_satisfaction_rate\trehandling_rate\tresolution_rate\n",
                                      "ledger\ttown-a\t18\t", Hex(std::string(head.root.bytes())),
                                      "\t2020-07-01T12:00:00Z\t2020-07-01\tTown\nproposals\t2\n",
                                      "row\tLEDGER\ttown-a\tTown\t", figures, "\n",  //
                                      "row\tSESSION\ts-1\t\t", figures, "\n",        //
                                      "row\tMAIN_UNIT\tu-1\tUnit 1\t", figures, "\n",
                                      "ledgers\t1\nproposals\t2\ntotal\t", figures, "\n"));
  EXPECT_EQ(report.end.digest(), std::string(merkle::Sha256(report.text).bytes()));
}

TEST(ReportText, AFieldStaysOneField) {
  v1::GetReportResponse part;
  v1::FigureRow& row = *part.mutable_table()->add_rows();
  part.mutable_table()->set_dimension(v1::FigureTable::CATEGORY);
  row.set_value("a\tb");
  row.set_label("c\r\nrow\\t");
  EXPECT_EQ(ReportText().Of(part), "row\tCATEGORY\ta\\tb\tc\\r\\nrow\\\\t\n");
}

// A list, its columns and each type of cell; a text that begins as an absent cell is written stays apart from one.
TEST(ReportText, AListIsWrittenSoThatNothingIsTakenForAnythingElse) {
  v1::GetReportResponse part;
  v1::DataTable& list = *part.mutable_list();
  list = NewDataTable(TermOf("units", {"Units", "单位"}), {{"unit", {"unit", "单位"}, v1::DataColumn::TERM},
                                                           {"note", {"note", "备注"}, v1::DataColumn::TEXT}});
  EXPECT_EQ(ReportText().Of(part),
            "list\tunits\\|Units\\|单位\n"
            "columns\tunit\\|unit\\|单位\\|TERM\tnote\\|note\\|备注\\|TEXT\n");
  list.clear_columns();
  RowWriter(*list.add_rows()).Term(NamedTerm("u-1", "a|b")).Text("\\-");
  RowWriter(*list.add_rows()).Term(std::nullopt).Text("");
  RowWriter(*list.add_rows()).Integer(-3).Day(true, 18262);
  v1::Ratio ratio;
  ratio.set_denominator(2);
  v1::Terms terms;
  *terms.add_terms() = NamedTerm("x", "X");
  *terms.add_terms() = NamedTerm("y", "Y");
  RowWriter(*list.add_rows()).Ratio(ratio).Terms(terms);
  EXPECT_EQ(ReportText().Of(part),
            "entry\tu-1\\|a|b\\|a|b\t\\\\-\n"
            "entry\t\\-\t\\-\n"
            "entry\t-3\t2020-01-01\n"
            "entry\t0/2\tx\\|X\\|X\\,y\\|Y\\|Y\n");
}

TEST_F(ReportServiceTest, WhoReadsAReportHoldsItAgainstItsDigest) {
  const WholeReport report = Report("overdue", KnownAt(Noon("2020-06-05")));
  v1::GetReportResponse header, section, end;
  *header.mutable_header() = report.header;
  *section.mutable_section() = report.ledgers.at(0).section;
  section.mutable_section()->set_proposals(3);
  *end.mutable_end() = report.end;
  ReportReader cut_short, altered;
  for (const v1::GetReportResponse& part : {header, section}) cut_short.Add(part);
  EXPECT_THAT(cut_short.Finish(), HasReason("REPORT_CUT_SHORT"));
  for (const v1::GetReportResponse& part : {header, section, end}) altered.Add(part);
  EXPECT_THAT(altered.Finish(), HasReason("REPORT_DIGEST_WRONG"));
}

TEST_F(ReportServiceTest, TheSameReportComesOutTheSameWhateverHappensLater) {
  const v1::ReportMoment then = KnownAt(Noon("2020-12-31"));
  const WholeReport first = Report("handling-status", then);
  EXPECT_EQ(Report("handling-status", then).end.digest(), first.end.digest());
  const WholeReport effective = Report("handling-status", AsOf(Noon("2020-12-31")));
  desk_.clock().Set(Noon("2023-01-01"));
  EXPECT_EQ(Report("handling-status", AsOf(Noon("2020-12-31"))).text, effective.text);
  town_.Evaluated("2021-04-01", "p-2").AppendTo(log_);
  EXPECT_EQ(Report("handling-status", then).text, first.text);
  // An event more: another digest.
  EXPECT_NE(Report("handling-status", KnownAt(Noon("2021-04-01"))).end.digest(), first.end.digest());
  // Another moment of which the same is known is another report, too.
  EXPECT_NE(Report("handling-status", KnownAt(Noon("2020-12-30"))).end.digest(), first.end.digest());
}

TEST_F(ReportServiceTest, ALateEntryLeavesWhatWasKnownAndIsNamedByTheExplanation) {
  const v1::ReportMoment known = KnownAt(Noon("2020-12-31")), effective = AsOf(Noon("2020-12-31"));
  const WholeReport known_before = Report("satisfaction", known), effective_before = Report("satisfaction", effective);
  // Evaluated in November, entered in February.
  town_.RecordedOn("2021-02-10").Evaluated("2020-11-15", "p-2", "DISSATISFIED").AppendTo(log_);
  const uint64_t late = town_.records().size() - 1;

  EXPECT_EQ(Report("satisfaction", known).text, known_before.text);
  const WholeReport effective_after = Report("satisfaction", effective);
  EXPECT_NE(effective_after.end.digest(), effective_before.end.digest());
  EXPECT_EQ(effective_after.end.total().satisfaction_rate().denominator(), 2u);
  EXPECT_EQ(known_before.end.total().satisfaction_rate().denominator(), 1u);

  ASSERT_OK_AND_ASSIGN(const auto explained, desk_.Explain(Between("satisfaction_rate", known, effective)));
  EXPECT_EQ(explained.from().tree_size(), late);
  EXPECT_EQ(explained.to().tree_size(), late + 1);
  ASSERT_THAT(explained.changes(), SizeIs(1));
  const v1::FigureChange& change = explained.changes(0);
  EXPECT_EQ(change.cause(), v1::FigureChange::LATE_ENTRY);
  EXPECT_EQ(change.event().seq(), late);
  EXPECT_EQ(change.event().event(), "proposal_evaluated");
  EXPECT_EQ(change.proposal_id(), "p-2");
  EXPECT_EQ(change.before().numerator(), 1u);
  EXPECT_EQ(change.before().denominator(), 1u);
  EXPECT_EQ(change.after().numerator(), 1u);
  EXPECT_EQ(change.after().denominator(), 2u);
}

TEST_F(ReportServiceTest, AMomentMayBeAnEvent) {
  // Both proposals were registered at one moment: a time would not tell these apart.
  Register town("town-t");
  town.Submitted("2020-01-11", "p-1").Submitted("2020-01-11", "p-2").Registered("2020-01-20", "p-1", 1).AppendTo(log_);
  ASSERT_OK_AND_ASSIGN(const TreeHead head, TreeHeadOf(log_, LedgerId("town-t")));
  const uint64_t registered_first = town.records().size() - 1;
  town.Registered("2020-01-20", "p-2", 2).AppendTo(log_);
  ASSERT_OK_AND_ASSIGN(const WholeReport report, desk_.Report("by-unit", "town-t", After(registered_first)));
  EXPECT_EQ(report.end.total().assigned_rate().denominator(), 1u);
  // What came later is not there, and the root is that of then.
  ASSERT_THAT(report.ledgers, SizeIs(1));
  const v1::LedgerProvenance& provenance = report.ledgers[0].section.provenance();
  EXPECT_EQ(provenance.tree_size(), registered_first + 1);
  EXPECT_EQ(provenance.root_hash(), std::string(head.root.bytes()));
  EXPECT_EQ(provenance.local_date(), "2020-01-20");
}

TEST_F(ReportServiceTest, BetweenTwoEventsOfOneMomentLiesWhatTheSecondDid) {
  Register town("town-t");
  town.Submitted("2020-01-11", "p-1").Submitted("2020-01-11", "p-2");
  const uint64_t before = town.records().size();
  town.Registered("2020-01-11", "p-1", 1).Registered("2020-01-11", "p-2", 2);
  town.AppendTo(log_);
  v1::ExplainChangeRequest request = Between("assigned_rate", After(before), After(before + 1));
  request.set_ledger_id("town-t");
  ASSERT_OK_AND_ASSIGN(const auto explained, desk_.Explain(request));
  EXPECT_EQ(explained.before().denominator(), 1u);
  EXPECT_EQ(explained.after().denominator(), 2u);
  EXPECT_EQ(explained.from().tree_size(), before + 1);
  ASSERT_THAT(explained.changes(), SizeIs(1));
  EXPECT_EQ(explained.changes(0).event().seq(), before + 1);
}

TEST_F(ReportServiceTest, AFigureOpensToItsProposalsAndTheEventsThatPutThemThere) {
  ASSERT_OK_AND_ASSIGN(const auto opened, desk_.Open(Figure("on_time_rate", KnownAt(Noon("2020-07-01")))));
  EXPECT_EQ(opened.value().numerator(), 1u);
  EXPECT_EQ(opened.value().denominator(), 2u);
  ASSERT_THAT(opened.proposals(), SizeIs(2));
  const v1::OpenedProposal& on_time = opened.proposals(0);
  EXPECT_EQ(on_time.proposal_id(), "p-1");
  EXPECT_EQ(on_time.title(), "Title p-1");
  EXPECT_EQ(on_time.numerator_event().event(), "reply_delivered");
  EXPECT_EQ(on_time.numerator_event().seq(), 15u);
  const v1::OpenedProposal& late = opened.proposals(1);
  EXPECT_EQ(late.numerator(), 0u);
  EXPECT_FALSE(late.has_numerator_event());
  // Overdue since the day after the 25th, whatever came then.
  EXPECT_FALSE(late.denominator_event().has_seq());
  EXPECT_EQ(late.denominator_event().day_passed(), "2020-05-26");
}

TEST_F(ReportServiceTest, FiguresAndChangesGoOnPageByPage) {
  v1::OpenFigureRequest open = Figure("reply_rate", {});
  open.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, desk_.Open(open));
  ASSERT_THAT(first.proposals(), SizeIs(1));
  EXPECT_EQ(first.value().denominator(), 2u);
  open.set_page_token(first.next_page_token());
  // Of another moment it would be another list.
  desk_.clock().Set(Noon("2021-03-02"));
  EXPECT_THAT(desk_.Open(open), HasReason("PAGE_TOKEN_INVALID"));
  *open.mutable_moment() = first.moment();
  ASSERT_OK_AND_ASSIGN(const auto second, desk_.Open(open));
  ASSERT_THAT(second.proposals(), SizeIs(1));
  EXPECT_EQ(second.proposals(0).proposal_id(), "p-2");
  EXPECT_THAT(second.next_page_token(), IsEmpty());

  v1::ExplainChangeRequest explain = Between("reply_rate", KnownAt(Noon("2020-01-01")), KnownAt(Noon("2020-07-01")));
  ASSERT_OK_AND_ASSIGN(const auto whole, desk_.Explain(explain));
  ASSERT_THAT(whole.changes(), SizeIs(4));
  explain.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const auto three, desk_.Explain(explain));
  EXPECT_EQ(three.moves(), 4u);
  ASSERT_THAT(three.changes(), SizeIs(3));
  explain.set_page_token(three.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto last, desk_.Explain(explain));
  ASSERT_THAT(last.changes(), SizeIs(1));
  EXPECT_EQ(last.changes(0).SerializeAsString(), whole.changes(3).SerializeAsString());
  EXPECT_THAT(last.next_page_token(), IsEmpty());
}

TEST_F(ReportServiceTest, SeveralLedgersComeToOneTotal) {
  Register other("town-b");
  other.Submitted("2020-01-11", "p-1").Registered("2020-01-20", "p-1", 1);
  other.Assigned("2020-03-01", "p-1", "u-1", "2020-03-31").AppendTo(log_);
  v1::GetReportRequest request;
  request.set_report("overdue");
  *request.mutable_moment() = KnownAt(Noon("2020-06-05"));
  ASSERT_OK_AND_ASSIGN(const WholeReport all, desk_.Report(request));
  ASSERT_THAT(all.ledgers, SizeIs(2));
  EXPECT_EQ(all.end.total().overdue(), 2u);
  EXPECT_EQ(all.end.proposals(), 3u);
  ASSERT_THAT(all.ledgers[1].lists, SizeIs(1));
  const v1::DataTable& overdue = all.ledgers[1].lists[0];
  ASSERT_THAT(overdue.rows(), SizeIs(1));
  // March has 31 days: 30 in April, 31 in May, 5 in June.
  ASSERT_EQ(overdue.columns(6).name().id(), "days_overdue");
  EXPECT_EQ(overdue.rows(0).cells(6).integer(), 66);
  // However they are named.
  for (const char* name : {"town-b", "town-a", "town-b"}) request.add_ledger_ids(name);
  ASSERT_OK_AND_ASSIGN(const WholeReport named, desk_.Report(request));
  EXPECT_EQ(named.text, all.text);

  // Handling days are taken over all proposals: 56 and 77 of town-a; 100 of town-b.
  other.Replied("2020-06-09", "p-1", "u-1", "2020-03-31").AppendTo(log_);
  request.set_report("by-unit");
  *request.mutable_moment() = KnownAt(Noon("2020-07-01"));
  ASSERT_OK_AND_ASSIGN(const WholeReport by_unit, desk_.Report(request));
  EXPECT_EQ(by_unit.end.total().handling_days().n(), 3u);
  EXPECT_EQ(by_unit.end.total().handling_days().median(), 77);
  EXPECT_EQ(by_unit.end.total().handling_days().p90(), 100);
}

TEST_F(ReportServiceTest, OfAllLedgersOnlyThoseKnownThenAndSeenByTheCaller) {
  Register other("town-b");
  other.RecordedOn("2021-01-01").Submitted("2021-01-01", "p-1").AppendTo(log_);
  absl::StatusOr<std::unique_ptr<Authenticator>> tokens = TrustTokens(
      R"({"token":"office-of-b-token-1","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-b"]})");
  ASSERT_OK(tokens);
  ReportDesk desk(log_, Noon("2021-03-01"), *std::move(tokens));
  v1::GetReportRequest request;
  request.set_report("by-unit");
  EXPECT_THAT(desk.Report(request), HasReason("TOKEN_MISSING"));
  desk.UseToken("office-of-b-token-1");
  ASSERT_OK_AND_ASSIGN(const WholeReport own, desk.Report(request));
  ASSERT_THAT(own.ledgers, SizeIs(1));
  EXPECT_EQ(own.ledgers[0].section.provenance().ledger_id(), "town-b");
  EXPECT_THAT(desk.Report("by-unit", "town-a", {}), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_THAT(desk.Open(Figure("reply_rate", {})), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_THAT(desk.Explain(Between("reply_rate", {}, {})), HasReason("LEDGER_NOT_YOURS"));

  *request.mutable_moment() = KnownAt(Noon("2019-12-31"));
  ASSERT_OK_AND_ASSIGN(const WholeReport nothing, desk_.Report(request));
  EXPECT_THAT(nothing.ledgers, IsEmpty());
  EXPECT_EQ(nothing.end.ledgers(), 0u);
}

// u-1 and u-2 do equally well, u-3 has nothing due yet.
TEST(ReportRanking, UnitsThatDoEquallyWellShareARank) {
  Register town("town-a");
  int number = 0;
  const auto handled = [&](const std::string& unit, const std::string& replied_on) {
    const std::string id = absl::StrCat("p-", ++number);
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, number);
    town.Assigned("2020-03-25", id, unit, "2020-05-25").Received("2020-03-26", id, unit);
    if (!replied_on.empty()) town.Replied(replied_on, id, unit, "2020-05-25").Evaluated("2020-07-02", id);
  };
  handled("u-1", "2020-05-20");
  handled("u-2", "2020-05-21");
  handled("u-2", "2020-05-22");
  town.Submitted("2020-06-11", "p-9").Registered("2020-06-20", "p-9", 9);
  town.Assigned("2020-06-25", "p-9", "u-3", "2020-09-25");
  MemoryLog log;
  town.AppendTo(log);
  const ReportDesk desk(log, Noon("2021-03-01"));
  ASSERT_OK_AND_ASSIGN(const WholeReport report, desk.Report("units-ranking", "town-a", KnownAt(Noon("2020-07-03"))));
  const v1::DataTable& ranking = report.ledgers.at(0).lists.at(0);
  ASSERT_THAT(ranking.rows(), SizeIs(3));
  ASSERT_EQ(ranking.columns(1).name().id(), "rank");
  EXPECT_EQ(ranking.rows(0).cells(1).integer(), 1);
  EXPECT_EQ(ranking.rows(1).cells(1).integer(), 1);
  EXPECT_EQ(ranking.rows(2).cells(0).term().id(), "u-3");
  EXPECT_FALSE(ranking.rows(2).cells(1).has_integer());
}

// Whose proposal was merged waits for the answer to the other.
TEST_F(ReportServiceTest, AMergedProposalIsUnansweredAsLongAsItsPrimaryIs) {
  Register town("town-b");
  for (const char* id : {"p-1", "p-2", "p-3"}) {
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, id[2] - '0');
  }
  town.Add("2020-01-21", "proposal_merged { proposal_id: 'p-3' into_proposal_id: 'p-2' }");
  town.Add("2020-01-22", "proposal_merged { proposal_id: 'p-2' into_proposal_id: 'p-1' }");
  town.Assigned("2020-03-25", "p-1", "u-1", "2020-05-25").AppendTo(log_);
  const auto unanswered = [&](const std::string& day) {
    const auto report = desk_.Report("unanswered", "town-b", KnownAt(Noon(day)));
    EXPECT_OK(report);
    std::vector<std::string> ids;
    for (const v1::DataRow& row : report->ledgers.at(0).lists.at(0).rows()) ids.push_back(row.cells(0).text());
    return ids;
  };
  EXPECT_THAT(unanswered("2020-05-25"), IsEmpty());
  EXPECT_THAT(unanswered("2020-05-26"), ElementsAre("p-1", "p-2", "p-3"));
  town.Received("2020-05-27", "p-1", "u-1").Replied("2020-05-27", "p-1", "u-1", "2020-05-25").AppendTo(log_);
  EXPECT_THAT(unanswered("2020-05-28"), IsEmpty());
}

TEST_F(ReportServiceTest, WhatCannotBeAnsweredIsNamed) {
  EXPECT_THAT(desk_.Report("weather", "town-a", {}), HasReason("REPORT_UNKNOWN"));
  EXPECT_THAT(desk_.Report("by-unit", "town-x", {}), HasReason("LEDGER_UNKNOWN"));
  EXPECT_THAT(desk_.Report("by-unit", "town-a", KnownAt(Noon("2021-03-02"))), HasReason("MOMENT_IN_FUTURE"));
  EXPECT_THAT(desk_.Report("by-unit", "town-a", AsOf(Noon("2021-03-02"))), HasReason("MOMENT_IN_FUTURE"));
  EXPECT_THAT(desk_.Report("by-unit", "town-a", After(18)), HasReason("SEQ_NOT_YET"));
  v1::ReportMoment both = After(3);
  both.mutable_known_at();
  EXPECT_THAT(desk_.Report("by-unit", "town-a", both), HasReason("MOMENT_AMBIGUOUS"));
  v1::GetReportRequest all;
  all.set_report("by-unit");
  *all.mutable_moment() = After(3);
  EXPECT_THAT(desk_.Report(all), HasReason("SEQ_NEEDS_LEDGER"));
  EXPECT_THAT(desk_.Open(Figure("happiness", {})), HasReason("FIGURE_UNKNOWN"));
  v1::OpenFigureRequest row = Figure("reply_rate", {});
  row.set_dimension(v1::FigureTable::MAIN_UNIT);
  EXPECT_THAT(desk_.Open(row), HasReason("ROW_UNKNOWN"));
  EXPECT_THAT(desk_.Explain(Between("reply_rate", KnownAt(Noon("2020-07-01")), KnownAt(Noon("2020-06-01")))),
              HasReason("MOMENTS_OUT_OF_ORDER"));
}

}  // namespace
}  // namespace huiyin
