#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "projections/figure_trace.h"
#include "projections/history_point.h"
#include "projections/page_token.h"
#include "projections/zone.h"
#include "services/figure_answers.h"
#include "services/figure_parts.h"
#include "services/report_moment.h"
#include "services/report_parts.h"

namespace huiyin {
namespace {

using Traces = std::map<std::string, ProposalTrace>;

v1::FigureChange::Cause CauseOf(FigureMove::Cause cause) {
  switch (cause) {
    case FigureMove::Cause::kProgress:
      return v1::FigureChange::PROGRESS;
    case FigureMove::Cause::kLateEntry:
      return v1::FigureChange::LATE_ENTRY;
    case FigureMove::Cause::kCorrection:
      return v1::FigureChange::CORRECTION;
    case FigureMove::Cause::kDayPassed:
      return v1::FigureChange::DAY_PASSED;
  }
  return v1::FigureChange::UNSPECIFIED;
}

// The records between two points, traced.
struct Traced {
  Traces traces;
  // How many records each point knows.
  uint64_t known_before = 0;
  uint64_t known_after = 0;
};

absl::StatusOr<Traced> TraceBetween(const EventLog& log, const LedgerId& ledger, const HistoryPoint& from,
                                    const HistoryPoint& to, absl::TimeZone zone) {
  ASSIGN_OR_RETURN(FigureTrace trace, FigureTrace::Between(from.moment, to.moment, zone));
  Traced traced;
  RETURN_IF_ERROR(ForEachRecordAt(log, ledger, to, [&](const v1::Record& record) {
    ++traced.known_after;
    if (!from.moment.Knows(record)) return trace.Add(record);
    if (!from.last || Seq(record.seq()) <= *from.last) {
      ++traced.known_before;
      return trace.Add(record);
    }
    // Recorded at the very moment of the last that is known before, and yet after it: a trace tells moments, not seqs.
    v1::Record later = record;
    SetTime(from.moment.known_at + absl::Nanoseconds(1), *later.mutable_recorded_at());
    return trace.Add(later);
  }));
  traced.traces = trace.Finish();
  return traced;
}

// A move with what it takes to put all in order of time.
struct PlacedMove {
  // Never goes back within a proposal.
  int32_t day;
  // Of the event; for a day that passed, of the proposal's event before it on that day, else 0: days begin the day.
  uint64_t order;
  const ProposalTrace* trace;
  const FigureMove* move;
};

std::vector<PlacedMove> MovesOf(const Traces& traces, const FigureSum& figure) {
  std::vector<PlacedMove> all;
  for (const auto& [id, trace] : traces) {
    int32_t day = std::numeric_limits<int32_t>::min();
    uint64_t order = 0;
    for (const FigureMove& move : trace.moves) {
      if (move.day > day) order = 0;
      day = std::max(day, move.day);
      // Seqs from 1, so that what only the day brought stands first.
      if (move.seq) order = std::max(order, move.seq->value() + 1);
      if (figure.Differ(move.before, move.after)) all.push_back({day, order, &trace, &move});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const PlacedMove& a, const PlacedMove& b) {
    return std::pair(a.day, a.order) < std::pair(b.day, b.order);
  });
  return all;
}

absl::Status AddChanges(const std::vector<PlacedMove>& moves, FigureSum value, const FigureEvents& events,
                        const v1::ExplainChangeRequest& request, v1::ExplainChangeResponse& response) {
  const std::string list = FigureListName(request);
  ASSIGN_OR_RETURN(const std::string position, ParsePageToken(request.page_token(), list));
  uint64_t from = 0;
  // A token is ours, or empty: from the beginning.
  if (!absl::SimpleAtoi(position, &from)) from = 0;
  FigurePage page(request.page_size());
  for (size_t i = 0; i < moves.size(); ++i) {
    const v1::FigureValue before = value.Value();
    value.Move(moves[i].move->before, moves[i].move->after);
    if (i < from) continue;
    if (page.IsFull()) {
      response.set_next_page_token(PageToken(absl::StrCat(i), list));
      return absl::OkStatus();
    }
    const v1::ProposalFacts& facts = moves[i].trace->facts;
    v1::FigureChange& change = *response.add_changes();
    change.set_cause(CauseOf(moves[i].move->cause));
    change.set_proposal_id(facts.proposal_id());
    change.set_number(facts.number());
    change.set_title(facts.title());
    RETURN_IF_ERROR(events.Tell(*moves[i].move, *change.mutable_event()));
    *change.mutable_before() = before;
    *change.mutable_after() = value.Value();
    page.Count(change);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ExplainChangeResponse> ExplainChangeIn(const EventLog& log, const TimeZones& zones,
                                                          const v1::ExplainChangeRequest& request) {
  const LedgerId ledger(request.ledger_id());
  ASSIGN_OR_RETURN(const FigureDefinition figure, FigureNamed(request.figure()));
  ASSIGN_OR_RETURN(const HistoryPoint from, PointOf(request.from(), log, ledger));
  ASSIGN_OR_RETURN(const HistoryPoint to, PointOf(request.to(), log, ledger));
  ASSIGN_OR_RETURN(const v1::LedgerFacts opening, OpeningAt(log, ledger, to));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(opening, zones));
  ASSIGN_OR_RETURN(const Traced traced, TraceBetween(log, ledger, from, to, zone));

  v1::ExplainChangeResponse response;
  ASSIGN_OR_RETURN(*response.mutable_from(), ProvenanceOf(log, opening, traced.known_before, from.moment.at(), zone));
  ASSIGN_OR_RETURN(*response.mutable_to(), ProvenanceOf(log, opening, traced.known_after, to.moment.at(), zone));
  *response.mutable_from_moment() = request.from();
  *response.mutable_to_moment() = request.to();
  FigureSum before(figure), after(figure);
  for (const auto& [id, trace] : traced.traces) {
    before.Add(trace.from);
    after.Add(trace.to);
  }
  *response.mutable_before() = before.Value();
  *response.mutable_after() = after.Value();
  const std::vector<PlacedMove> moves = MovesOf(traced.traces, before);
  response.set_moves(moves.size());
  RETURN_IF_ERROR(AddChanges(moves, before, FigureEvents(log, ledger), request, response));
  return response;
}

}  // namespace huiyin
