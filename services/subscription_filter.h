// Which records a subscriber wants.
#ifndef HUIYIN_SERVICES_SUBSCRIPTION_FILTER_H_
#define HUIYIN_SERVICES_SUBSCRIPTION_FILTER_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"
#include "huiyin/v1/subscription_service.pb.h"

namespace huiyin {

// At most so many values in each part of a filter.
inline constexpr int kFilterValuesMax = 1'000;

class RecordFilter {
 public:
  // kInvalidArgument (EVENT_TYPE_UNKNOWN, FILTER_TOO_LARGE) names the value.
  static absl::StatusOr<RecordFilter> Make(const v1::SubscriptionFilter& filter);

  // Errors: those of decoding, which is done only where the filter needs to look inside.
  absl::StatusOr<bool> Passes(const StoredRecord& stored);

 private:
  absl::flat_hash_set<std::string> ledgers_;
  absl::flat_hash_set<int> event_types_;  // Field numbers of Event.
  absl::flat_hash_set<std::string> streams_;
  absl::flat_hash_set<std::string> units_;
  v1::Record record_;  // Used again for each record.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SUBSCRIPTION_FILTER_H_
