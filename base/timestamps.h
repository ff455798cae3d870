// google.protobuf.Timestamp and absl::Time.
#ifndef HUIYIN_BASE_TIMESTAMPS_H_
#define HUIYIN_BASE_TIMESTAMPS_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

#include "absl/time/time.h"

namespace huiyin {

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

// `time` is finite; less than a nanosecond is lost.
inline void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(timestamp.seconds()))));
}

}  // namespace huiyin

#endif  // HUIYIN_BASE_TIMESTAMPS_H_
