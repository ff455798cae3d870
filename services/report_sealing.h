// A sealed report made again, from the records that it rested on.
#ifndef HUIYIN_SERVICES_REPORT_SEALING_H_
#define HUIYIN_SERVICES_REPORT_SEALING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/report_service.pb.h"
#include "services/work_pool.h"

namespace huiyin {

// What differs: nothing when it comes out equal, to the byte. Errors of FindReport, of the log and of its records.
absl::StatusOr<std::vector<v1::SealDifference>> RemakeSealed(const v1::SealReport& seal, const EventLog& log,
                                                             const TimeZones& zones, WorkPool& pool);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SEALING_H_
