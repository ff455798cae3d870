// The reports that an office makes of a year, over the town's whole practice: against the figures worked out by hand,
// and against what stands in the town's commands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/damaged_view.h"
#include "projections/testing/folds_counted.h"
#include "projections/views.h"
#include "services/report_definition.h"
#include "services/testing/report_desk.h"
#include "services/testing/temporary_directory.h"
#include "tests/golden/figures.h"
#include "tests/golden/lists.h"
#include "tests/golden/town.h"

namespace huiyin {
namespace {

using testing::FoldsCounted;
using testing::KnownAt;
using testing::ReportDesk;
using ::testing::SizeIs;
using testing::TemporaryDirectory;

constexpr char kEndOf2020[] = "2020-12-31T16:00:00Z";

absl::Time TimeAt(const std::string& text) {
  absl::Time at;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &at, nullptr));
  return at;
}

class OfficeReports : public ::testing::Test {
 protected:
  OfficeReports() { AppendTown(log_, kWholePractice); }

  // What the report says of the town.
  WholeReport::Ledger Report(const std::string& name, const std::string& known_at = kEndOf2020) const {
    const auto report = desk_.Report(name, kTownLedger, KnownAt(TimeAt(known_at)));
    EXPECT_OK(report);
    return report.ok() && report->ledgers.size() == 1 ? report->ledgers[0] : WholeReport::Ledger();
  }
  v1::DataTable List(const std::string& report, const std::string& list) const {
    return ListNamed(Report(report), list);
  }

  MemoryLog log_;
  const Json expected_ = ExpectedFigures("expected.json");
  ReportDesk desk_{log_, absl::FromCivil(absl::CivilDay(2022, 6, 1), absl::UTCTimeZone())};
};

// To the byte, and with it to the digest.
TEST_F(OfficeReports, FromTheLiveViewAndFromTheRecordsEachReportIsTheSame) {
  const TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Views> views, Views::Open(directory.path() + "/views", log_));
  ASSERT_OK(views->WaitUntilCaughtUp(absl::Now() + absl::Seconds(30)));
  FoldsCounted counted(log_);
  const ReportDesk desk(counted, TimeAt("2022-06-01T00:00:00Z"), TrustEveryone("office-1"), views.get());
  for (const ReportDefinition& definition : ReportDefinitions()) {
    v1::GetReportRequest request;
    request.set_report(std::string(definition.name));
    ASSERT_OK_AND_ASSIGN(const auto live, desk.Parts(request));
    EXPECT_EQ(counted.Folds(), 0) << definition.name;
    request.set_from_records(true);
    ASSERT_OK_AND_ASSIGN(const auto folded, desk.Parts(request));
    EXPECT_GT(counted.Folds(), 0) << definition.name;
    ASSERT_THAT(live, SizeIs(folded.size())) << definition.name;
    for (size_t i = 0; i < live.size(); ++i) {
      EXPECT_EQ(live[i].SerializeAsString(), folded[i].SerializeAsString()) << definition.name << ", part " << i;
    }
  }
}

// The log has the answer, whatever became of the view: of a report that passes over it once, and of one with lists.
TEST_F(OfficeReports, AViewThatCannotBeReadHoldsNoReportUp) {
  const TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Views> views, Views::Open(directory.path() + "/views", log_));
  ASSERT_OK(views->WaitUntilCaughtUp(absl::Now() + absl::Seconds(30)));
  testing::DamageProposal(*views->store(), kTownLedger, "p-010");
  const ReportDesk desk(log_, TimeAt("2022-06-01T00:00:00Z"), TrustEveryone("office-1"), views.get());
  for (const char* name : {"by-unit", "register"}) {
    ASSERT_OK_AND_ASSIGN(const WholeReport report, desk.Report(name, kTownLedger, {}));
    ASSERT_OK_AND_ASSIGN(const WholeReport folded, desk_.Report(name, kTownLedger, {}));
    EXPECT_EQ(report.end.digest(), folded.end.digest()) << name;
  }
}

