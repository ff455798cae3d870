// When it happened in the office, and when the log took it.
#ifndef HUIYIN_PROJECTIONS_RECORD_TIMES_H_
#define HUIYIN_PROJECTIONS_RECORD_TIMES_H_

#include "absl/time/time.h"
#include "base/timestamps.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

inline absl::Time OccurredAt(const v1::Record& record) { return ToTime(record.occurred_at()); }
inline absl::Time RecordedAt(const v1::Record& record) { return ToTime(record.recorded_at()); }

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_RECORD_TIMES_H_
