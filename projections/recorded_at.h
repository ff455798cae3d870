// When the log took a record.
#ifndef HUIYIN_PROJECTIONS_RECORDED_AT_H_
#define HUIYIN_PROJECTIONS_RECORDED_AT_H_

#include "absl/time/time.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

inline absl::Time RecordedAt(const v1::Record& record) {
  return absl::FromUnixSeconds(record.recorded_at().seconds()) + absl::Nanoseconds(record.recorded_at().nanos());
}

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_RECORDED_AT_H_
