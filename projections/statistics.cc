#include "projections/statistics.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "projections/day_counts.h"
#include "projections/days.h"
#include "projections/due.h"
#include "projections/facts.h"
#include "projections/figure_counts.h"

namespace huiyin {
namespace {

using v1::FigureTable;
using v1::Proposal;
using v1::ProposalFacts;
using v1::Reply;

// What all proposals of one value of a dimension come to.
struct Row {
  std::array<uint64_t, kCounts> counts = {};
  DayCounts handling_days;
};

v1::Figures FiguresOf(const Row& row) {
  v1::Figures figures;
  for (const RateDefinition& rate : RateDefinitions()) {
    v1::Ratio& ratio = *(figures.*rate.mutable_ratio)();
    ratio.set_numerator(row.counts[rate.numerator]);
    ratio.set_denominator(row.counts[rate.denominator]);
  }
  figures.set_overdue(row.counts[kOverdue]);
  *figures.mutable_handling_days() = row.handling_days.Summary();
  return figures;
}

using Labels = absl::flat_hash_map<absl::string_view, absl::string_view>;

// The rows of one dimension. Values are copied once each; a month is found by its number, everything else by its text.
class Table {
 public:
  Row& RowOf(absl::string_view value) { return rows_[value]; }
  Row& RowOf(absl::CivilMonth month) {
    Row*& row = by_month_[month - absl::CivilMonth(1970, 1)];
    if (row == nullptr) row = &rows_[FormatMonth(month)];
    return *row;
  }

  FigureTable Finish(Dimension dimension, const Labels& labels) {
    FigureTable table;
    table.set_dimension(dimension);
    std::map<absl::string_view, Row*> sorted;
    for (auto& [value, row] : rows_) sorted.emplace(value, &row);
    for (const auto& [value, row] : sorted) {
      v1::FigureRow& out = *table.add_rows();
      out.set_value(std::string(value));
      *out.mutable_figures() = FiguresOf(*row);
      const auto label = labels.find(value);
      if (label != labels.end()) out.set_label(std::string(label->second));
    }
    return table;
  }

 private:
  absl::node_hash_map<std::string, Row> rows_;
  absl::flat_hash_map<int64_t, Row*> by_month_;
};

}  // namespace

class StatisticsAggregator::Impl {
 public:
  Impl(const LedgerDirectory& directory, absl::Time at, absl::TimeZone zone, absl::Span<const Dimension> dimensions)
      : directory_(directory),
        at_(at),
        today_(absl::ToCivilDay(at, zone)),
        dimensions_(dimensions.begin(), dimensions.end()),
        unit_names_(UnitNames(directory)),
        tables_(dimensions_.size()) {
    for (const v1::DeputyFacts& deputy : directory.deputies) {
      deputy_names_.emplace(deputy.deputy_id(), deputy.name());
      groups_.emplace(deputy.deputy_id(), deputy.group());
    }
    ledger_names_.emplace(directory.ledger.ledger_id(), directory.ledger.name());
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      // The whole ledger has its row even when nothing was counted yet.
      if (dimensions_[i] == FigureTable::LEDGER) tables_[i].RowOf(directory.ledger.ledger_id());
    }
  }

  void Add(const ProposalFacts& facts) {
    ++proposals_;
    ++statuses_[facts.status()];
    if (auto row = DueOn(facts, directory_.ledger.ledger_id(), today_, 0, unit_names_)) {
      overdue_.push_back(*std::move(row));
    }
    counts_ = CountsOf(facts, DayNumber(today_));
    if (counts_[kCounted] == 0) return;
    if (facts.has_first_replied_day()) handling_days_.Add(facts.handling_days());
    for (size_t i = 0; i < dimensions_.size(); ++i) AddTo(tables_[i], dimensions_[i], facts);
  }

  const DayCounts& handling_days() const { return handling_days_; }

