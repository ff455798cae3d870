#include "eventstore/kafka/partition_reader.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin::kafka {
namespace {

// librdkafka 2.0.2 reads no further ahead when its queue is full, and looks whether it still is only when it has
// something else to do, or after a second: so it is asked something each time that half the queue was taken.
constexpr size_t kQueueKib = 16 << 10;
constexpr size_t kAskAfterBytes = kQueueKib * 1'024 / 2;
constexpr absl::Duration kAskWithin = absl::Milliseconds(200);

Properties ConsumerProperties(absl::Duration idle_wait) {
  return {{"isolation.level", "read_committed"},
          {"enable.partition.eof", "true"},
          {"auto.offset.reset", "error"},
          {"enable.auto.commit", "false"},
          {"check.crcs", "true"},
          {"fetch.wait.max.ms", absl::StrCat(Milliseconds(idle_wait))},
          {"fetch.error.backoff.ms", "50"},
          // What is read ahead, at most.
          {"queued.max.messages.kbytes", absl::StrCat(kQueueKib)}};
}

std::string Reading(uint32_t partition) { return absl::StrCat("reading partition ", partition); }
std::string ReadingInChinese(uint32_t partition) { return absl::StrCat("读取分区 ", partition); }

// So that the next attempt goes to who leads now. librdkafka 2.0.2 remembers leaders for minutes; it asks anew when one
// refuses to be read from or written to, but not when one refuses to tell its watermarks.
void AskForLeaders(rd_kafka_t* client, const std::string& topic, absl::Duration timeout) {
  const std::unique_ptr<rd_kafka_topic_t, Destroyer<&rd_kafka_topic_destroy>> handle(
      rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_metadata(client, /*all_topics=*/0, handle.get(), &metadata, Milliseconds(timeout));
  if (metadata != nullptr) rd_kafka_metadata_destroy(metadata);
}

}  // namespace

absl::StatusOr<Watermarks> ReadWatermarks(rd_kafka_t* client, const std::string& topic, uint32_t partition,
                                          absl::Duration timeout) {
  int64_t low = 0;
  int64_t high = 0;
  const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
      client, topic.c_str(), static_cast<int32_t>(partition), &low, &high, Milliseconds(timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    AskForLeaders(client, topic, timeout);
    return FromKafka(error, Reading(partition), ReadingInChinese(partition));
  }
  return Watermarks{Offset(static_cast<uint64_t>(low)), Offset(static_cast<uint64_t>(high))};
}

absl::StatusOr<std::unique_ptr<PartitionReader>> PartitionReader::Open(const Properties& properties,
                                                                       const std::string& topic, uint32_t partition,
                                                                       Offset from, absl::Duration idle_wait) {
  ASSIGN_OR_RETURN(Conf conf, NewConf(properties, ConsumerProperties(idle_wait)));
  ASSIGN_OR_RETURN(Handle consumer, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  TopicHandle handle(rd_kafka_topic_new(consumer.get(), topic.c_str(), nullptr));
  if (handle == nullptr ||
      rd_kafka_consume_start(handle.get(), static_cast<int32_t>(partition), static_cast<int64_t>(from.value())) != 0) {
    return FromKafka(rd_kafka_last_error(), Reading(partition), ReadingInChinese(partition));
  }
  return std::unique_ptr<PartitionReader>(new PartitionReader(std::move(consumer), std::move(handle), partition));
}

PartitionReader::~PartitionReader() { rd_kafka_consume_stop(topic_.get(), partition_); }

absl::Status PartitionReader::FromMessage(const rd_kafka_message_t& message) const {
  const auto partition = static_cast<uint32_t>(partition_);
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
    return Error(absl::StatusCode::kFailedPrecondition, "OFFSET_NOT_THERE",
                 absl::StrCat(Reading(partition), ": ", rd_kafka_message_errstr(&message)),
                 absl::StrCat(ReadingInChinese(partition), "：", rd_kafka_message_errstr(&message)));
  }
  return FromKafka(message.err, Reading(partition), ReadingInChinese(partition));
}

absl::StatusOr<PartitionReader::Chunk> PartitionReader::Read(absl::Duration timeout) {
  RETURN_IF_ERROR(failed_);
  Chunk chunk;
  size_t bytes = 0;
  int wait_ms = Milliseconds(timeout);
  while (chunk.messages.size() < kReadRecordsMax && bytes < kReadBytesMax) {
    Message message(rd_kafka_consume(topic_.get(), partition_, wait_ms));
    if (message == nullptr) break;
    wait_ms = 0;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      chunk.end = Offset(static_cast<uint64_t>(message->offset));
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      failed_ = FromMessage(*message);
      if (chunk.messages.empty()) return failed_;
      break;  // What came before the error is given first.
    }
    bytes += message->len;
    chunk.messages.push_back(std::move(message));
  }
  ReadAheadAfter(bytes);
  return chunk;
}

void PartitionReader::ReadAheadAfter(size_t taken) {
  taken_since_asked_ += taken;
  if (taken_since_asked_ < kAskAfterBytes) return;
  taken_since_asked_ = 0;
  ReadWatermarks(consumer_.get(), rd_kafka_topic_name(topic_.get()), static_cast<uint32_t>(partition_), kAskWithin)
      .IgnoreError();
}

}  // namespace huiyin::kafka
