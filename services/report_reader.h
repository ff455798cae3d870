// A report's parts put together again by who asked for it, and held against its digest.
#ifndef HUIYIN_SERVICES_REPORT_READER_H_
#define HUIYIN_SERVICES_REPORT_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/report_service.pb.h"
#include "services/report_text.h"

namespace huiyin {

struct WholeReport {
  struct Ledger {
    v1::ReportSection section;
    std::vector<v1::FigureTable> tables;
    std::vector<v1::Paragraph> paragraphs;
    // Each whole.
    std::vector<v1::DataTable> lists;
  };
  v1::ReportHeader header;
  std::vector<Ledger> ledgers;
  v1::ReportEnd end;
  // Canonical (report_text.h); its SHA-256 is end.digest().
  std::string text;
};

// Not thread-safe.
class ReportReader {
 public:
  // Every part, in order.
  void Add(v1::GetReportResponse part);
  // Once, when the stream ended well. kDataLoss: REPORT_CUT_SHORT, it has no end; REPORT_DIGEST_WRONG, it is not what
  // its digest was taken of; REPORT_MALFORMED, a row does not fit its columns.
  absl::StatusOr<WholeReport> Finish();

 private:
  void AddToList(WholeReport::Ledger& ledger, v1::DataTable part);

  WholeReport report_;
  ReportText text_;
  ReportDigest digest_;
  bool has_end_ = false;
  bool fits_ = true;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_READER_H_
