#include "tools/cli/report_document.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/report_definition.h"
#include "services/report_text.h"
#include "tools/cli/report_prose.h"
#include "tools/cli/report_tables.h"

namespace huiyin {
namespace {

Words TitleOf(const v1::ReportHeader& header) {
  const absl::StatusOr<const ReportDefinition*> report = FindReport(header.report());
  if (!report.ok()) return {header.report(), header.report()};
  return {(*report)->english, (*report)->chinese};
}

DocumentBlock TableBlock(const v1::DataTable& table, Speech speech) {
  DocumentBlock block;
  block.heading = TermText(table.name(), speech);
  for (const v1::DataColumn& column : table.columns()) {
    const bool is_number = IsNumber(column.type());
    const bool is_first = block.columns.empty();
    block.columns.push_back({TermText(column.name(), speech), is_number ? Table::Align::kRight : Table::Align::kLeft,
                             column.type() != v1::DataColumn::DATE, !is_first});
  }
  for (const v1::DataRow& row : table.rows()) {
    std::vector<std::string>& cells = block.rows.emplace_back();
    for (const v1::DataCell& cell : row.cells()) cells.push_back(CellText(cell, speech));
  }
  if (!block.rows.empty()) return block;
  block.columns.clear();
  block.notes.push_back(Say(speech, {"none", "无"}));
  return block;
}

DocumentBlock ProvenanceBlock(const WholeReport& report, Speech speech) {
  DocumentBlock block;
  block.heading = Say(speech, {"Provenance", "出处"});
  const v1::ReportHeader& header = report.header;
  block.notes.push_back(absl::StrCat(Say(speech, {"report", "报表"}), ": ", header.report(), " ",
                                     Say(speech, {"version", "版本"}), " ", header.version()));
  block.notes.push_back(MomentText(speech, header.moment()));
  for (const WholeReport::Ledger& ledger : report.ledgers) {
    block.notes.push_back(ProvenanceText(speech, ledger.section.provenance()));
  }
  block.notes.push_back(
      absl::StrCat(Say(speech, {"digest", "摘要"}), " SHA-256: ", absl::BytesToHexString(report.end.digest())));
  return block;
}

void AddLedger(const WholeReport& report, const WholeReport::Ledger& ledger, Speech speech, Document& document) {
  const v1::LedgerProvenance& provenance = ledger.section.provenance();
  document.blocks.emplace_back().heading =
      absl::StrCat(provenance.name(), " (", provenance.ledger_id(), ") ", provenance.local_date());
  for (DocumentBlock& block : ProseBlocks(report, ledger, speech)) document.blocks.push_back(std::move(block));
  for (const v1::DataTable& table : TablesOf(report.header, ledger)) {
    document.blocks.push_back(TableBlock(table, speech));
  }
}

}  // namespace

std::string MomentText(Speech speech, const v1::ReportMoment& moment) {
  std::vector<std::string> parts;
  if (moment.has_known_at()) {
    parts.push_back(absl::StrCat(Say(speech, {"as known at", "截至此刻已登记"}), " ", UtcText(moment.known_at())));
  }
  if (moment.has_seq()) {
    parts.push_back(absl::StrCat(Say(speech, {"after the event", "截至事件"}), " ", moment.seq()));
  }
  if (moment.has_as_of()) {
    parts.push_back(absl::StrCat(Say(speech, {"as of", "截至此刻已发生"}), " ", UtcText(moment.as_of())));
  }
  return absl::StrJoin(parts, "; ");
}

std::string ProvenanceText(Speech speech, const v1::LedgerProvenance& ledger) {
  return absl::StrCat(ledger.ledger_id(), ": ", ledger.tree_size(), " ", Say(speech, {"records", "条记录"}), ", ",
                      Say(speech, {"root", "树根"}), " ", absl::BytesToHexString(ledger.root_hash()), ", ",
                      Say(speech, {"local date", "当地日期"}), " ", ledger.local_date());
}

Document ReportDocument(const WholeReport& report, Speech speech) {
  Document document;
  document.title = Say(speech, TitleOf(report.header));
  for (const WholeReport::Ledger& ledger : report.ledgers) AddLedger(report, ledger, speech, document);
  if (report.end.ledgers() != 1) {
    document.blocks.push_back(TableBlock(TotalTable(report), speech));
    absl::StrAppend(&document.blocks.back().heading, " (", report.end.ledgers(), ")");
  }
  document.blocks.push_back(ProvenanceBlock(report, speech));
  return document;
}

}  // namespace huiyin
