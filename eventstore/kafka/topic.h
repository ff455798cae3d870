// Topics of records: made with settings that keep every record for ever, or refused when an existing one would not.
//
//   TOPIC            key ledger id · value the record's bytes · headers of CloudEvents (cloud_event.h)
//   TOPIC.owners     key partition, decimal · value host:port of the node that owns it · compacted
//   TOPIC.moved      where the registers of partitions have moved (moved_marks.h) · compacted
//   TOPIC.json       what a relay makes of TOPIC, record by record (relay.h)
//
// A ledger lies in partition StableHash(ledger id) mod partitions: the count of partitions never changes.
#ifndef HUIYIN_EVENTSTORE_KAFKA_TOPIC_H_
#define HUIYIN_EVENTSTORE_KAFKA_TOPIC_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

struct TopicRequest {
  std::string name;
  // 0: as many as the topic has; then it must be there.
  uint32_t partitions = 0;
  // When it is made. 0: three, or as many as there are brokers; at least as the brokers keep of their transactions.
  int replication = 0;
  // Make its topics of owners and of marks too.
  bool with_owners = false;
};

struct Topic {
  std::string name;
  std::string cluster_id;
  uint32_t partitions = 0;
  // Of the cluster, that serve now.
  int brokers = 0;
  // Which of it and its topics of owners and of marks has the fewest replicas, and how many.
  std::string weakest = {};
  int replicas = 0;
};

std::string OwnersTopic(const std::string& topic);
std::string MovedTopic(const std::string& topic);

// Makes what is absent, and checks what is there. kFailedPrecondition: TOPIC_ABSENT, TOPIC_COULD_LOSE_RECORDS,
// TOPIC_PARTITIONS_DIFFER, REPLICATION_UNKNOWN. kUnavailable (KAFKA_UNAVAILABLE): still so at `deadline`.
absl::StatusOr<Topic> OpenTopic(rd_kafka_t* client, const TopicRequest& request, absl::Time deadline);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_TOPIC_H_
