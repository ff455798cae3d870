// Sealed reports: what a report said, as the command that puts it into the register; and the same report made again
// from the records that it rested on, held against what was sealed.
#ifndef HUIYIN_SERVICES_REPORT_SEALS_H_
#define HUIYIN_SERVICES_REPORT_SEALS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"
#include "huiyin/v1/report_service.pb.h"
#include "services/stream_pump.h"

namespace huiyin {

// A seal as it stands in the register.
struct StoredSeal {
  v1::Record record;
  v1::SealReport seal;
};

// What there is to seal of the report that `source` makes; reads it to its end. kFailedPrecondition (REPORT_EMPTY): it
// speaks of no ledger. Errors of the source.
absl::StatusOr<v1::SealReport> SealOf(const std::string& seal_id, StreamSource<v1::GetReportResponse>& source);

// The request that makes the sealed report again, from the records that it rested on.
v1::GetReportRequest RequestOf(const v1::SealReport& seal);

// What differs, in the order of the report: none when it is equal to the byte.
std::vector<v1::SealDifference> DifferencesBetween(const v1::SealReport& sealed, const v1::SealReport& now);

// Every seal that the ledger keeps, in order; ends with the first error of `on_seal`. Errors of the log's cursors.
absl::Status ForEachSeal(const EventLog& log, const LedgerId& ledger,
                         absl::FunctionRef<absl::Status(const StoredSeal&)> on_seal);
// kNotFound (SEAL_UNKNOWN). Errors of the log's cursors.
absl::StatusOr<StoredSeal> FindSeal(const EventLog& log, const LedgerId& ledger, const std::string& seal_id);
// The seal that the command `id` made. nullopt: there is no such command. kAlreadyExists (COMMAND_ID_REUSED): it did
// something else.
absl::StatusOr<std::optional<StoredSeal>> SealMadeBy(const EventLog& log, const LedgerId& ledger, const CommandId& id,
                                                     const std::string& seal_id);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SEALS_H_
