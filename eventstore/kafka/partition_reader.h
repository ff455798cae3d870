// Reads the committed messages of one partition, in order. What was aborted, and Kafka's own markers, do not show.
#ifndef HUIYIN_EVENTSTORE_KAFKA_PARTITION_READER_H_
#define HUIYIN_EVENTSTORE_KAFKA_PARTITION_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

// Limits of one chunk.
inline constexpr size_t kReadRecordsMax = 4'096;
inline constexpr size_t kReadBytesMax = 4 << 20;

// The offsets of a partition's first message and after its last, whether committed or not.
struct Watermarks {
  Offset low;
  Offset high;
};

// `client` must be one that reads uncommitted messages. kUnavailable.
absl::StatusOr<Watermarks> ReadWatermarks(rd_kafka_t* client, const std::string& topic, uint32_t partition,
                                          absl::Duration timeout);

// Not thread-safe.
class PartitionReader {
 public:
  struct Chunk {
    // Values may be null. None may outlive the reader, whose destructor waits for them.
    std::vector<Message> messages;
    // Everything before it has been read; nullopt: nothing is known beyond the messages. It may lie after markers.
    std::optional<Offset> end;
  };

  // `idle_wait`: how long the broker lets us wait at the end, and so how late we learn that it is the end.
  static absl::StatusOr<std::unique_ptr<PartitionReader>> Open(const Properties& properties, const std::string& topic,
                                                               uint32_t partition, Offset from,
                                                               absl::Duration idle_wait);
  ~PartitionReader();
  PartitionReader(const PartitionReader&) = delete;
  PartitionReader& operator=(const PartitionReader&) = delete;

  // Waits at most `timeout` for the first message. kFailedPrecondition (OFFSET_NOT_THERE): the partition does not reach
  // as far as where reading is to begin, or begins after it. kUnavailable otherwise. After an error the reader is of
  // no more use.
  absl::StatusOr<Chunk> Read(absl::Duration timeout);

 private:
  using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroyer<&rd_kafka_topic_destroy>>;

  PartitionReader(Handle consumer, TopicHandle topic, uint32_t partition)
      : consumer_(std::move(consumer)), topic_(std::move(topic)), partition_(static_cast<int32_t>(partition)) {}
  absl::Status FromMessage(const rd_kafka_message_t& message) const;
  // So many bytes were taken from the queue.
  void ReadAheadAfter(size_t taken);

  const Handle consumer_;
  const TopicHandle topic_;
  const int32_t partition_;
  absl::Status failed_;
  size_t taken_since_asked_ = 0;
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_PARTITION_READER_H_
