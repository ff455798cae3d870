#include <optional>
#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "projections/facts.h"
#include "projections/figure_rows.h"
#include "projections/figure_trace.h"
#include "projections/history_point.h"
#include "projections/ledger_fold.h"
#include "projections/page_token.h"
#include "projections/zone.h"
#include "services/figure_answers.h"
#include "services/figure_parts.h"
#include "services/report_moment.h"
#include "services/report_parts.h"

namespace huiyin {
namespace {

absl::StatusOr<FigureRowFilter> RowOf(const v1::OpenFigureRequest& request, const LedgerDirectory& directory) {
  if (request.dimension() == v1::FigureTable::UNSPECIFIED || request.dimension() == v1::FigureTable::LEDGER) {
    if (request.value().empty() || request.value() == request.ledger_id()) return FigureRowFilter();
  } else if (v1::FigureTable::Dimension_IsValid(request.dimension()) && !request.value().empty()) {
    return FigureRowFilter(request.dimension(), request.value(), directory);
  }
  return Error(absl::StatusCode::kInvalidArgument, "ROW_UNKNOWN", "dimension and value together name a row",
               "dimension 与 value 须同时指明一行", "value");
}

// A proposal's record goes to the trace, all else to what is known around the proposals.
absl::Status AddTo(FigureTrace& trace, LedgerFold& around, const Moment& moment, const v1::Record& record) {
  ASSIGN_OR_RETURN(const Subject subject, SubjectOf(record));
  return subject.kind == Subject::Kind::kProposal ? trace.Add(record) : around.AddAsOf(moment, record);
}

// What a proposal counts in a row: `own`, of the whole that its trace came to.
absl::Status TellOpened(const ProposalTrace& trace, const Counts& own, const FigureDefinition& figure,
                        const FigureEvents& events, v1::OpenedProposal& proposal) {
  const FigureSum sum(figure);
  proposal.set_proposal_id(trace.facts.proposal_id());
  proposal.set_number(trace.facts.number());
  proposal.set_title(trace.facts.title());
  proposal.set_status(trace.facts.status());
  proposal.set_numerator(sum.NumeratorOf(own));
  proposal.set_denominator(sum.DenominatorOf(own));
  if (figure.name == "handling_days") proposal.set_handling_days(trace.facts.handling_days());
  // Returns and tasks of other units are moves of the whole, too: then none is named rather than a wrong one.
  const auto put_there = [&](Count count) -> const FigureMove* {
    return own[count] > 0 && own[count] == trace.to[count] ? trace.LastMoveOf(count) : nullptr;
  };
  if (const FigureMove* const move = put_there(figure.numerator)) {
    RETURN_IF_ERROR(events.Tell(*move, *proposal.mutable_numerator_event()));
  }
  if (!figure.denominator) return absl::OkStatus();
  if (const FigureMove* const move = put_there(*figure.denominator)) {
    RETURN_IF_ERROR(events.Tell(*move, *proposal.mutable_denominator_event()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::OpenFigureResponse> OpenFigureIn(const EventLog& log, const TimeZones& zones,
                                                    const v1::OpenFigureRequest& request) {
  const LedgerId ledger(request.ledger_id());
  ASSIGN_OR_RETURN(const FigureDefinition figure, FigureNamed(request.figure()));
  const std::string list = FigureListName(request);
  ASSIGN_OR_RETURN(const std::string from, ParsePageToken(request.page_token(), list));
  ASSIGN_OR_RETURN(const HistoryPoint point, PointOf(request.moment(), log, ledger));
  ASSIGN_OR_RETURN(const v1::LedgerFacts opening, OpeningAt(log, ledger, point));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(opening, zones));
  FigureTrace trace(point.moment, zone);
  LedgerFold around(ledger);
  uint64_t known = 0;
  RETURN_IF_ERROR(ForEachRecordAt(log, ledger, point, [&](const v1::Record& record) {
    known = record.seq() + 1;
    return AddTo(trace, around, point.moment, record);
  }));
  ASSIGN_OR_RETURN(const FigureRowFilter row, RowOf(request, around.directory()));

  v1::OpenFigureResponse response;
  ASSIGN_OR_RETURN(*response.mutable_provenance(), ProvenanceOf(log, opening, known, point.moment.at(), zone));
  *response.mutable_moment() = request.moment();
  const FigureEvents events(log, ledger);
  FigureSum sum(figure);
  FigurePage page(request.page_size());
  for (const auto& [id, proposal] : trace.Finish()) {
    const Counts own = row.Of(proposal.facts, proposal.to);
    if (!sum.Has(own)) continue;
    sum.Add(own);
    if (id < from || !response.next_page_token().empty()) continue;
    if (page.IsFull()) {
      response.set_next_page_token(PageToken(id, list));
      continue;
    }
    v1::OpenedProposal& opened = *response.add_proposals();
    RETURN_IF_ERROR(TellOpened(proposal, own, figure, events, opened));
    page.Count(opened);
  }
  *response.mutable_value() = sum.Value();
  return response;
}

}  // namespace huiyin
