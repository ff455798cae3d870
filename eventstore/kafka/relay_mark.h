// How far a relay has come: it stands in the last message that it wrote, so that it can neither be lost nor disagree
// with what was written. (Offsets of a consumer group can: they expire, are set back, and outlive their topic.)
//
//   huiyin-source-offset   header of each relayed message: the offset of its record in the source's partition, decimal
#ifndef HUIYIN_EVENTSTORE_KAFKA_RELAY_MARK_H_
#define HUIYIN_EVENTSTORE_KAFKA_RELAY_MARK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

struct RelayMark {
  Offset source_offset;
  // The record's ce_id, "town-a/17".
  std::string event_id;
};

// The headers of `message` as a relayed one has them: with the mark, and of the given content type.
Headers RelayedHeaders(const rd_kafka_message_t& message, const std::string& content_type);

// Of the last committed message of `topic`'s partition; nullopt: it never had one. Whoever else wrote to the partition
// has been fenced. `admin`: of NewAdminClient. kFailedPrecondition: NOT_RELAYED, somebody else wrote that message;
// HISTORY_LOST, the messages were deleted. kUnavailable.
absl::StatusOr<std::optional<RelayMark>> LastMark(rd_kafka_t* admin, const Properties& properties,
                                                  const std::string& topic, uint32_t partition);

// OK: `message`, of the source, is the record that `mark` stands for. Else NotOfSource.
absl::Status CheckMark(const RelayMark& mark, const rd_kafka_message_t& message);
// kFailedPrecondition (RELAY_NOT_OF_SOURCE): the record is not in the source; that was made anew, or lost records.
absl::Status NotOfSource(const RelayMark& mark);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_RELAY_MARK_H_
