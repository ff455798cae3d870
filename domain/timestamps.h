// google.protobuf.Timestamp, as absl::Time.
#ifndef HUIYIN_DOMAIN_TIMESTAMPS_H_
#define HUIYIN_DOMAIN_TIMESTAMPS_H_

#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"

namespace huiyin {

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_TIMESTAMPS_H_