  v1::LedgerStatistics Finish() {
    v1::LedgerStatistics statistics;
    const v1::LedgerFacts& ledger = directory_.ledger;
    statistics.set_ledger_id(ledger.ledger_id());
    statistics.set_name(ledger.name());
    SetTime(at_, *statistics.mutable_at());
    statistics.set_known_events(ledger.known_events());
    if (ledger.known_events() > 0) statistics.set_last_seq(ledger.known_events() - 1);
    statistics.set_local_date(FormatDay(DayNumber(today_)));
    statistics.set_proposals(proposals_);
    for (const auto& [status, count] : statuses_) {
      v1::StatusCount& row = *statistics.add_status();
      row.set_status(Proposal::Status_Name(status));
      row.set_count(count);
    }
    std::sort(overdue_.begin(), overdue_.end(), DueBefore);
    const size_t listed = std::min(overdue_.size(), kOverdueRowsMax);
    for (size_t i = 0; i < listed; ++i) *statistics.add_overdue() = std::move(overdue_[i]);
    statistics.set_overdue_omitted(overdue_.size() - listed);
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      *statistics.add_tables() = tables_[i].Finish(dimensions_[i], LabelsOf(dimensions_[i]));
    }
    return statistics;
  }

 private:
  void AddTo(Table& table, Dimension dimension, const ProposalFacts& facts) {
    switch (dimension) {
      case FigureTable::LEDGER:
        return AddTo(table.RowOf(directory_.ledger.ledger_id()), facts);
      case FigureTable::SESSION:
        return AddToNamed(table, facts.session_id(), facts);
      case FigureTable::KIND:
        return AddToNamed(table, Proposal::Kind_Name(facts.kind()), facts);
      case FigureTable::CATEGORY:
        return AddToNamed(table, facts.category(), facts);
      case FigureTable::MAIN_UNIT:
        return AddToUnits(table, facts);
      case FigureTable::LEAD_DEPUTY:
        return AddToNamed(table, facts.lead_deputy_id(), facts);
      case FigureTable::DEPUTY_GROUP: {
        const auto group = groups_.find(facts.lead_deputy_id());
        return group == groups_.end() ? void() : AddToNamed(table, group->second, facts);
      }
      case FigureTable::SOURCE:
        return AddToNamed(table, Proposal::Source_Name(facts.source()), facts);
      case FigureTable::CLASS:
        if (facts.latest_class() != Reply::UNSPECIFIED)
          AddToNamed(table, Reply::Class_Name(facts.latest_class()), facts);
        return;
      case FigureTable::ASSIGNED_MONTH:
        if (facts.has_assigned_day()) AddTo(table.RowOf(absl::CivilMonth(DayOf(facts.assigned_day()))), facts);
        return;
      default:
        return;
    }
  }

  // A proposal that has no such value is in no row.
  void AddToNamed(Table& table, absl::string_view value, const ProposalFacts& facts) {
    if (!value.empty()) AddTo(table.RowOf(value), facts);
  }

  void AddTo(Row& row, const ProposalFacts& facts) {
    for (size_t i = 0; i < kCounts; ++i) row.counts[i] += counts_[i];
    if (facts.has_first_replied_day()) row.handling_days.Add(facts.handling_days());
  }

  // Decision A42: each unit has its own main tasks and returns, wherever the proposal went; all else counts where it is
  // a main unit now.
  void AddToUnits(Table& table, const ProposalFacts& facts) {
    const uint32_t tasks = std::exchange(counts_[kTasks], 0);
    const uint32_t returns = std::exchange(counts_[kReturns], 0);
    for (const v1::UnitTally& tally : facts.tallies()) {
      if (tally.main_tasks() == 0) continue;
      Row& row = table.RowOf(tally.unit_id());
      row.counts[kTasks] += tally.main_tasks();
      row.counts[kReturns] += tally.main_returns();
    }
    for (const v1::TaskFacts& task : facts.tasks()) {
      if (IsMain(task.role())) AddTo(table.RowOf(task.unit_id()), facts);
    }
    counts_[kTasks] = tasks;
    counts_[kReturns] = returns;
  }

  const Labels& LabelsOf(Dimension dimension) const {
    if (dimension == FigureTable::LEDGER) return ledger_names_;
    if (dimension == FigureTable::MAIN_UNIT) return unit_names_;
    if (dimension == FigureTable::LEAD_DEPUTY) return deputy_names_;
    return no_labels_;
  }

  const LedgerDirectory& directory_;
  const absl::Time at_;
  const absl::CivilDay today_;
  const std::vector<Dimension> dimensions_;
  const NamesById unit_names_;
  const Labels no_labels_;
  Labels ledger_names_;
  Labels deputy_names_;
  absl::flat_hash_map<absl::string_view, absl::string_view> groups_;

  uint64_t proposals_ = 0;
  std::map<Proposal::Status, uint64_t> statuses_;
  DayCounts handling_days_;
  std::vector<v1::DueProposal> overdue_;
  std::vector<Table> tables_;
  // Of the proposal being added.
  Counts counts_ = {};
};

absl::Span<const Dimension> AllDimensions() {
  static constexpr std::array<Dimension, 10> kAll = {
      FigureTable::LEDGER,    FigureTable::SESSION,       FigureTable::KIND,         FigureTable::CATEGORY,
      FigureTable::MAIN_UNIT, FigureTable::LEAD_DEPUTY,   FigureTable::DEPUTY_GROUP, FigureTable::SOURCE,
      FigureTable::CLASS,     FigureTable::ASSIGNED_MONTH};
  return kAll;
}

StatisticsAggregator::StatisticsAggregator(const LedgerDirectory& directory, absl::Time at, absl::TimeZone zone,
                                           absl::Span<const Dimension> dimensions)
    : impl_(std::make_unique<Impl>(directory, at, zone, dimensions)) {}

StatisticsAggregator::~StatisticsAggregator() = default;

void StatisticsAggregator::Add(const v1::ProposalFacts& facts) { impl_->Add(facts); }

const DayCounts& StatisticsAggregator::handling_days() const { return impl_->handling_days(); }

v1::LedgerStatistics StatisticsAggregator::Finish() { return impl_->Finish(); }

absl::StatusOr<v1::LedgerStatistics> StatisticsOf(const LedgerPicture& picture, absl::Time at, const TimeZones& zones,
                                                  absl::Span<const Dimension> dimensions, DayCounts* handling_days) {
  const LedgerDirectory& directory = picture.directory();
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(directory.ledger, zones));
  StatisticsAggregator aggregator(directory, at, zone, dimensions.empty() ? AllDimensions() : dimensions);
  RETURN_IF_ERROR(picture.ForEachProposal([&](const ProposalFacts& facts) {
    aggregator.Add(facts);
    return absl::OkStatus();
  }));
  if (handling_days != nullptr) *handling_days = aggregator.handling_days();
  return aggregator.Finish();
}

}  // namespace huiyin
