#include "tools/cli/report.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/report_definition.h"
#include "services/report_reader.h"
#include "services/rpc_status.h"
#include "tools/cli/document.h"
#include "tools/cli/figure_document.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/moments.h"
#include "tools/cli/report_data.h"
#include "tools/cli/report_document.h"
#include "tools/cli/report_workbook.h"
#include "tools/cli/terminal.h"
#include "tools/cli/workbook.h"

namespace huiyin {
namespace {

absl::StatusOr<v1::ReportMoment> MomentOf(const MomentOptions& options, const std::string& option) {
  v1::ReportMoment moment;
  if (!options.known_at.empty()) {
    ASSIGN_OR_RETURN(*moment.mutable_known_at(), MomentOption(option, options.known_at));
  }
  if (!options.as_of.empty()) {
    ASSIGN_OR_RETURN(*moment.mutable_as_of(), MomentOption(option, options.as_of));
  }
  if (options.seq) moment.set_seq(*options.seq);
  return moment;
}

Speech SpeechOf(const ReportFormat& shown) {
  if (shown.format == "html") return Speech::kBoth;
  return LanguageOf(shown.language) == Language::kChinese ? Speech::kChinese : Speech::kEnglish;
}

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string DocumentText(const Document& document, const ReportFormat& shown) {
  if (shown.format == "html") return HtmlOf(document);
  if (shown.format == "markdown") return MarkdownOf(document);
  return TextOf(document, shown.out.empty() ? TerminalWidth() : 0);
}

std::string ReportAs(const WholeReport& report, const ReportFormat& shown) {
  if (shown.format == "canonical") return report.text;
  if (shown.format == "json") return ReportJson(report).dump() + "\n";
  if (shown.format == "csv") return ReportCsv(report);
  return DocumentText(ReportDocument(report, SpeechOf(shown)), shown);
}

absl::Status WriteFile(const std::string& text, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file.good()) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "FILE_UNWRITABLE", absl::StrCat("cannot write ", path),
               absl::StrCat("无法写入 ", path), "--out");
}

// When the records end that the report rests on: so the same report is the same file.
absl::Time TimeOf(const WholeReport& report) {
  absl::Time latest = absl::UnixEpoch();
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    latest = std::max(latest, ToTime(ledger.section.provenance().at()));
  }
  return latest;
}

absl::Status Show(const WholeReport& report, const ReportFormat& shown) {
  if (shown.format == "xlsx") return WriteWorkbook(SheetsOf(report, SpeechOf(shown)), TimeOf(report), shown.out);
  const std::string text = ReportAs(report, shown);
  if (!shown.out.empty()) return WriteFile(text, shown.out);
  Print(text);
  return absl::OkStatus();
}

// The standing check "件件有答复": an error says that it is not so. Nothing for other reports.
absl::Status CheckAnswered(const WholeReport& report) {
  if (report.header.report() != "unanswered") return absl::OkStatus();
  int unanswered = 0;
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    for (const v1::DataTable& list : ledger.lists) unanswered += list.rows_size();
  }
  if (unanswered == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "PROPOSALS_UNANSWERED",
               absl::StrCat("unanswered past their limit: ", unanswered),
               absl::StrCat("超过办理期限未答复：", unanswered, " 件"));
}

// All pages of one answer; each further page is asked for by `go_on`, and joined to the first.
template <typename Request, typename Response, typename GoOn>
absl::StatusOr<Response> AllPages(const Connection& connection,
                                  grpc::Status (v1::ReportService::Stub::*rpc)(grpc::ClientContext*, const Request&,
                                                                               Response*),
                                  Request request, GoOn go_on) {
  const auto stub = v1::ReportService::NewStub(connection.channel());
  Response whole;
  do {
    grpc::ClientContext context;
    connection.Prepare(context);
    Response page;
    RETURN_IF_ERROR(FromRpc((stub.get()->*rpc)(&context, request, &page)));
    request.set_page_token(page.next_page_token());
    go_on(page, request, whole);
  } while (!request.page_token().empty());
  return whole;
}

}  // namespace

std::vector<std::string> ReportNames() {
  std::vector<std::string> names;
  for (const ReportDefinition& report : ReportDefinitions()) names.emplace_back(report.name);
  return names;
}

