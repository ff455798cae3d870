#include "projections/figure_rows.h"

#include <algorithm>

#include "projections/days.h"
#include "projections/facts.h"

namespace huiyin {

using v1::FigureTable;
using v1::Proposal;
using v1::ProposalFacts;
using v1::Reply;

std::optional<FigureDefinition> FindFigure(absl::string_view name) {
  if (name == "overdue") return FigureDefinition{"overdue", kOverdue, std::nullopt};
  if (name == "handling_days") return FigureDefinition{"handling_days", kReplied, std::nullopt};
  for (const RateDefinition& rate : RateDefinitions()) {
    if (rate.name == name) return FigureDefinition{rate.name, rate.numerator, rate.denominator};
  }
  return std::nullopt;
}

FigureRowFilter::FigureRowFilter(Dimension dimension, absl::string_view value, const LedgerDirectory& directory)
    : dimension_(dimension), value_(value) {
  if (dimension != FigureTable::DEPUTY_GROUP) return;
  for (const v1::DeputyFacts& deputy : directory.deputies) groups_.emplace(deputy.deputy_id(), deputy.group());
}

Counts FigureRowFilter::Of(const ProposalFacts& facts, const Counts& counts) const {
  if (counts[kCounted] == 0) return {};
  if (dimension_ == FigureTable::MAIN_UNIT) return OfUnit(facts, counts);
  return Has(facts) ? counts : Counts{};
}

bool FigureRowFilter::Has(const ProposalFacts& facts) const {
  switch (dimension_) {
    case FigureTable::LEDGER:
      return true;
    case FigureTable::SESSION:
      return facts.session_id() == value_;
    case FigureTable::KIND:
      return Proposal::Kind_Name(facts.kind()) == value_;
    case FigureTable::CATEGORY:
      return facts.category() == value_;
    case FigureTable::LEAD_DEPUTY:
      return facts.lead_deputy_id() == value_;
    case FigureTable::DEPUTY_GROUP: {
      const auto group = groups_.find(facts.lead_deputy_id());
      return group != groups_.end() && group->second == value_;
    }
    case FigureTable::SOURCE:
      return Proposal::Source_Name(facts.source()) == value_;
    case FigureTable::CLASS:
      return Reply::Class_Name(facts.latest_class()) == value_;
    case FigureTable::ASSIGNED_MONTH:
      return facts.has_assigned_day() && FormatMonth(absl::CivilMonth(DayOf(facts.assigned_day()))) == value_;
    default:
      return false;
  }
}

// Decision A42: each unit has its own main tasks and returns, wherever the proposal went; all else counts where it is a
// main unit now.
Counts FigureRowFilter::OfUnit(const ProposalFacts& facts, const Counts& counts) const {
  const bool is_main = std::any_of(facts.tasks().begin(), facts.tasks().end(), [this](const v1::TaskFacts& task) {
    return IsMain(task.role()) && task.unit_id() == value_;
  });
  Counts own = is_main ? counts : Counts{};
  own[kTasks] = own[kReturns] = 0;
  for (const v1::UnitTally& tally : facts.tallies()) {
    if (tally.unit_id() != value_) continue;
    own[kTasks] = tally.main_tasks();
    own[kReturns] = tally.main_returns();
  }
  return own;
}

}  // namespace huiyin
