// What librdkafka's admin API is used for, as calls that block.
#ifndef HUIYIN_EVENTSTORE_KAFKA_ADMIN_H_
#define HUIYIN_EVENTSTORE_KAFKA_ADMIN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

using Settings = std::map<std::string, std::string>;

struct TopicShape {
  uint32_t partitions = 0;
  // Of the partition that has the fewest.
  int replication = 0;
  // Every partition has a leader.
  bool is_led = false;
};

struct ClusterShape {
  std::string id;
  // Of the brokers that serve now, in no order; a cluster that is starting may have more.
  std::vector<int32_t> brokers;
};

// A client for these calls and for watermarks: to it a partition ends where its last message lies, committed or not.
// kInvalidArgument: KAFKA_PROPERTY.
absl::StatusOr<Handle> NewAdminClient(const Properties& properties);

// All: kUnavailable (KAFKA_UNAVAILABLE) after `deadline`, or when the cluster refuses.
absl::StatusOr<ClusterShape> DescribeCluster(rd_kafka_t* client, absl::Time deadline);
// nullopt: there is no such topic. Never creates it.
absl::StatusOr<std::optional<TopicShape>> DescribeTopic(rd_kafka_t* client, const std::string& topic,
                                                        absl::Time deadline);
// With the values in force, also those that come from the cluster's defaults.
absl::StatusOr<Settings> DescribeSettings(rd_kafka_t* client, const std::string& topic, absl::Time deadline);
// Likewise. kPermissionDenied (KAFKA_NOT_ALLOWED): it takes the right DescribeConfigs on the cluster.
absl::StatusOr<Settings> DescribeBrokerSettings(rd_kafka_t* client, int32_t broker, absl::Time deadline);
// Returns when every partition has a leader. OK too when somebody else created it just before, maybe otherwise.
absl::Status CreateTopic(rd_kafka_t* client, const std::string& topic, const TopicShape& shape,
                         const Settings& settings, absl::Time deadline);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_ADMIN_H_