std::vector<std::string> FigureNames() {
  std::vector<std::string> names;
  const auto* const figures = v1::Figures::descriptor();
  for (int i = 0; i < figures->field_count(); ++i) names.push_back(figures->field(i)->name());
  return names;
}

absl::StatusOr<v1::GetReportRequest> ReportRequestOf(const Connection& connection, const ReportOptions& options) {
  v1::GetReportRequest request;
  request.set_report(options.report);
  ASSIGN_OR_RETURN(const std::vector<std::string> ledgers,
                   ChooseLedgers(connection, options.ledgers, options.subtrees));
  request.mutable_ledger_ids()->Assign(ledgers.begin(), ledgers.end());
  ASSIGN_OR_RETURN(*request.mutable_moment(), MomentOf(options.moment, "--known-at, --as-of"));
  if (options.moment.seq && ledgers.empty()) {
    ASSIGN_OR_RETURN(*request.add_ledger_ids(), ChooseLedger(connection, ""));
  }
  if (options.within_days) request.set_within_days(*options.within_days);
  request.set_from_records(options.from_records);
  return request;
}

absl::Status PrintReport(const Connection& connection, const ReportOptions& options) {
  ASSIGN_OR_RETURN(const v1::GetReportRequest request, ReportRequestOf(connection, options));
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::ReportService::NewStub(connection.channel());
  const auto stream = stub->GetReport(&context, request);
  ReportReader reader;
  for (v1::GetReportResponse part; stream->Read(&part);) reader.Add(std::move(part));
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  ASSIGN_OR_RETURN(const WholeReport report, reader.Finish());
  RETURN_IF_ERROR(Show(report, options.shown));
  return CheckAnswered(report);
}

absl::Status PrintOpenedFigure(const Connection& connection, const OpenFigureOptions& options) {
  v1::OpenFigureRequest request;
  request.set_figure(options.figure);
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, options.ledger));
  ASSIGN_OR_RETURN(*request.mutable_moment(), MomentOf(options.moment, "--known-at, --as-of"));
  if (!options.by.empty()) {
    v1::FigureTable::Dimension dimension = v1::FigureTable::UNSPECIFIED;
    v1::FigureTable::Dimension_Parse(absl::AsciiStrToUpper(options.by), &dimension);
    request.set_dimension(dimension);
    request.set_value(options.value);
  }
  const auto join = [](v1::OpenFigureResponse& page, v1::OpenFigureRequest& next, v1::OpenFigureResponse& whole) {
    *next.mutable_moment() = page.moment();
    whole.MergeFrom(page);
  };
  ASSIGN_OR_RETURN(const v1::OpenFigureResponse opened,
                   AllPages(connection, &v1::ReportService::Stub::OpenFigure, request, join));
  if (options.shown.format == "json") {
    Print(OpenedJson(options.figure, opened).dump() + "\n");
  } else {
    Print(DocumentText(OpenedDocument(options.figure, opened, SpeechOf(options.shown)), options.shown));
  }
  return absl::OkStatus();
}

absl::Status PrintExplainedChange(const Connection& connection, const ExplainOptions& options) {
  v1::ExplainChangeRequest request;
  request.set_figure(options.figure);
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, options.ledger));
  ASSIGN_OR_RETURN(*request.mutable_from(), MomentOf(options.from, "--from, --from-as-of"));
  ASSIGN_OR_RETURN(*request.mutable_to(), MomentOf(options.to, "--to, --to-as-of"));
  const auto join = [](v1::ExplainChangeResponse& page, v1::ExplainChangeRequest& next,
                       v1::ExplainChangeResponse& whole) {
    *next.mutable_from() = page.from_moment();
    *next.mutable_to() = page.to_moment();
    whole.MergeFrom(page);
  };
  ASSIGN_OR_RETURN(const v1::ExplainChangeResponse explained,
                   AllPages(connection, &v1::ReportService::Stub::ExplainChange, request, join));
  if (options.shown.format == "json") {
    Print(ExplainedJson(options.figure, explained).dump() + "\n");
  } else {
    Print(DocumentText(ExplainedDocument(options.figure, explained, SpeechOf(options.shown)), options.shown));
  }
  return absl::OkStatus();
}

}  // namespace huiyin
