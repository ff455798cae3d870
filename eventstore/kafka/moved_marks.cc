#include "eventstore/kafka/moved_marks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/topic.h"

namespace huiyin::kafka {
namespace {

// How soon it is noticed that the marks are no longer wanted.
constexpr absl::Duration kReadWait = absl::Milliseconds(50);
constexpr absl::Duration kIdleWait = absl::Milliseconds(5);
constexpr absl::Duration kWatermarksWait = absl::Seconds(5);

absl::string_view KeyOf(const rd_kafka_message_t& message) {
  return absl::string_view(static_cast<const char*>(message.key), message.key_len);
}

}  // namespace

absl::StatusOr<std::string> ReadMovedMark(rd_kafka_t* client, const Properties& properties, const std::string& topic,
                                          uint32_t partition, const std::function<bool()>& stopped) {
  const std::string marks = MovedTopic(topic);
  ASSIGN_OR_RETURN(const Watermarks watermarks, ReadWatermarks(client, marks, 0, kWatermarksWait));
  std::string where;
  Offset read_to = watermarks.low;
  if (read_to >= watermarks.high) return where;
  const std::string key = absl::StrCat(partition);
  ASSIGN_OR_RETURN(const auto reader, PartitionReader::Open(properties, marks, 0, read_to, kIdleWait));
  while (read_to < watermarks.high && !stopped()) {
    ASSIGN_OR_RETURN(const PartitionReader::Chunk chunk, reader->Read(kReadWait));
    for (const Message& message : chunk.messages) {
      read_to = Offset(static_cast<uint64_t>(message->offset) + 1);
      if (KeyOf(*message) == key) where.assign(static_cast<const char*>(message->payload), message->len);
    }
    if (chunk.end.has_value()) read_to = std::max(read_to, *chunk.end);
  }
  return where;
}

}  // namespace huiyin::kafka
