#include "services/report_reader.h"

#include <utility>

#include "base/error.h"

namespace huiyin {

void ReportReader::Add(v1::GetReportResponse part) {
  digest_.Add(part);
  report_.text += text_.Of(part);
  if (part.has_header()) report_.header = std::move(*part.mutable_header());
  if (part.has_section()) report_.ledgers.push_back({std::move(*part.mutable_section()), {}, {}, {}});
  if (part.has_end()) {
    has_end_ = true;
    report_.end = std::move(*part.mutable_end());
  }
  if (report_.ledgers.empty()) return;
  WholeReport::Ledger& ledger = report_.ledgers.back();
  if (part.has_table()) {
    v1::FigureTable& table = *part.mutable_table();
    const bool goes_on = !ledger.tables.empty() && ledger.tables.back().dimension() == table.dimension();
    if (goes_on) {
      ledger.tables.back().mutable_rows()->MergeFrom(table.rows());
    } else {
      ledger.tables.push_back(std::move(table));
    }
  }
  if (part.has_paragraph()) ledger.paragraphs.push_back(std::move(*part.mutable_paragraph()));
  if (part.has_list()) AddToList(ledger, std::move(*part.mutable_list()));
}

void ReportReader::AddToList(WholeReport::Ledger& ledger, v1::DataTable part) {
  if (part.columns_size() > 0 || ledger.lists.empty()) {
    ledger.lists.emplace_back();
    *ledger.lists.back().mutable_name() = part.name();
    ledger.lists.back().mutable_columns()->Swap(part.mutable_columns());
  }
  v1::DataTable& list = ledger.lists.back();
  for (v1::DataRow& row : *part.mutable_rows()) {
    fits_ = fits_ && row.cells_size() == list.columns_size();
    *list.add_rows() = std::move(row);
  }
}

absl::StatusOr<WholeReport> ReportReader::Finish() {
  if (!has_end_) {
    return Error(absl::StatusCode::kDataLoss, "REPORT_CUT_SHORT", "the report ended before its end", "报表不完整");
  }
  if (digest_.Finish() != report_.end.digest()) {
    return Error(absl::StatusCode::kDataLoss, "REPORT_DIGEST_WRONG",
                 "the report is not the one that its digest was taken of", "报表与其摘要不符");
  }
  if (!fits_) {
    return Error(absl::StatusCode::kDataLoss, "REPORT_MALFORMED", "a row of the report does not fit its columns",
                 "报表中有一行与列数不符");
  }
  return std::move(report_);
}

}  // namespace huiyin
