#include "tools/cli/report_document.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/report_definition.h"
#include "services/report_text.h"
#include "tools/cli/figure_words.h"

namespace huiyin {
namespace {

constexpr auto kLeft = Table::Align::kLeft;
constexpr auto kRight = Table::Align::kRight;

Words TitleOf(const v1::ReportHeader& header) {
  const absl::StatusOr<const ReportDefinition*> report = FindReport(header.report());
  if (!report.ok()) return {header.report(), header.report()};
  return {(*report)->english, (*report)->chinese};
}

// One figure a line.
DocumentBlock FiguresBlock(const v1::ReportHeader& header, const v1::Figures& figures, Speech speech) {
  DocumentBlock block;
  block.columns = {{Say(speech, {"figure", "指标"})}, {Say(speech, {"value", "数值"}), kRight}};
  for (const std::string& figure : header.figures()) {
    block.rows.push_back({Say(speech, FigureWords(figure)), FigureText(figures, figure)});
  }
  return block;
}

// One row of the table a line.
DocumentBlock TableBlock(const v1::ReportHeader& header, const v1::FigureTable& table, Speech speech) {
  DocumentBlock block;
  block.columns = {{Say(speech, DimensionWords(table.dimension())), kLeft, true}};
  for (const std::string& figure : header.figures()) {
    block.columns.push_back({Say(speech, FigureWords(figure)), kRight, true});
  }
  for (const v1::FigureRow& row : table.rows()) {
    const std::string value = Say(speech, ValueWords(table.dimension(), row.value()));
    std::vector<std::string> cells = {row.label().empty() ? value : absl::StrCat(value, " ", row.label())};
    for (const std::string& figure : header.figures()) cells.push_back(FigureText(row.figures(), figure));
    block.rows.push_back(std::move(cells));
  }
  return block;
}

DocumentBlock StatusBlock(const v1::ReportSection& section, Speech speech) {
  DocumentBlock block;
  block.columns = {{Say(speech, {"status", "状态"})}, {Say(speech, {"proposals", "件数"}), kRight}};
  for (const v1::StatusCount& count : section.status()) {
    v1::Proposal::Status status = v1::Proposal::STATUS_UNSPECIFIED;
    v1::Proposal::Status_Parse(count.status(), &status);
    block.rows.push_back({Say(speech, WordsOf(status)), absl::StrCat(count.count())});
  }
  block.rows.push_back({Say(speech, {"all", "合计"}), absl::StrCat(section.proposals())});
  return block;
}

DocumentBlock OverdueBlock(const std::vector<v1::DueProposal>& overdue, Speech speech) {
  DocumentBlock block;
  block.columns = {{Say(speech, {"due on", "办理期限"})},
                   {Say(speech, {"days overdue", "逾期天数"}), kRight},
                   {Say(speech, {"no.", "编号"}), kRight},
                   {Say(speech, {"proposal", "建议"}), kLeft, true},
                   {Say(speech, {"title", "标题"}), kLeft, true},
                   {Say(speech, {"round", "轮次"}), kRight},
                   {Say(speech, {"main units", "主办单位"}), kLeft, true}};
  bool any_provisional = false;
  for (const v1::DueProposal& due : overdue) {
    any_provisional = any_provisional || due.due_provisional();
    block.rows.push_back({absl::StrCat(due.due_on(), due.due_provisional() ? "?" : ""),
                          absl::StrCat(due.days_overdue()), absl::StrCat(due.number()), due.proposal_id(), due.title(),
                          absl::StrCat(due.round()), absl::StrJoin(due.main_unit_names(), " ")});
  }
  if (any_provisional) {
    block.notes.push_back(Say(
        speech, {"? provisional: the holidays of that time are not known yet", "? 暂定：当时的节假日安排尚未公布"}));
  }
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
  const size_t first = document.blocks.size();
  for (const v1::FigureTable& table : ledger.tables) {
    if (table.dimension() == v1::FigureTable::LEDGER) {
      if (!table.rows().empty()) {
        document.blocks.push_back(FiguresBlock(report.header, table.rows(0).figures(), speech));
      }
      if (!ledger.section.status().empty()) document.blocks.push_back(StatusBlock(ledger.section, speech));
    } else {
      document.blocks.push_back(TableBlock(report.header, table, speech));
    }
  }
  if (!ledger.overdue.empty()) document.blocks.push_back(OverdueBlock(ledger.overdue, speech));
  if (document.blocks.size() == first) document.blocks.emplace_back();
  document.blocks[first].heading =
      absl::StrCat(provenance.name(), " (", provenance.ledger_id(), ") ", provenance.local_date());
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
    document.blocks.push_back(FiguresBlock(report.header, report.end.total(), speech));
    document.blocks.back().heading =
        absl::StrCat(Say(speech, {"All ledgers together", "全部登记册合计"}), " (", report.end.ledgers(), ")");
  }
  document.blocks.push_back(ProvenanceBlock(report, speech));
  return document;
}

}  // namespace huiyin
