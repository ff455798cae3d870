// A report as text, one and the same on every machine and for ever: what its digest is taken of. `huiyin report NAME
// --format canonical | sha256sum` is the report's digest, without trusting this program's word for it.
//
//   text      := header section* end
//   header    := "huiyin-report" "2" ; "report" name version ; ["known_at" time] ; ["as_of" time] ; ["seq" n]
//                ; "figures" figure* ; ["within_days" n]
//   section   := "ledger" id tree_size root_hash at local_date name ; "proposals" n ; ["session" id]
//                ; status* row* paragraph* list*
//   status    := "status" status count
//   row       := "row" dimension value label value_of_figure*
//   paragraph := "paragraph" term ; "english" span* ; "chinese" span* ; citation*
//   citation  := figure_of | rows_of
//   figure_of := "figure" figure dimension value part numerator ["of" denominator]
//   rows_of   := "rows" n list_id [column_id cell_id]
//   list      := "list" term ; "columns" column* ; entry*
//   entry     := "entry" cell*
//   end       := "ledgers" n ; "proposals" n ; "total" value_of_figure*
//
// Each item between ";" is a line: its fields with TAB between them, LF at its end. Figures come in the header's order:
// a rate is NUMERATOR/DENOMINATOR, overdue a number, handling_days N/MEDIAN/P90 with "-" for what is absent. A time is
// RFC 3339 in UTC, without zeros at the end of its fraction; a hash is lower-case hex. In a field, \\ \t \n \r stand
// for backslash, TAB, LF, CR; all else is UTF-8 as it came.
//
// A term is ID\|NAME\|NAME_ZH, a column the same and \|TYPE. A cell is a text, number, date, rate or term; terms have
// \, between them; \- is an absent cell. A span is its text, with \# and the citation's number behind where it has one.
// What a deputy is called is not there: a term that is personal, and the label of a row of LEAD_DEPUTY, is empty but
// for the id, since the name may be erased.
#ifndef HUIYIN_SERVICES_REPORT_TEXT_H_
#define HUIYIN_SERVICES_REPORT_TEXT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "huiyin/v1/report_service.pb.h"

namespace huiyin {

// Of the parts of one report, in order. Not thread-safe.
class ReportText {
 public:
  // The lines of the next part.
  std::string Of(const v1::GetReportResponse& part);

 private:
  std::vector<std::string> figures_;
};

// SHA-256 of the text of one report's parts.
class ReportDigest {
 public:
  ReportDigest();
  ~ReportDigest();

  // Every part, in order; that of the end counts without its digest.
  void Add(const v1::GetReportResponse& part);
  // 32 bytes. Once, after the last.
  std::string Finish();

 private:
  class Sha256;
  ReportText text_;
  std::unique_ptr<Sha256> sha256_;
};

// "2020-12-31T16:00:00Z".
std::string UtcText(const google::protobuf::Timestamp& time);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_TEXT_H_
