#include "services/report_parts.h"

#include <string>
#include <utility>

#include "base/status_macros.h"
#include "base/timestamps.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/proof.h"
#include "projections/days.h"
#include "projections/figure_counts.h"
#include "projections/page_token.h"
#include "projections/statistics.h"
#include "projections/zone.h"
#include "services/report_lists.h"
#include "services/report_prose.h"
#include "services/report_scene.h"

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

void AddList(v1::DataTable& list, std::vector<GetReportResponse>& parts) {
  google::protobuf::RepeatedPtrField<v1::DataRow> rows = std::move(*list.mutable_rows());
  list.clear_rows();
  *parts.emplace_back().mutable_list() = list;
  AddPages(
      rows,
      [&list](GetReportResponse& part) {
        *part.mutable_list()->mutable_name() = list.name();
        return part.mutable_list()->mutable_rows();
      },
      parts);
}

// The latest that had opened; empty: none had.
std::string SessionToReport(const LedgerDirectory& directory, const std::string& local_date) {
  const v1::SessionFacts* latest = nullptr;
  for (const v1::SessionFacts& session : directory.sessions) {
    if (session.opens_on() > local_date) continue;
    if (latest == nullptr || session.opens_on() >= latest->opens_on()) latest = &session;
  }
  return latest == nullptr ? "" : latest->session_id();
}

// All that the report says of the proposals in `picture`, under the section that is the first of its parts.
absl::Status AddContents(const ReportOrder& order, const LedgerPicture& picture, absl::Time at, const TimeZones& zones,
                         LedgerReport& out) {
  std::vector<GetReportResponse>& parts = out.parts;
  const ReportDefinition& report = order.report;
  std::vector<Dimension> dimensions = report.dimensions;
  dimensions.insert(dimensions.end(), report.folded.begin(), report.folded.end());
  ASSIGN_OR_RETURN(v1::LedgerStatistics statistics, StatisticsOf(picture, at, zones, dimensions, &out.handling_days));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(picture.directory().ledger, zones));
  const LedgerTerms names(picture.directory());
  const int32_t today = DayNumber(absl::ToCivilDay(at, zone));
  const int32_t last_day = DayNumber(absl::ToCivilDay(at - absl::Nanoseconds(1), zone));
  const ReportScene scene{picture, statistics, names, today, last_day, order.within_days};
  std::vector<v1::DataTable> lists;
  for (const ReportList list : report.lists) {
    ASSIGN_OR_RETURN(lists.emplace_back(), ListOf(list, scene));
  }
  // Before the tables give their rows away.
  std::vector<v1::Paragraph> paragraphs = ProseOf(report.prose, scene, parts[0].section().session_id(), lists);
  parts[0].mutable_section()->set_proposals(statistics.proposals());
  if (report.shows_status) *parts[0].mutable_section()->mutable_status() = statistics.status();
  for (size_t i = 0; i < report.dimensions.size(); ++i) {
    AddTable(report, *statistics.mutable_tables(static_cast<int>(i)), parts);
  }
  for (v1::Paragraph& paragraph : paragraphs) *parts.emplace_back().mutable_paragraph() = std::move(paragraph);
  for (v1::DataTable& list : lists) AddList(list, parts);
  return absl::OkStatus();
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
  provenance.set_time_zone(ledger.time_zone());
  return provenance;
}

absl::StatusOr<v1::LedgerProvenance> ProvenanceOf(const EventLog& log, const LedgerPicture& picture, absl::Time at,
                                                  const TimeZones& zones) {
  const v1::LedgerFacts& ledger = picture.directory().ledger;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(ledger, zones));
  return ProvenanceOf(log, ledger, ledger.known_events(), at, zone);
}

absl::StatusOr<LedgerReport> LedgerReportOf(const ReportOrder& order, const EventLog& log, const LedgerPicture& picture,
                                            absl::Time at, const TimeZones& zones) {
  LedgerReport out;
  v1::ReportSection& section = *out.parts.emplace_back().mutable_section();
  ASSIGN_OR_RETURN(*section.mutable_provenance(), ProvenanceOf(log, picture, at, zones));
  if (order.report.prose == ReportProse::kNone) {
    RETURN_IF_ERROR(AddContents(order, picture, at, zones, out));
    return out;
  }
  section.set_session_id(SessionToReport(picture.directory(), section.provenance().local_date()));
  RETURN_IF_ERROR(AddContents(order, PictureOfSession(picture, section.session_id()), at, zones, out));
  return out;
}

}  // namespace huiyin
