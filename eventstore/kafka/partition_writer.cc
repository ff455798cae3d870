#include "eventstore/kafka/partition_writer.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/cloud_event.h"
#include "eventstore/kafka/topic.h"
#include "eventstore/record_codec.h"

namespace huiyin::kafka {
namespace {

// With what it means to who sent a command.
PartitionWriter::Outcome Explained(PartitionWriter::Outcome outcome) {
  switch (outcome.fate) {
    case PartitionWriter::Fate::kCommitted:
      break;
    case PartitionWriter::Fate::kNothing:
      outcome.why = Prefixed(outcome.why, "nothing was appended: ", "未追加任何记录：");
      break;
    case PartitionWriter::Fate::kUnknown:
    case PartitionWriter::Fate::kFenced:
      outcome.why = Prefixed(outcome.why, "the append failed and its fate is not known yet; repeat the command: ",
                             "追加失败，其结果尚未可知，请重复该命令：");
      break;
  }
  return outcome;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PartitionWriter>> PartitionWriter::Open(const Properties& properties,
                                                                       const std::string& topic, uint32_t partition,
                                                                       const std::function<bool()>& stopped) {
  absl::StatusOr<std::unique_ptr<TransactionalProducer>> producer = TransactionalProducer::Open(
      properties, TransactionalId(topic, partition), {topic, OwnersTopic(topic), MovedTopic(topic)}, stopped);
  if (!producer.ok()) {
    return Prefixed(producer.status(), absl::StrCat("taking over partition ", partition, ": "),
                    absl::StrCat("接管分区 ", partition, "："));
  }
  return std::unique_ptr<PartitionWriter>(new PartitionWriter(topic, partition, *std::move(producer)));
}

absl::Status PartitionWriter::Produce(const LedgerId& ledger, const EncodedRecord& record, size_t index) {
  const CloudEventHeaders attributes = HeadersOf(ledger, record);
  Headers headers(rd_kafka_headers_new(attributes.size()));
  for (const auto& [name, value] : attributes) {
    rd_kafka_header_add(headers.get(), name, -1, value.data(), static_cast<ssize_t>(value.size()));
  }
  return producer_->Produce(topic_, partition_, ledger.value(), record.bytes, std::move(headers), index);
}

PartitionWriter::Outcome PartitionWriter::Append(absl::Span<const LedgerBatch> batches) {
  size_t count = 0;
  for (const LedgerBatch& batch : batches) count += batch.records.size();
  if (std::optional<Outcome> ended = producer_->Begin(count); ended.has_value()) return Explained(*std::move(ended));
  size_t index = 0;
  for (const LedgerBatch& batch : batches) {
    for (const EncodedRecord& record : batch.records) {
      absl::Status produced = Produce(batch.ledger, record, index++);
      if (!produced.ok()) return Explained(producer_->Abort(std::move(produced)));
    }
  }
  return Explained(producer_->Finish());
}

PartitionWriter::Outcome PartitionWriter::Say(const std::string& topic, const std::string& value) {
  if (std::optional<Outcome> ended = producer_->Begin(1); ended.has_value()) return Explained(*std::move(ended));
  Headers none(rd_kafka_headers_new(0));
  absl::Status produced = producer_->Produce(topic, 0, absl::StrCat(partition_), value, std::move(none), 0);
  return Explained(produced.ok() ? producer_->Finish() : producer_->Abort(std::move(produced)));
}

PartitionWriter::Outcome PartitionWriter::Announce(const std::string& address) {
  return Say(OwnersTopic(topic_), address);
}

PartitionWriter::Outcome PartitionWriter::MarkMoved(const std::string& where) { return Say(MovedTopic(topic_), where); }

}  // namespace huiyin::kafka
