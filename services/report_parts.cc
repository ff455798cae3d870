#include "services/report_parts.h"

#include <string>
#include <utility>

#include "base/status_macros.h"
#include "base/timestamps.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/proof.h"
#include "projections/days.h"
#include "projections/due.h"
#include "projections/figure_counts.h"
#include "projections/page_token.h"
#include "projections/zone.h"

namespace huiyin {
namespace {

using v1::FigureTable;
using v1::GetReportResponse;

// Rows laid out over as many messages as they need. `page_of` adds an empty page and gives its rows.
template <typename Row, typename PageOf>
void AddPages(google::protobuf::RepeatedPtrField<Row>& rows, PageOf page_of, std::vector<GetReportResponse>& parts) {
  google::protobuf::RepeatedPtrField<Row>* page = nullptr;
  size_t bytes = 0;
  for (Row& row : rows) {
    if (page == nullptr || page->size() == kReportRowsPageSize || bytes > kPageBytesMax) {
      parts.emplace_back();
      page = page_of(parts.back());
      bytes = 0;
    }
    bytes += row.ByteSizeLong();
    *page->Add() = std::move(row);
  }
}

void AddTable(const ReportDefinition& report, FigureTable& table, std::vector<GetReportResponse>& parts) {
  for (v1::FigureRow& row : *table.mutable_rows()) KeepFigures(report, *row.mutable_figures());
  AddPages(
      *table.mutable_rows(),
      [&table](GetReportResponse& part) {
        part.mutable_table()->set_dimension(table.dimension());
        return part.mutable_table()->mutable_rows();
      },
      parts);
}

void AddFigures(const v1::Figures& figures, v1::Figures& total) {
  for (const RateDefinition& rate : RateDefinitions()) {
    // Through a copy, since a definition names the field by its mutable accessor.
    v1::Figures copy = figures;
    const v1::Ratio& ratio = *(copy.*rate.mutable_ratio)();
    v1::Ratio& sum = *(total.*rate.mutable_ratio)();
    sum.set_numerator(sum.numerator() + ratio.numerator());
    sum.set_denominator(sum.denominator() + ratio.denominator());
  }
  total.set_overdue(total.overdue() + figures.overdue());
}

}  // namespace

absl::StatusOr<v1::LedgerProvenance> ProvenanceOf(const EventLog& log, const v1::LedgerFacts& ledger,
                                                  uint64_t tree_size, absl::Time at, absl::TimeZone zone) {
  merkle::Hash root = merkle::EmptyRoot();
  if (tree_size > 0) {
    ASSIGN_OR_RETURN(root, merkle::RootAt(merkle::TreeSize(tree_size), LedgerTiles(log, LedgerId(ledger.ledger_id()))));
  }
  v1::LedgerProvenance provenance;
  provenance.set_ledger_id(ledger.ledger_id());
  provenance.set_name(ledger.name());
  provenance.set_tree_size(tree_size);
  provenance.set_root_hash(std::string(root.bytes()));
  SetTime(at, *provenance.mutable_at());
  provenance.set_local_date(FormatDay(DayNumber(absl::ToCivilDay(at, zone))));
  return provenance;
}

absl::StatusOr<v1::LedgerProvenance> ProvenanceOf(const EventLog& log, const LedgerPicture& picture, absl::Time at,
                                                  const TimeZones& zones) {
  const v1::LedgerFacts& ledger = picture.directory().ledger;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(ledger, zones));
  return ProvenanceOf(log, ledger, ledger.known_events(), at, zone);
}

absl::StatusOr<std::vector<GetReportResponse>> ReportPartsOf(const ReportDefinition& report, const EventLog& log,
                                                             const LedgerPicture& picture, absl::Time at,
                                                             const TimeZones& zones) {
  ASSIGN_OR_RETURN(v1::LedgerStatistics statistics, StatisticsOf(picture, at, zones, report.dimensions));
  std::vector<GetReportResponse> parts(1);
  v1::ReportSection& section = *parts[0].mutable_section();
  ASSIGN_OR_RETURN(*section.mutable_provenance(), ProvenanceOf(log, picture, at, zones));
  section.set_proposals(statistics.proposals());
  if (report.shows_status) *section.mutable_status() = std::move(*statistics.mutable_status());
  for (FigureTable& table : *statistics.mutable_tables()) AddTable(report, table, parts);
  if (!report.lists_overdue) return parts;
  // The statistics list only the first of them.
  ASSIGN_OR_RETURN(std::vector<v1::DueProposal> due, DueOf(picture, at, zones, /*within_days=*/0));
  google::protobuf::RepeatedPtrField<v1::DueProposal> rows(std::make_move_iterator(due.begin()),
                                                           std::make_move_iterator(due.end()));
  AddPages(
      rows, [](GetReportResponse& part) { return part.mutable_overdue()->mutable_proposals(); }, parts);
  return parts;
}

ReportTotals::ReportTotals(const ReportDefinition& report)
    : report_(report),
      handling_(no_directory_, absl::UnixEpoch(), absl::UTCTimeZone(),
                std::vector<FigureTable::Dimension>{FigureTable::LEDGER}) {}

absl::Status ReportTotals::Add(const std::vector<GetReportResponse>& parts, const LedgerPicture& picture) {
  for (const GetReportResponse& part : parts) {
    if (part.has_section()) end_.set_proposals(end_.proposals() + part.section().proposals());
    if (part.table().dimension() != FigureTable::LEDGER) continue;
    for (const v1::FigureRow& row : part.table().rows()) AddFigures(row.figures(), *end_.mutable_total());
  }
  end_.set_ledgers(end_.ledgers() + 1);
  return picture.ForEachProposal([this](const v1::ProposalFacts& facts) {
    if (facts.has_first_replied_day()) handling_.Add(facts);
    return absl::OkStatus();
  });
}

v1::ReportEnd ReportTotals::Finish() {
  const v1::LedgerStatistics statistics = handling_.Finish();
  *end_.mutable_total()->mutable_handling_days() = statistics.tables(0).rows(0).figures().handling_days();
  KeepFigures(report_, *end_.mutable_total());
  return std::move(end_);
}

}  // namespace huiyin
