#include "eventstore/kafka/transactional_producer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin::kafka {
namespace {

constexpr absl::Duration kLookForStopInterval = absl::Milliseconds(500);
constexpr absl::Duration kPollWait = absl::Milliseconds(100);
constexpr absl::Duration kMetadataWait = absl::Seconds(5);

using GroupMetadata =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, Destroyer<&rd_kafka_consumer_group_metadata_destroy>>;

Properties ProducerProperties(const std::string& transactional_id) {
  return {{"transactional.id", transactional_id},
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

absl::Status NotDelivered(rd_kafka_resp_err_t error) { return FromKafka(error, "writing to Kafka", "写入 Kafka"); }

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

std::string TransactionalId(const std::string& topic, uint32_t partition) {
  return absl::StrCat("huiyin/", topic, "/", partition);
}

absl::StatusOr<std::unique_ptr<TransactionalProducer>> TransactionalProducer::Open(
    const Properties& properties, const std::string& transactional_id, const std::vector<std::string>& topics,
    const std::function<bool()>& stopped) {
  std::unique_ptr<TransactionalProducer> self(new TransactionalProducer());
  ASSIGN_OR_RETURN(Conf conf, NewConf(properties, ProducerProperties(transactional_id)));
  rd_kafka_conf_set_opaque(conf.get(), self.get());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &TransactionalProducer::OnDelivery);
  ASSIGN_OR_RETURN(self->producer_, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  while (true) {
    const Failure failure(rd_kafka_init_transactions(self->producer_.get(), Milliseconds(kLookForStopInterval)));
    if (failure == nullptr) break;
    if (!rd_kafka_error_is_retriable(failure.get()) || stopped()) {
      return FromKafka(failure, absl::StrCat("becoming the writer ", transactional_id),
                       absl::StrCat("取得写入权 ", transactional_id));
    }
  }
  for (const std::string& topic : topics) RETURN_IF_ERROR(Locate(self->producer_.get(), topic));
  return self;
}

void TransactionalProducer::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  Delivery& delivery = static_cast<TransactionalProducer*>(self)->delivery_;
  --delivery.pending;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    delivery.error = message->err;
    return;
  }
  const auto index = reinterpret_cast<size_t>(message->_private);
  CHECK_LT(index, delivery.offsets.size());
  delivery.offsets[index] = message->offset;
}

std::optional<TransactionalProducer::Outcome> TransactionalProducer::Begin(size_t messages) {
  delivery_ = Delivery{};
  delivery_.offsets.assign(messages, RD_KAFKA_OFFSET_INVALID);
  const Failure failure(rd_kafka_begin_transaction(producer_.get()));
  if (failure != nullptr) return Ruined(failure);
  return std::nullopt;
}

absl::Status TransactionalProducer::Produce(const std::string& topic, uint32_t partition, absl::string_view key,
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
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return NotDelivered(error);
  ++delivery_.pending;
  headers.release();  // The message's own since.
  return absl::OkStatus();
}

absl::Status TransactionalProducer::SendOffset(const std::string& group, const std::string& topic, uint32_t partition,
                                               Offset next) {
  const TopicPartitions offsets = OnePartition(topic, partition, static_cast<int64_t>(next.value()));
  // Of nobody in particular: it is the transactional.id that says whose turn it is, not the group.
  const GroupMetadata anybody(rd_kafka_consumer_group_metadata_new(group.c_str()));
  const Failure failure = Insist(absl::Now() + kAppendTimeout, [&](int timeout_ms) {
    return rd_kafka_send_offsets_to_transaction(producer_.get(), offsets.get(), anybody.get(), timeout_ms);
  });
  if (failure == nullptr) return absl::OkStatus();
  return FromKafka(failure, "writing how far was read", "写入读取进度");
}

TransactionalProducer::Outcome TransactionalProducer::Finish() {
  // Not rd_kafka_flush, which looks every 10 ms only. The messages time out by themselves.
  while (delivery_.pending > 0) rd_kafka_poll(producer_.get(), Milliseconds(kPollWait));
  // Kafka was not yet asked to commit: so it never will, and the fate is known.
  if (delivery_.error != RD_KAFKA_RESP_ERR_NO_ERROR) return Abort(NotDelivered(delivery_.error));
  const Failure failure = Insist(absl::Now() + kAppendTimeout, [this](int timeout_ms) {
    return rd_kafka_commit_transaction(producer_.get(), timeout_ms);
  });
  if (failure != nullptr) return Ruined(failure);
  Outcome outcome{Fate::kCommitted, absl::OkStatus(), {}};
  outcome.offsets.reserve(delivery_.offsets.size());
  for (int64_t offset : delivery_.offsets) {
    // Kafka took a resent message for a double and did not say where the first lies.
    if (offset < 0) return {Fate::kUnknown, NotDelivered(RD_KAFKA_RESP_ERR__STATE), {}};
    outcome.offsets.push_back(Offset(static_cast<uint64_t>(offset)));
  }
  return outcome;
}

TransactionalProducer::Outcome TransactionalProducer::Abort(absl::Status why) {
  const Failure failure = Insist(absl::Now() + kAppendTimeout, [this](int timeout_ms) {
    return rd_kafka_abort_transaction(producer_.get(), timeout_ms);
  });
  if (failure != nullptr) return Ruined(failure);
  return {Fate::kNothing, std::move(why), {}};
}

TransactionalProducer::Outcome TransactionalProducer::Ruined(const Failure& failure) const {
  const rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(producer_.get(), nullptr, 0);
  const bool fenced = IsFence(fatal) || IsFence(rd_kafka_error_code(failure.get()));
  return {fenced ? Fate::kFenced : Fate::kUnknown, FromKafka(failure, "the transaction", "事务"), {}};
}

}  // namespace huiyin::kafka
