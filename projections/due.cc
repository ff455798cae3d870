#include "projections/due.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/facts.h"
#include "projections/zone.h"

namespace huiyin {

NamesById UnitNames(const LedgerDirectory& directory) {
  NamesById names;
  for (const v1::UnitFacts& unit : directory.units) names.emplace(unit.unit_id(), unit.name());
  return names;
}

std::optional<v1::DueProposal> DueOn(const v1::ProposalFacts& facts, absl::string_view ledger, absl::CivilDay today,
                                     uint32_t within_days, const NamesById& unit_names) {
  if (!IsAwaitingReply(facts)) return std::nullopt;
  const int64_t days_overdue = int64_t{DayNumber(today)} - facts.due_day();
  const bool overdue = days_overdue > 0;
  if (!overdue && (within_days == 0 || -days_overdue > int64_t{within_days})) return std::nullopt;
  v1::DueProposal row;
  row.set_ledger_id(std::string(ledger));
  row.set_proposal_id(facts.proposal_id());
  row.set_number(facts.number());
  row.set_round(facts.round());
  row.set_due_on(FormatDay(facts.due_day()));
  row.set_due_provisional(facts.due_provisional());
  row.set_days_overdue(static_cast<int32_t>(days_overdue));
  row.set_title(facts.title());
  for (absl::string_view unit : MainUnits(facts)) {
    row.add_main_unit_ids(std::string(unit));
    const auto name = unit_names.find(unit);
    row.add_main_unit_names(std::string(name == unit_names.end() ? unit : name->second));
  }
  return row;
}

bool DueBefore(const v1::DueProposal& a, const v1::DueProposal& b) {
  return std::tie(a.due_on(), a.ledger_id(), a.proposal_id()) < std::tie(b.due_on(), b.ledger_id(), b.proposal_id());
}

absl::StatusOr<std::vector<v1::DueProposal>> DueOf(const LedgerPicture& picture, absl::Time at, const TimeZones& zones,
                                                   uint32_t within_days) {
  const LedgerDirectory& directory = picture.directory();
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(directory.ledger, zones));
  const absl::CivilDay today = absl::ToCivilDay(at, zone);
  const NamesById names = UnitNames(directory);
  std::vector<v1::DueProposal> rows;
  RETURN_IF_ERROR(picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (auto row = DueOn(facts, directory.ledger.ledger_id(), today, within_days, names)) {
      rows.push_back(*std::move(row));
    }
    return absl::OkStatus();
  }));
  std::sort(rows.begin(), rows.end(), DueBefore);
  return rows;
}

}  // namespace huiyin
