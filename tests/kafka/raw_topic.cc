#include "tests/kafka/raw_topic.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "eventstore/kafka/partition_reader.h"
#include "tests/kafka/cluster.h"

namespace huiyin {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(30);

kafka::Handle NewProducer(const kafka::Properties& more = {}) {
  kafka::Conf conf = *kafka::NewConf(KafkaCluster::Shared().properties(), more);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    CHECK_EQ(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
    *static_cast<int64_t*>(message->_private) = message->offset;
  });
  return *kafka::NewClient(RD_KAFKA_PRODUCER, std::move(conf));
}

RawMessage FromKafka(rd_kafka_message_t* message) {
  RawMessage out{std::string(static_cast<const char*>(message->key), message->key_len),
                 std::string(static_cast<const char*>(message->payload), message->len),
                 {}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return out;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    out.headers[name] = std::string(static_cast<const char*>(value), size);
  }
  return out;
}

}  // namespace

RawTopic::RawTopic(std::string name) : name_(std::move(name)), client_(NewProducer()) {}

absl::Status RawTopic::Create(uint32_t partitions, const kafka::Settings& settings) {
  return kafka::CreateTopic(client_.get(), name_, {.partitions = partitions, .replication = 1}, settings,
                            absl::Now() + kTimeout);
}

absl::Status RawTopic::Delete() {
  const std::unique_ptr<rd_kafka_DeleteTopic_t, kafka::Destroyer<&rd_kafka_DeleteTopic_destroy>> topic(
      rd_kafka_DeleteTopic_new(name_.c_str()));
  rd_kafka_DeleteTopic_t* topics[] = {topic.get()};
  const kafka::Queue queue(rd_kafka_queue_new(client_.get()));
  rd_kafka_DeleteTopics(client_.get(), topics, 1, nullptr, queue.get());
  const kafka::Event event(rd_kafka_queue_poll(queue.get(), kafka::Milliseconds(kTimeout)));
  CHECK(event != nullptr);
  const absl::Time deadline = absl::Now() + kTimeout;
  while (true) {
    ASSIGN_OR_RETURN(const auto shape, kafka::DescribeTopic(client_.get(), name_, deadline));
    if (!shape.has_value()) return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(20));
  }
}

absl::StatusOr<kafka::Settings> RawTopic::Settings() {
  return kafka::DescribeSettings(client_.get(), name_, absl::Now() + kTimeout);
}

absl::StatusOr<std::vector<RawMessage>> RawTopic::Read(size_t count) {
  ASSIGN_OR_RETURN(const auto reader,
                   kafka::PartitionReader::Open(KafkaCluster::Shared().properties(), name_, 0, Offset(0),
                                                /*idle_wait=*/absl::Milliseconds(10)));
  std::vector<RawMessage> out;
  const absl::Time deadline = absl::Now() + kTimeout;
  while (out.size() < count && absl::Now() < deadline) {
    ASSIGN_OR_RETURN(const kafka::PartitionReader::Chunk chunk, reader->Read(absl::Milliseconds(50)));
    for (const kafka::Message& message : chunk.messages) out.push_back(FromKafka(message.get()));
  }
  return out;
}

absl::StatusOr<Offset> RawTopic::End(uint32_t partition) {
  ASSIGN_OR_RETURN(const kafka::Watermarks marks, kafka::ReadWatermarks(client_.get(), name_, partition, kTimeout));
  return marks.high;
}

absl::StatusOr<std::vector<RawMessage>> RawTopic::ReadAll(uint32_t partition) {
  ASSIGN_OR_RETURN(const auto reader,
                   kafka::PartitionReader::Open(KafkaCluster::Shared().properties(), name_, partition, Offset(0),
                                                /*idle_wait=*/absl::Milliseconds(10)));
  // Committed is visible a little later than acknowledged: only there is the end.
  ASSIGN_OR_RETURN(const Offset end, End(partition));
  std::vector<RawMessage> out;
  const absl::Time deadline = absl::Now() + kTimeout;
  while (absl::Now() < deadline) {
    ASSIGN_OR_RETURN(const kafka::PartitionReader::Chunk chunk, reader->Read(absl::Milliseconds(50)));
    for (const kafka::Message& message : chunk.messages) out.push_back(FromKafka(message.get()));
    if (chunk.end.has_value() && *chunk.end >= end) return out;
  }
  return kafka::FromKafka(RD_KAFKA_RESP_ERR__TIMED_OUT, "reading", "读取");
}

absl::StatusOr<uint64_t> RawTopic::Write(absl::string_view key, absl::string_view value) {
  int64_t offset = -1;
  const rd_kafka_resp_err_t error = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(name_.c_str()), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_KEY(key.data(), key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_OPAQUE(&offset), RD_KAFKA_V_END);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka::FromKafka(error, "writing", "写入");
  rd_kafka_flush(client_.get(), kafka::Milliseconds(kTimeout));
  CHECK_GE(offset, 0);
  return static_cast<uint64_t>(offset);
}

void RawTopic::WriteAborted(absl::string_view value) {
  const auto must = [](rd_kafka_error_t* error) { CHECK(kafka::Failure(error) == nullptr); };
  const kafka::Handle producer = NewProducer({{"transactional.id", "aborted/" + name_}});
  must(rd_kafka_init_transactions(producer.get(), kafka::Milliseconds(kTimeout)));
  must(rd_kafka_begin_transaction(producer.get()));
  int64_t offset = -1;
  CHECK_EQ(rd_kafka_producev(producer.get(), RD_KAFKA_V_TOPIC(name_.c_str()), RD_KAFKA_V_PARTITION(0),
                             RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(&offset), RD_KAFKA_V_END),
           RD_KAFKA_RESP_ERR_NO_ERROR);
  // Aborting takes back what was not sent yet.
  CHECK_EQ(rd_kafka_flush(producer.get(), kafka::Milliseconds(kTimeout)), RD_KAFKA_RESP_ERR_NO_ERROR);
  must(rd_kafka_abort_transaction(producer.get(), kafka::Milliseconds(kTimeout)));
}

}  // namespace huiyin
