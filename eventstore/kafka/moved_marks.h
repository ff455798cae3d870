// Where the registers of a topic's partitions have moved (EventLog::MarkMoved): a compacted topic beside the records.
// Not in the topic of owners: that one grows with everything that is announced, and whoever takes a partition over
// reads this one to its end.
//
//   TOPIC.moved      key partition, decimal · value where its register is, empty: in the partition · compacted
//
// A mark is written in a transaction of the partition's writer, so only by its owner; and whoever has fenced that owner
// and then reads the marks, has read the last.
#ifndef HUIYIN_EVENTSTORE_KAFKA_MOVED_MARKS_H_
#define HUIYIN_EVENTSTORE_KAFKA_MOVED_MARKS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

// The partition's last committed mark; empty when there is none. `client` must be one that reads uncommitted messages.
// Blocks until all marks are read, or `stopped` says true. kUnavailable.
absl::StatusOr<std::string> ReadMovedMark(rd_kafka_t* client, const Properties& properties, const std::string& topic,
                                          uint32_t partition, const std::function<bool()>& stopped);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_MOVED_MARKS_H_
