#include "eventstore/kafka/partition_writer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/cloud_event.h"
#include "eventstore/kafka/topic.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::kafka {
namespace {

constexpr absl::Duration kLookForStopInterval = absl::Milliseconds(500);
constexpr absl::Duration kPollWait = absl::Milliseconds(100);
constexpr absl::Duration kMetadataWait = absl::Seconds(5);

Properties ProducerProperties(const std::string& topic, uint32_t partition) {
  return {{"transactional.id", absl::StrCat("huiyin/", topic, "/", partition)},
          {"transaction.timeout.ms", absl::StrCat(absl::ToInt64Milliseconds(kTransactionTimeout))},
          {"message.timeout.ms", absl::StrCat(absl::ToInt64Milliseconds(kAppendTimeout))},
          {"enable.idempotence", "true"},
          {"acks", "all"},
          // An append is one transaction: nothing more comes that would be worth waiting for. Requests fill by
          // themselves while the transaction is being opened.
          {"linger.ms", "0"},
          {"compression.type", "lz4"},
          // Room for an append of kAppendRecordsMax and kAppendBytesMax with headers.
          {"queue.buffering.max.messages", "131072"},
          {"queue.buffering.max.kbytes", "262144"},
          {"retry.backoff.ms", "20"}};
}

bool IsFence(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__FENCED || error == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         error == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

absl::Status NothingAppended(rd_kafka_resp_err_t error) {
  return FromKafka(error, "nothing was appended", "未追加任何记录");
}

// Else the first message to a topic waits a second until librdkafka asks where it lies.
absl::Status Locate(rd_kafka_t* producer, const std::string& topic) {
  const std::unique_ptr<rd_kafka_topic_t, Destroyer<&rd_kafka_topic_destroy>> handle(
      rd_kafka_topic_new(producer, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(producer, /*all_topics=*/0, handle.get(), &metadata, Milliseconds(kMetadataWait));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return FromKafka(error, absl::StrCat("locating topic ", topic), absl::StrCat("查找主题 ", topic));
  }
  rd_kafka_metadata_destroy(metadata);
  return absl::OkStatus();
}

// `call` again, while it says that it may be called again.
template <typename Call>
Failure Insist(absl::Time deadline, Call call) {
  while (true) {
    Failure failure(call(Milliseconds(deadline - absl::Now())));
    if (failure == nullptr || !rd_kafka_error_is_retriable(failure.get()) || absl::Now() >= deadline) return failure;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<PartitionWriter>> PartitionWriter::Open(const Properties& properties,
                                                                       const std::string& topic, uint32_t partition,
                                                                       const std::function<bool()>& stopped) {
  std::unique_ptr<PartitionWriter> writer(new PartitionWriter(topic, partition));
  ASSIGN_OR_RETURN(Conf conf, NewConf(properties, ProducerProperties(topic, partition)));
  rd_kafka_conf_set_opaque(conf.get(), writer.get());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &PartitionWriter::OnDelivery);
  ASSIGN_OR_RETURN(writer->producer_, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  while (true) {
    const Failure failure(rd_kafka_init_transactions(writer->producer_.get(), Milliseconds(kLookForStopInterval)));
    if (failure == nullptr) break;
    if (!rd_kafka_error_is_retriable(failure.get()) || stopped()) {
      return FromKafka(failure, absl::StrCat("taking over partition ", partition),
                       absl::StrCat("接管分区 ", partition));
    }
  }
  RETURN_IF_ERROR(Locate(writer->producer_.get(), topic));
  RETURN_IF_ERROR(Locate(writer->producer_.get(), OwnersTopic(topic)));
  return writer;
}

void PartitionWriter::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* writer) {
  Delivery& delivery = static_cast<PartitionWriter*>(writer)->delivery_;
  --delivery.pending;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    delivery.error = message->err;
    return;
  }
  const auto index = reinterpret_cast<size_t>(message->_private);
  CHECK_LT(index, delivery.offsets.size());
  delivery.offsets[index] = message->offset;
}

Failure PartitionWriter::Begin(size_t messages) {
  delivery_ = Delivery{};
  delivery_.offsets.assign(messages, RD_KAFKA_OFFSET_INVALID);
  return Failure(rd_kafka_begin_transaction(producer_.get()));
}

absl::Status PartitionWriter::Produce(const std::string& topic, uint32_t partition, absl::string_view key,
                                      absl::string_view value, Headers headers, size_t index) {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  do {
    error = rd_kafka_producev(
        producer_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(static_cast<int32_t>(partition)),
        RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()),
        RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(index)), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) rd_kafka_poll(producer_.get(), Milliseconds(kPollWait));
  } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return NothingAppended(error);
  ++delivery_.pending;
  headers.release();  // The message's own since.
  return absl::OkStatus();
}

absl::Status PartitionWriter::ProduceRecord(const LedgerId& ledger, const EncodedRecord& record, size_t index) {
  v1::Record decoded;
  const absl::Status status = Decode(record.bytes, decoded);
  // An event that a newer program wrote is copied as it is.
  if (!status.ok() && !absl::IsUnimplemented(status)) return status;
  const auto attributes = CloudEventHeaders(decoded);
  Headers headers(rd_kafka_headers_new(attributes.size()));
  for (const auto& [name, value] : attributes) {
    rd_kafka_header_add(headers.get(), name, -1, value.data(), static_cast<ssize_t>(value.size()));
  }
  return Produce(topic_, partition_, ledger.value(), record.bytes, std::move(headers), index);
}

PartitionWriter::Outcome PartitionWriter::Append(absl::Span<const LedgerBatch> batches) {
  size_t count = 0;
  for (const LedgerBatch& batch : batches) count += batch.records.size();
  if (const Failure failure = Begin(count); failure != nullptr) return Ruined(failure);
  size_t index = 0;
  for (const LedgerBatch& batch : batches) {
    for (const EncodedRecord& record : batch.records) {
      absl::Status produced = ProduceRecord(batch.ledger, record, index++);
      if (!produced.ok()) return Abort(std::move(produced));
    }
  }
  return Finish();
}

PartitionWriter::Outcome PartitionWriter::Announce(const std::string& address) {
  if (const Failure failure = Begin(1); failure != nullptr) return Ruined(failure);
  Headers none(rd_kafka_headers_new(0));
  absl::Status produced = Produce(OwnersTopic(topic_), 0, absl::StrCat(partition_), address, std::move(none), 0);
  return produced.ok() ? Finish() : Abort(std::move(produced));
}

PartitionWriter::Outcome PartitionWriter::Finish() {
  // Not rd_kafka_flush, which looks every 10 ms only. The messages time out by themselves.
  while (delivery_.pending > 0) rd_kafka_poll(producer_.get(), Milliseconds(kPollWait));
  // Kafka was not yet asked to commit: so it never will, and the fate is known.
  if (delivery_.error != RD_KAFKA_RESP_ERR_NO_ERROR) return Abort(NothingAppended(delivery_.error));
  const Failure failure = Insist(absl::Now() + kAppendTimeout, [this](int timeout_ms) {
    return rd_kafka_commit_transaction(producer_.get(), timeout_ms);
  });
  if (failure != nullptr) return Ruined(failure);
  Outcome outcome{Fate::kCommitted, absl::OkStatus(), {}};
  outcome.offsets.reserve(delivery_.offsets.size());
  for (int64_t offset : delivery_.offsets) {
    // Kafka took a resent message for a double and did not say where the first lies.
    if (offset < 0) return {Fate::kUnknown, FromKafka(RD_KAFKA_RESP_ERR__STATE, "appending", "追加"), {}};
    outcome.offsets.push_back(Offset(static_cast<uint64_t>(offset)));
  }
  return outcome;
}

PartitionWriter::Outcome PartitionWriter::Abort(absl::Status why) {
  const Failure failure = Insist(absl::Now() + kAppendTimeout, [this](int timeout_ms) {
    return rd_kafka_abort_transaction(producer_.get(), timeout_ms);
  });
  if (failure != nullptr) return Ruined(failure);
  return {Fate::kNothing, std::move(why), {}};
}

PartitionWriter::Outcome PartitionWriter::Ruined(const Failure& failure) const {
  const rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(producer_.get(), nullptr, 0);
  const bool fenced = IsFence(fatal) || IsFence(rd_kafka_error_code(failure.get()));
  return {fenced ? Fate::kFenced : Fate::kUnknown,
          FromKafka(failure, "the append failed and its fate is not known yet; repeat the command",
                    "追加失败，其结果尚未可知，请重复该命令"),
          {}};
}

}  // namespace huiyin::kafka
