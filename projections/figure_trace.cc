#include "projections/figure_trace.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/facts.h"

namespace huiyin {
namespace {

int32_t LocalDay(absl::Time time, absl::TimeZone zone) { return DayNumber(absl::ToCivilDay(time, zone)); }

}  // namespace

const FigureMove* ProposalTrace::LastMoveOf(Count count) const {
  const auto moved = std::find_if(moves.rbegin(), moves.rend(),
                                  [count](const FigureMove& move) { return move.before[count] != move.after[count]; });
  return moved == moves.rend() ? nullptr : &*moved;
}

FigureTrace::FigureTrace(const Moment& to, absl::TimeZone zone) : FigureTrace(std::nullopt, to, zone) {}

FigureTrace::FigureTrace(const std::optional<Moment>& from, const Moment& to, absl::TimeZone zone)
    : from_(from),
      to_(to),
      zone_(zone),
      first_day_(from ? LocalDay(from->at(), zone) : std::numeric_limits<int32_t>::min()),
      last_day_(LocalDay(to.at(), zone)) {}

absl::StatusOr<FigureTrace> FigureTrace::Between(const Moment& from, const Moment& to, absl::TimeZone zone) {
  if (from.known_at > to.known_at || from.at() > to.at()) {
    return Error(absl::StatusCode::kInvalidArgument, "MOMENTS_OUT_OF_ORDER",
                 "the second moment must know all that the first one knows", "后一时点须包含前一时点已知的全部内容",
                 "from");
  }
  return FigureTrace(from, to, zone);
}

absl::Status FigureTrace::Add(const v1::Record& record) {
  ASSIGN_OR_RETURN(const Subject subject, SubjectOf(record));
  if (subject.kind != Subject::Kind::kProposal || !to_.IsEffective(record)) return absl::OkStatus();
  const auto found = traces_.try_emplace(std::string(subject.id)).first;
  Fold(found->second, record);
  return absl::OkStatus();
}

void FigureTrace::Fold(ProposalTrace& trace, const v1::Record& record) const {
  if (IsBefore(record)) {
    FoldProposal(trace.facts, record);
    trace.from = trace.to = CountsOf(trace.facts, first_day_);
    return;
  }
  const int32_t own_day = DayOf(record);
  // What counts is judged on a day between the moments, also for an event that was entered late.
  const int32_t day = std::clamp(own_day, first_day_, last_day_);
  PassDays(trace, day);
  FoldProposal(trace.facts, record);
  const Counts after = CountsOf(trace.facts, day);
  if (after == trace.to) return;
  trace.moves.push_back({CauseOf(record), Seq(record.seq()), own_day, trace.to, after});
  trace.to = after;
}

std::map<std::string, ProposalTrace> FigureTrace::Finish() {
  std::map<std::string, ProposalTrace> finished;
  for (auto& [id, trace] : traces_) {
    PassDays(trace, last_day_);
    finished.emplace_hint(finished.end(), id, std::move(trace));
  }
  return finished;
}

bool FigureTrace::IsBefore(const v1::Record& record) const {
  return from_ && from_->Knows(record) && from_->IsEffective(record);
}

int32_t FigureTrace::DayOf(const v1::Record& record) const {
  // Of a report as of a moment, the days are those of the office; else those of the log.
  const absl::Time time = to_.as_of < to_.known_at ? OccurredAt(record) : RecordedAt(record);
  return LocalDay(time, zone_);
}

FigureMove::Cause FigureTrace::CauseOf(const v1::Record& record) const {
  if (record.event().event_case() == v1::Event::kReplyCorrected) return FigureMove::Cause::kCorrection;
  const bool had_happened = from_ && OccurredAt(record) <= from_->at();
  return had_happened ? FigureMove::Cause::kLateEntry : FigureMove::Cause::kProgress;
}

void FigureTrace::PassDays(ProposalTrace& trace, int32_t day) const {
  const Counts after = CountsOf(trace.facts, day);
  if (after == trace.to) return;
  // Only a due date that passed moves anything without an event.
  trace.moves.push_back({FigureMove::Cause::kDayPassed, std::nullopt, trace.facts.due_day() + 1, trace.to, after});
  trace.to = after;
}

}  // namespace huiyin
