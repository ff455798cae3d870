// huiyin report: reports of the register's history, figures opened, changes explained.
#ifndef HUIYIN_TOOLS_CLI_REPORT_H_
#define HUIYIN_TOOLS_CLI_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "huiyin/v1/report_service.pb.h"
#include "tools/cli/connection.h"

namespace huiyin {

// As the person said it; nothing: now.
struct MomentOptions {
  // RFC 3339.
  std::string known_at;
  std::string as_of;
  std::optional<uint64_t> seq;
};

// How it is shown: "table", "json", "csv", "markdown", "html"; of a report also "xlsx", and "canonical", the text that
// its digest is taken of.
struct ReportFormat {
  std::string format = "table";
  // A file; stdout when empty. XLSX needs one.
  std::string out;
  // As LanguageOf takes it. HTML speaks both.
  std::string language;
};

struct ReportOptions {
  std::string report;
  // All when both are empty.
  std::vector<std::string> ledgers;
  // These and the ledgers below them.
  std::vector<std::string> subtrees;
  MomentOptions moment;
  // Of coming-due.
  std::optional<uint32_t> within_days;
  bool from_records = false;
  ReportFormat shown;
};

struct OpenFigureOptions {
  std::string figure;
  // The only one when empty.
  std::string ledger;
  MomentOptions moment;
  // A row of a table: a name of v1::FigureTable::Dimension in lower case, and its value. The whole ledger when empty.
  std::string by;
  std::string value;
  ReportFormat shown;
};

struct ExplainOptions {
  std::string figure;
  // The only one when empty.
  std::string ledger;
  MomentOptions from;
  MomentOptions to;
  ReportFormat shown;
};

// What the options take.
std::vector<std::string> ReportNames();
std::vector<std::string> FigureNames();

// What the options ask for; the only ledger when a seq needs one.
absl::StatusOr<v1::GetReportRequest> ReportRequestOf(const Connection& connection, const ReportOptions& options);

// On stdout, or into the file that was named. kInvalidArgument (FILE_UNWRITABLE). The report unanswered, once it is
// shown: kFailedPrecondition (PROPOSALS_UNANSWERED) when there are any.
absl::Status PrintReport(const Connection& connection, const ReportOptions& options);
absl::Status PrintOpenedFigure(const Connection& connection, const OpenFigureOptions& options);
absl::Status PrintExplainedChange(const Connection& connection, const ExplainOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_H_
