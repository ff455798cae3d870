#include "services/report_totals.h"

#include <string>
#include <utility>

#include "projections/figure_counts.h"

namespace huiyin {
namespace {

using v1::FigureTable;
using v1::GetReportResponse;

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

void ReportTotals::Add(const std::vector<GetReportResponse>& parts, const DayCounts& handling_days) {
  for (const GetReportResponse& part : parts) {
    if (part.has_section()) end_.set_proposals(end_.proposals() + part.section().proposals());
    if (part.table().dimension() != FigureTable::LEDGER) continue;
    for (const v1::FigureRow& row : part.table().rows()) AddFigures(row.figures(), *end_.mutable_total());
  }
  end_.set_ledgers(end_.ledgers() + 1);
  handling_days_.Add(handling_days);
}

void ReportTotals::Add(const v1::ReportEnd& end) {
  if (end.ledgers() == 0) return;
  end_.set_ledgers(end_.ledgers() + end.ledgers());
  end_.set_proposals(end_.proposals() + end.proposals());
  AddFigures(end.total(), *end_.mutable_total());
  for (const v1::DaysTaken& taken : end.handling_days()) handling_days_.Add(taken.days(), taken.proposals());
}

v1::ReportEnd ReportTotals::Finish() {
  *end_.mutable_total()->mutable_handling_days() = handling_days_.Summary();
  KeepFigures(report_, *end_.mutable_total());
  if (end_.total().has_handling_days()) {
    for (const auto& [days, proposals] : handling_days_.ByDays()) {
      v1::DaysTaken& taken = *end_.add_handling_days();
      taken.set_days(days);
      taken.set_proposals(proposals);
    }
  }
  return std::move(end_);
}

}  // namespace huiyin
