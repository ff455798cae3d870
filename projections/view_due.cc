// Lists of what is due, over all ledgers, from the live view.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/due.h"
#include "projections/due_page.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"
#include "projections/view_store.h"
#include "projections/zone.h"

namespace huiyin {
namespace {

using MaySee = absl::FunctionRef<bool(absl::string_view ledger)>;

// The first `limit` places from `from` on, of all ledgers together.
class FirstDue {
 public:
  FirstDue(DuePlace from, size_t limit) : from_(std::move(from)), limit_(limit) {}

  const DuePlace& from() const { return from_; }
  // False: neither it nor any later one of its ledger is among the first.
  bool Offer(DuePlace place) {
    if (place < from_) return true;
    if (places_.size() >= limit_ && !(place < *places_.rbegin())) return false;
    places_.insert(std::move(place));
    if (places_.size() > limit_) places_.erase(std::prev(places_.end()));
    return true;
  }
  const std::set<DuePlace>& places() const { return places_; }

 private:
  const DuePlace from_;
  const size_t limit_;
  std::set<DuePlace> places_;
};

struct DueLedger {
  v1::LedgerFacts facts;
  absl::CivilDay today;
  LedgerDirectory directory;
  NamesById unit_names;
};

using DueLedgers = std::map<std::string, DueLedger>;

absl::Status AddDueLedger(const v1::LedgerFacts& facts, absl::Time at, const TimeZones& zones, DueLedgers& ledgers) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(facts, zones));
  DueLedger& ledger = ledgers[facts.ledger_id()];
  ledger.facts = facts;
  ledger.today = absl::ToCivilDay(at, zone);
  return absl::OkStatus();
}

absl::StatusOr<DueLedgers> LedgersOf(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot,
                                     const std::string& only, absl::Time at, const TimeZones& zones, MaySee may_see) {
  DueLedgers ledgers;
  if (!only.empty()) {
    v1::LedgerFacts facts;
    ASSIGN_OR_RETURN(const bool found, rep.Get(snapshot, LedgerKey(only), facts));
    if (found) RETURN_IF_ERROR(AddDueLedger(facts, at, zones, ledgers));
    return ledgers;
  }
  PrefixScan scan(*rep.db, snapshot, LedgerKey(""));
  for (; scan.Valid(); scan.Next()) {
    v1::LedgerFacts facts;
    const absl::string_view value = scan.value();
    if (!facts.ParseFromArray(value.data(), static_cast<int>(value.size()))) return DamagedRow(scan.key());
    if (may_see(facts.ledger_id())) RETURN_IF_ERROR(AddDueLedger(facts, at, zones, ledgers));
  }
  RETURN_IF_ERROR(scan.status());
  return ledgers;
}

absl::Status OfferLedger(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot, const std::string& id,
                         int32_t last_day, FirstDue& first) {
  PrefixScan scan(*rep.db, snapshot, DuePrefix(id), DueDay(first.from().day));
  for (; scan.Valid(); scan.Next()) {
    const std::optional<int32_t> day = ParseDueDay(scan.suffix());
    if (!day) return DamagedRow(scan.key());
    if (*day > last_day) break;
    if (!first.Offer({*day, id, std::string(scan.suffix().substr(sizeof(int32_t)))})) break;
  }
  return scan.status();
}

absl::StatusOr<v1::DueProposal> DueRow(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot,
                                       const DuePlace& place, DueLedger& ledger, uint32_t within_days) {
  if (ledger.directory.ledger.ledger_id().empty()) {
    ASSIGN_OR_RETURN(std::optional<LedgerDirectory> directory, rep.Directory(snapshot, place.ledger));
    if (!directory) return DamagedRow(LedgerKey(place.ledger));
    ledger.directory = *std::move(directory);
    ledger.unit_names = UnitNames(ledger.directory);
  }
  v1::ProposalFacts facts;
  const std::string key = RowKey(RowKind::kProposal, place.ledger, place.proposal);
  ASSIGN_OR_RETURN(const bool found, rep.Get(snapshot, key, facts));
  if (!found) return DamagedRow(key);
  std::optional<v1::DueProposal> row = DueOn(facts, place.ledger, ledger.today, within_days, ledger.unit_names);
  if (!row) return DamagedRow(key);
  return *std::move(row);
}

}  // namespace

absl::StatusOr<v1::ListDueResponse> ViewStore::ListDue(const v1::ListDueRequest& request, absl::Time at,
                                                       const TimeZones& zones, MaySee may_see) const {
  ASSIGN_OR_RETURN(DuePage page, DuePage::Of(request));
  const uint32_t within_days = std::min(request.within_days(), kDueWithinDaysMax);
  const HeldSnapshot snapshot(*rep_->db);
  ASSIGN_OR_RETURN(DueLedgers ledgers, LedgersOf(*rep_, snapshot.get(), request.ledger_id(), at, zones, may_see));
  // One more than asked for tells whether there are more.
  FirstDue first(page.from(), page.limit() + 1);
  for (const auto& [id, ledger] : ledgers) {
    const int32_t today = DayNumber(ledger.today);
    const int32_t last_day = within_days == 0 ? today - 1 : today + static_cast<int32_t>(within_days);
    RETURN_IF_ERROR(OfferLedger(*rep_, snapshot.get(), id, last_day, first));
  }
  for (const DuePlace& place : first.places()) {
    ASSIGN_OR_RETURN(v1::DueProposal row, DueRow(*rep_, snapshot.get(), place, ledgers[place.ledger], within_days));
    if (!page.Add(std::move(row))) break;
  }
  return page.End();
}

}  // namespace huiyin