std::string OrDash(const Json& value) {
  if (value.is_null()) return "-";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

TEST_F(OfficeReports, TheRegisterHasEveryProposalAsItStood) {
  for (const Json& moment : expected_.at("moments")) {
    SCOPED_TRACE(moment.at("at").get<std::string>());
    const Json& facts = moment.at("ledgers").at(kTownLedger).at("facts");
    const v1::DataTable list = ListNamed(Report("register", moment.at("at")), "register");
    ASSERT_THAT(list.rows(), SizeIs(facts.size()));
    for (const auto& [proposal, wanted] : facts.items()) {
      std::string units;
      for (const Json& unit : wanted.at("main_units")) units += (units.empty() ? "" : " ") + unit.get<std::string>();
      EXPECT_EQ(RowOf(list, proposal, {"number", "kind", "status", "due_on", "main_units", "class", "result"}),
                absl::StrJoin({OrDash(wanted.at("number")), OrDash(wanted.at("kind")), OrDash(wanted.at("status")),
                               OrDash(wanted.at("due_on")), units.empty() ? "-" : units, OrDash(wanted.at("class")),
                               OrDash(wanted.at("result"))},
                              "|"))
          << proposal;
    }
  }
}

// As the commands say, line by line.
TEST_F(OfficeReports, TheRegisterSaysWhenAndByWhatAProposalWasAnswered) {
  const v1::DataTable list = List("register", "register");
  // Two units, of which the second completed the reply.
  EXPECT_EQ(RowOf(list, "p-010",
                  {"source", "lead_deputy", "category", "main_units", "co_units", "submitted_on", "assigned_on",
                   "due_on", "replied_on", "document_no", "attitude", "result", "days_overdue"}),
            "CONGRESS|d-31|公共安全|u-police u-school|-|2020-01-13|2020-03-25|2020-05-25|2020-05-22|石派函〔2020〕4号|"
            "SATISFIED|SATISFIED|-");
  // Corrected: the correction's number, the reply's date.
  EXPECT_EQ(RowOf(list, "p-028", {"co_units", "replied_on", "document_no"}), "u-agri|2020-05-25|石财函〔2020〕6号");
  EXPECT_EQ(RowOf(list, "p-023", {"replied_on", "document_no", "days_overdue"}), "-|-|221");
  EXPECT_EQ(RowOf(list, "p-052", {"status", "merged_into"}), "MERGED|p-011");
  EXPECT_EQ(RowOf(list, "p-008", {"kind"}), "SUGGESTION");
  // In the order of their numbers; p-070 was refused and has none.
  EXPECT_EQ(Written(list.rows(0).cells(0)), "p-001");
  EXPECT_EQ(Written(list.rows(list.rows_size() - 1).cells(0)), "p-070");
}

// [numerator, denominator] as a list writes it.
std::string RateText(const Json& rate) { return absl::StrCat(rate.at(0).dump(), "/", rate.at(1).dump()); }

TEST_F(OfficeReports, TheTaskListSaysWhoHasToDoWhatUntilWhen) {
  const v1::DataTable list = List("task-list", "tasks");
  const std::vector<std::string> columns = {"duty", "status", "next", "due_on", "days_left"};
  // On the first of January 2021.
  EXPECT_EQ(RowWhere(list, "unit", "u-clean", "proposal", "p-069", columns), "LEAD|HANDLING|REPLY|2020-11-18|-44");
  EXPECT_EQ(RowWhere(list, "unit", "u-shuili", "proposal", "p-069", columns),
            "CO|HANDLING|GIVE_OPINION|2020-11-18|-44");
  EXPECT_EQ(RowWhere(list, "unit", "u-cunjian", "proposal", "p-071", columns), "LEAD|HANDLING|REPLY|2021-01-18|17");
  // The first part of the road is open to traffic; the second is promised for the end of June.
  EXPECT_EQ(RowWhere(list, "unit", "u-road", "proposal", "p-001", columns),
            "LEAD|FOLLOW_UP|KEEP_COMMITMENT|2021-06-30|180");
  EXPECT_EQ(RowsWith(list, "proposal", "p-012"), 0) << "it is closed";
}

TEST_F(OfficeReports, WhatIsDueSoonIsListedByItsDays) {
  v1::GetReportRequest request;
  request.set_report("coming-due");
  *request.mutable_moment() = KnownAt(TimeAt(kEndOf2020));
  for (const auto& [days, proposals] : std::vector<std::pair<int, int>>{{16, 0}, {17, 1}, {31, 1}, {32, 2}}) {
    request.set_within_days(static_cast<uint32_t>(days));
    ASSERT_OK_AND_ASSIGN(const WholeReport report, desk_.Report(request));
    EXPECT_THAT(ListNamed(report.ledgers.at(0), "coming-due").rows(), SizeIs(proposals)) << days;
  }
  request.set_within_days(4'000);
  EXPECT_THAT(desk_.Report(request), HasReason("DAYS_TOO_MANY"));
  request.set_report("register");
  EXPECT_THAT(desk_.Report(request), HasReason("DAYS_NOT_TAKEN"));
}

TEST_F(OfficeReports, UnansweredIsWhatIsOverdue) {
  for (const Json& moment : expected_.at("moments")) {
    const Json& overdue = moment.at("ledgers").at(kTownLedger).at("overdue");
    const v1::DataTable list = ListNamed(Report("unanswered", moment.at("at")), "unanswered");
    ASSERT_THAT(list.rows(), SizeIs(overdue.size())) << moment.at("at");
    for (size_t i = 0; i < overdue.size(); ++i) {
      EXPECT_EQ(Written(list.rows(static_cast<int>(i)).cells(0)), overdue[i].at("proposal_id"));
    }
  }
  EXPECT_EQ(RowOf(List("unanswered", "unanswered"), "p-023", {"missing", "days_overdue", "main_units", "urges"}),
            "FIRST_REPLY|221|u-road|3");
}

TEST_F(OfficeReports, PrioritiesSayWhoSupervisesThemAndWhatBecameOfThem) {
  const v1::DataTable list = List("priorities", "priorities");
  ASSERT_THAT(list.rows(), SizeIs(3));
  const std::vector<std::string> columns = {"supervisor", "priority_on", "status",
                                            "urges",      "visits",      "open_commitments"};
  EXPECT_EQ(RowOf(list, "p-001", columns), "主席团副主席 夏怀远|2020-03-24|FOLLOW_UP|0|0/0|1");
  EXPECT_EQ(RowOf(list, "p-012", columns), "主席团主席 江汉民|2020-03-24|CLOSED|1|1/1|0");
  EXPECT_EQ(RowOf(list, "p-030", columns), "主席团副主席 夏怀远|2020-03-24|FOLLOW_UP|0|0/0|1");
}

// Counted by hand in the replies, fulfilments and changes of the commands.
TEST_F(OfficeReports, CommitmentsAreFollowedAcrossTheYears) {
  const WholeReport::Ledger ledger = Report("commitments");
  const v1::DataTable list = ListNamed(ledger, "commitments");
  EXPECT_THAT(list.rows(), SizeIs(21));
  EXPECT_EQ(RowsWith(list, "outcome", "KEPT"), 10);
  EXPECT_EQ(RowsWith(list, "outcome", "KEPT_LATE"), 1);
  EXPECT_EQ(RowsWith(list, "outcome", "MISSED"), 1);
  EXPECT_EQ(RowsWith(list, "outcome", "OPEN"), 9);
  const std::vector<std::string> columns = {"unit",    "promised_on",  "due_on",   "changes",
                                            "outcome", "fulfilled_on", "days_late"};
  EXPECT_EQ(RowOf(list, "p-047", columns), "u-land|2020-06-24|2020-09-30|0|KEPT_LATE|2020-10-16|16");
  // Due on the last of December, and not yet noted as missed: the date is past.
  EXPECT_EQ(RowOf(list, "p-040", columns), "u-cunjian|2020-07-09|2020-12-31|0|MISSED|-|1");
  EXPECT_EQ(RowWhere(list, "proposal", "p-013", "commitment", "c2", columns),
            "u-clean|2020-05-25|2021-03-31|1|OPEN|-|-");
  const v1::DataTable years = ListNamed(ledger, "commitment-years");
  ASSERT_THAT(years.rows(), SizeIs(2));
  const std::vector<std::string> of_year = {"commitments", "kept_in_time", "kept", "missed", "open", "changed"};
  EXPECT_EQ(RowOf(years, "2020", of_year), "12|10/12|11/12|1|0|0");
  EXPECT_EQ(RowOf(years, "2021", of_year), "9|0/0|0/0|0|9|1");
}

// On time, satisfied, completed, met in person: by the expected figures, put in order by hand.
TEST_F(OfficeReports, UnitsAreRankedByWhatTheyAnswerFor) {
  const v1::DataTable list = List("units-ranking", "ranking");
  const char* const kOrder[] = {"u-minzheng", "u-hospital", "u-cunjian", "u-road", "u-finance", "u-agri",
                                "u-shuili",   "u-police",   "u-emerg",   "u-land", "u-clean",   "u-school"};
  ASSERT_THAT(list.rows(), SizeIs(12));
  const Json& figures = expected_.at("moments").at(3).at("ledgers").at(kTownLedger).at("figures").at("main_unit");
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(Written(list.rows(i).cells(0)), kOrder[i]);
    const Json& unit = figures.at(kOrder[i]);
    EXPECT_EQ(
        RowOf(list, kOrder[i], {"rank", "assigned", "on_time_rate", "satisfaction_rate", "overdue"}),
        absl::StrJoin({absl::StrCat(i + 1), unit.at("assigned_rate").at(0).dump(), RateText(unit.at("on_time_rate")),
                       RateText(unit.at("satisfaction_rate")), unit.at("overdue").dump()},
                      "|"));
  }
}

TEST_F(OfficeReports, EachDeputySeesWhatBecameOfTheirProposals) {
  const WholeReport::Ledger ledger = Report("deputies");
  const v1::DataTable deputies = ListNamed(ledger, "deputies");
  EXPECT_THAT(deputies.rows(), SizeIs(58));
  EXPECT_EQ(RowOf(deputies, "d-01",
                  {"led", "cosigned", "reply_rate", "resolution_rate", "satisfaction_rate", "completion_rate"}),
            "1|1|1/1|0/1|1/1|0/1");
  const v1::DataTable proposals = ListNamed(ledger, "deputy-proposals");
  EXPECT_EQ(RowWhere(proposals, "deputy", "d-01", "proposal", "p-036", {"part", "status", "class", "result"}),
            "LEAD|FOLLOW_UP|B|BASICALLY_SATISFIED");
  EXPECT_EQ(RowWhere(proposals, "deputy", "d-01", "proposal", "p-014", {"part"}), "COSIGNER");
  const Json& leads = expected_.at("moments").at(3).at("ledgers").at(kTownLedger).at("figures").at("lead_deputy");
  for (const auto& [deputy, figures] : leads.items()) {
    EXPECT_EQ(RowOf(deputies, deputy, {"reply_rate", "satisfaction_rate", "overdue"}),
              absl::StrJoin({RateText(figures.at("reply_rate")), RateText(figures.at("satisfaction_rate")),
                             figures.at("overdue").dump()},
                            "|"))
        << deputy;
  }
}

TEST_F(OfficeReports, ClassesAndWordsComeToTheFigures) {
  const WholeReport::Ledger ledger = Report("classes");
  const v1::DataTable classes = ListNamed(ledger, "classes");
  for (const auto& [name, wanted] : std::vector<std::pair<const char*, const char*>>{
           {"A", "42/63|38/38|42/42"}, {"B", "17/63|15/16|7/17"}, {"C", "2/63|2/2|2/2"}, {"D", "2/63|1/1|2/2"}}) {
    EXPECT_EQ(RowOf(classes, name, {"proposals", "satisfaction_rate", "completion_rate"}), wanted) << name;
  }
  EXPECT_THAT(ListNamed(ledger, "class-proposals").rows(), SizeIs(63));
  // Counted by hand in the evaluations: each deputy's last word.
  const v1::DataTable verdicts = ListNamed(ledger, "verdicts");
  EXPECT_EQ(RowOf(verdicts, "SATISFIED", {"result", "attitude"}), "46/57|51/57");
  EXPECT_EQ(RowOf(verdicts, "BASICALLY_SATISFIED", {"result", "attitude"}), "10/57|6/57");
  EXPECT_EQ(RowOf(verdicts, "DISSATISFIED", {"result", "attitude"}), "1/57|0/57");
}

TEST_F(OfficeReports, TopicsComeByYearAndThoseThatRecurAreNamed) {
  const v1::DataTable topics = List("topics", "topics");
  const Json& figures = expected_.at("moments").at(3).at("ledgers").at(kTownLedger).at("figures").at("category");
  ASSERT_THAT(topics.rows(), SizeIs(figures.size()));
  for (const auto& [category, wanted] : figures.items()) {
    EXPECT_EQ(
        RowOf(topics, category, {"session", "year", "share", "reply_rate", "resolution_rate", "satisfaction_rate"}),
        absl::StrCat("s-19-8|2020|", wanted.at("assigned_rate").at(1).dump(), "/66|", RateText(wanted.at("reply_rate")),
                     "|", RateText(wanted.at("resolution_rate")), "|", RateText(wanted.at("satisfaction_rate"))))
        << category;
  }
  // A year later: education came up again in 2021 (p-072), and two were merged, of water and of farming.
  const v1::DataTable recurring = ListNamed(Report("topics", "2021-12-31T16:00:00Z"), "recurring");
  ASSERT_THAT(recurring.rows(), SizeIs(3));
  EXPECT_EQ(RowOf(recurring, "教育", {"sessions", "years", "merged"}), "1|2|0");
  EXPECT_EQ(RowOf(recurring, "水利防汛", {"years", "merged"}), "1|1");
  EXPECT_EQ(RowOf(recurring, "农业农村", {"years", "merged"}), "1|1");
}

std::string TextIn(const google::protobuf::RepeatedPtrField<v1::Span>& spans) {
  std::string text;
  for (const v1::Span& span : spans) text += span.text();
  return text;
}

// Written by hand from the expected figures and the counts above.
TEST_F(OfficeReports, TheAnnualReportReadsAsAnOfficeWouldSendIt) {
  const WholeReport::Ledger ledger = Report("annual");
  EXPECT_EQ(ledger.section.session_id(), "s-19-8");
  const char* const kChinese[] = {
      "石门镇第十九届人民代表大会第八次会议以来，截至2020年12月31日，共收到代表建议、批评和意见71件，其中大会期间提出63"
      "件、"
      "代表接待日2件、代表联络站2件、视察2件、调研1件、走访1件。不予受理1件、代表撤回2件、并案办理2件。"
      "登记办理66件，已交办66件，交办率100.0%。",
      "已交办的66件中，已办复63件，答复率95.5%；已答复或已到期的65件中，按期答复53件，按期答复率81.5%。"
      "从交办到首次答复，办理天数的中位数为58天，九成在106天以内。"
      "答复前，承办单位与代表见面沟通46件，面商率73.0%；以各种方式沟通60件，沟通率95.2%。",
      "已办复的63件中，已经解决或基本解决的（A类）42件，占66.7%；正在解决或列入计划的（B类）17件，占27.0%；"
      "因条件所限待以后解决的（C类）2件，占3.2%；留作参考的（D类）2件，占3.2%。已办结53件，办结率80.3%。",
      "代表对已办复63件中的57件作出评价，反馈率90.5%；未作评价的不计入满意率。"
      "对办理结果表示满意和基本满意的56件，满意率98.2%；对办理态度表示满意和基本满意的57件，态度满意率100.0%。"
      "其中首轮办理即满意和基本满意的52件，首轮满意率91.2%；评价后重新办理5件，重办率8.8%。",
      "主席团确定重点督办建议3件，其中已办结1件，正在跟踪督办2件。"
      "承办单位在答复中共作出承诺21项，按期兑现10项，逾期兑现1项，到期未兑现1项，尚未到期9项。",
      "截至2020年12月31日，尚有2件超过办理期限未答复，逐件列于后。"
      "正在办理4件，正在跟踪督办9件，将继续督促办理，直至办结。"};
  ASSERT_THAT(ledger.paragraphs, SizeIs(std::size(kChinese)));
  for (size_t i = 0; i < std::size(kChinese); ++i) EXPECT_EQ(TextIn(ledger.paragraphs[i].chinese()), kChinese[i]);
  EXPECT_EQ(TextIn(ledger.paragraphs[1].english()),
            "Of the 66 assigned, 63 have been answered, a reply rate of 95.5%. Of 65 that were answered or whose limit "
            "has passed, 53 were answered in time, an on-time rate of 81.5%. From assignment to the first reply the "
            "median was 58 days; nine in ten were answered within 106 days. Before replying, units met the deputy in "
            "person over 46 (73.0%), and were in contact in some way over 60 (95.2%).");
}

// A number that the text says: what the opened figure, or the list, comes to.
std::string NumberOf(const v1::CitedFigure& cited, const v1::OpenFigureResponse& opened) {
  const v1::FigureValue& value = opened.value();
  std::vector<int32_t> days;
  for (const v1::OpenedProposal& proposal : opened.proposals()) days.push_back(proposal.handling_days());
  std::sort(days.begin(), days.end());
  switch (cited.part()) {
    case v1::CitedFigure::NUMERATOR:
      return absl::StrCat(value.numerator());
    case v1::CitedFigure::DENOMINATOR:
      return absl::StrCat(value.denominator());
    case v1::CitedFigure::RATE:
      return absl::StrFormat("%.1f%%",
                             100.0 * static_cast<double>(value.numerator()) / static_cast<double>(value.denominator()));
    case v1::CitedFigure::MEDIAN:
      return absl::StrCat(days.at((days.size() + 1) / 2 - 1));
    case v1::CitedFigure::P90:
      return absl::StrCat(days.at((days.size() * 9 + 9) / 10 - 1));
    default:
      return "";
  }
}

void ExpectOpens(const ReportDesk& desk, const WholeReport::Ledger& ledger, const v1::Citation& citation,
                 const std::string& said, absl::Time at) {
  if (citation.has_rows()) {
    const v1::CitedRows& rows = citation.rows();
    const v1::DataTable list = ListNamed(ledger, rows.list_id());
    const int counted = rows.column_id().empty() ? list.rows_size() : RowsWith(list, rows.column_id(), rows.cell_id());
    EXPECT_EQ(said, absl::StrCat(counted)) << rows.ShortDebugString();
    return;
  }
  const v1::CitedFigure& cited = citation.figure();
  v1::OpenFigureRequest request;
  request.set_ledger_id(kTownLedger);
  request.set_figure(cited.figure());
  request.set_dimension(cited.dimension());
  request.set_value(cited.value());
  *request.mutable_moment() = KnownAt(at);
  ASSERT_OK_AND_ASSIGN(const v1::OpenFigureResponse opened, desk.Open(request));
  EXPECT_EQ(cited.holds().SerializeAsString(), opened.value().SerializeAsString()) << cited.ShortDebugString();
  EXPECT_EQ(said, NumberOf(cited, opened)) << cited.ShortDebugString();
}

// In both languages; what is left without its cited numbers has digits only in its dates and the session's number.
void ExpectEveryNumberIsCited(const google::protobuf::RepeatedPtrField<v1::Span>& spans) {
  std::string rest;
  for (const v1::Span& span : spans) rest += span.citation() == 0 ? span.text() : "#";
  for (const char* const known : {"2020年12月31日", "31 December 2020", "2020年6月30日", "30 June 2020", "session 8"}) {
    rest = absl::StrReplaceAll(rest, {{known, ""}});
  }
  EXPECT_EQ(rest.find_first_of("0123456789"), std::string::npos) << rest;
}

TEST_F(OfficeReports, EveryNumberOfTheProseOpens) {
  for (const auto& [name, moment] : std::vector<std::pair<const char*, const char*>>{
           {"annual", kEndOf2020}, {"half-year", "2020-06-30T16:00:00Z"}}) {
    SCOPED_TRACE(name);
    const WholeReport::Ledger ledger = Report(name, moment);
    int citations = 0;
    for (const v1::Paragraph& paragraph : ledger.paragraphs) {
      for (const auto* const spans : {&paragraph.english(), &paragraph.chinese()}) {
        ExpectEveryNumberIsCited(*spans);
        for (const v1::Span& span : *spans) {
          if (span.citation() == 0) continue;
          ASSERT_LE(span.citation(), static_cast<uint32_t>(paragraph.citations_size()));
          const v1::Citation& citation = paragraph.citations(static_cast<int>(span.citation()) - 1);
          ExpectOpens(desk_, ledger, citation, span.text(), TimeAt(moment));
          ++citations;
        }
      }
    }
    EXPECT_GT(citations, 50);
  }
}

// Before anything was replied to: no rate is made of nothing.
TEST_F(OfficeReports, ARateOverNothingIsNotSaid) {
  const WholeReport::Ledger ledger = Report("half-year", "2020-03-31T16:00:00Z");
  ASSERT_GE(ledger.paragraphs.size(), 5u);
  EXPECT_EQ(TextIn(ledger.paragraphs[1].chinese()), "已交办的61件中，已办复0件，答复率0.0%；尚无到期件。");
  EXPECT_EQ(TextIn(ledger.paragraphs[2].chinese()), "尚无答复。");
  EXPECT_EQ(TextIn(ledger.paragraphs[3].chinese()), "尚无代表评价。");
  // Before the session there is nothing at all.
  const WholeReport::Ledger before = Report("annual", "2019-12-31T16:00:00Z");
  ASSERT_THAT(before.paragraphs, SizeIs(1));
}

}  // namespace
}  // namespace huiyin
