#include "services/timekeeper/timekeeper.h"

#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/zone.h"
#include "services/caught_up.h"
#include "services/one_record.h"

namespace huiyin {

absl::StatusOr<PassReport> Timekeeper::Pass(const OnOrder& on_order) {
  PassReport report;
  RETURN_IF_ERROR(ForEachLedger(parts_.views, is_stopped_, [&](const v1::LedgerFacts& ledger) {
    report.error.Update(LookInto(ledger, on_order, report));
    return absl::OkStatus();
  }));
  return report;
}

absl::StatusOr<LedgerMoment> Timekeeper::MomentOf(const v1::LedgerFacts& ledger) const {
  LedgerMoment moment;
  moment.ledger = LedgerId(ledger.ledger_id());
  moment.now = parts_.clock.Now();
  ASSIGN_OR_RETURN(moment.zone, ZoneOf(ledger, parts_.zones));
  const absl::CivilDay today = absl::ToCivilDay(moment.now, moment.zone);
  moment.today = DayNumber(today);
  moment.day_began = absl::FromCivil(today, moment.zone);
  return moment;
}

absl::StatusOr<bool> Timekeeper::IsHistory(const v1::LedgerFacts& ledger) const {
  ASSIGN_OR_RETURN(const v1::Record last,
                   RecordAt(parts_.log, LedgerId(ledger.ledger_id()), Seq(ledger.known_events() - 1)));
  return last.historical();
}

absl::Status Timekeeper::LookInto(const v1::LedgerFacts& ledger, const OnOrder& on_order, PassReport& report) {
  ASSIGN_OR_RETURN(LedgerMoment moment, MomentOf(ledger));
  DealtWith& dealt = dealt_with_[ledger.ledger_id()];
  const bool is_as_it_was = dealt.events == ledger.known_events() && dealt.day == moment.today;
  if (ledger.known_events() == 0 || (is_as_it_was && moment.now < dealt.again_at)) return absl::OkStatus();
  ++report.ledgers;
  dealt.events = 0;
  dealt.again_at = absl::InfiniteFuture();
  ASSIGN_OR_RETURN(moment.is_history, IsHistory(ledger));
  if (!moment.is_history || options_.in_history) RETURN_IF_ERROR(DealWith(moment, on_order, report, dealt));
  dealt.day = moment.today;
  dealt.events = ledger.known_events();
  return absl::OkStatus();
}

absl::Status Timekeeper::DealWith(const LedgerMoment& moment, const OnOrder& on_order, PassReport& report,
                                  DealtWith& dealt) {
  LedgerPass pass(parts_, options_, moment, is_stopped_, on_order, report);
  if (!dealt.is_recounted) {
    const uint64_t given = report.given;
    RETURN_IF_ERROR(pass.RecomputeDates());
    dealt.is_recounted = pass.again_at() == absl::InfiniteFuture();
    // Reminders go by the new dates.
    if (report.given > given) RETURN_IF_ERROR(WaitForViews(parts_.views, is_stopped_));
  }
  RETURN_IF_ERROR(pass.Remind());
  dealt.again_at = pass.again_at();
  return absl::OkStatus();
}

}  // namespace huiyin
