#include "projections/zone.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {

absl::StatusOr<absl::TimeZone> ZoneOf(const v1::LedgerFacts& ledger, const TimeZones& zones) {
  if (ledger.time_zone().empty()) return absl::UTCTimeZone();
  const std::optional<absl::TimeZone> zone = zones.Find(ledger.time_zone());
  if (zone) return *zone;
  return Error(
      absl::StatusCode::kFailedPrecondition, "TIME_ZONE_UNKNOWN",
      absl::StrCat("this machine does not know ", ledger.time_zone(), ", the time zone of ledger ", ledger.ledger_id(),
                   " (install tzdata)"),
      absl::StrCat("本机没有登记册 ", ledger.ledger_id(), " 的时区 ", ledger.time_zone(), "（请安装 tzdata）"));
}

}  // namespace huiyin
