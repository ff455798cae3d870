#include "eventstore/kafka/relayed_partition.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/relay_mark.h"

namespace huiyin::kafka {
namespace {

constexpr absl::Duration kTryAgainAfter = absl::Milliseconds(200);
// Also how long it takes to stop.
constexpr absl::Duration kReadWait = absl::Milliseconds(100);
constexpr absl::Duration kIdleWait = absl::Milliseconds(50);

absl::string_view KeyOf(const rd_kafka_message_t& message) {
  return absl::string_view(static_cast<const char*>(message.key), message.key_len);
}

absl::string_view ValueOf(const rd_kafka_message_t& message) {
  return absl::string_view(static_cast<const char*>(message.payload), message.len);
}

Offset OffsetOf(const rd_kafka_message_t& message) { return Offset(static_cast<uint64_t>(message.offset)); }

}  // namespace

RelayedPartition::RelayedPartition(const RelayRoute& route, uint32_t number) : route_(route), number_(number) {
  status_.partition = number;
  thread_ = std::thread([this] { Run(); });
}

void RelayedPartition::Stop() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

RelayedPartitionStatus RelayedPartition::Status() const {
  absl::MutexLock lock(&mu_);
  return status_;
}

bool RelayedPartition::IsStopping() const {
  absl::MutexLock lock(&mu_);
  return stopping_;
}

void RelayedPartition::Count(Offset last, size_t records) {
  absl::MutexLock lock(&mu_);
  status_.last = last;
  status_.relayed += records;
}

void RelayedPartition::Tell(std::optional<Offset> last, bool is_caught_up) {
  absl::MutexLock lock(&mu_);
  status_.last = last;
  status_.is_caught_up = is_caught_up;
  status_.error = absl::OkStatus();
}

void RelayedPartition::Run() {
  while (true) {
    is_fenced_ = false;
    const absl::Status ended = Relay();
    absl::MutexLock lock(&mu_);
    if (stopping_) return;
    status_.error = ended;
    status_.is_caught_up = false;
    if (!absl::IsUnavailable(ended)) return;
    // Not at once after a fence: a relay that was replaced while it slept hears of it from the group a little later.
    const absl::Duration patience = is_fenced_ ? route_.options.session_timeout : kTryAgainAfter;
    if (mu_.AwaitWithTimeout(absl::Condition(&stopping_), patience)) return;
  }
}

absl::Status RelayedPartition::Relay() {
  const RelayOptions& options = route_.options;
  // First the fence: whatever comes into the target from now on is ours. Only then is its end the end.
  ASSIGN_OR_RETURN(const std::unique_ptr<TransactionalProducer> producer,
                   TransactionalProducer::Open(options.properties, TransactionalId(options.target, number_),
                                               {options.target}, [this] { return IsStopping(); }));
  ASSIGN_OR_RETURN(std::optional<RelayMark> mark,
                   LastMark(route_.admin.get(), options.properties, options.target, number_));
  std::optional<Offset> last;
  if (mark.has_value()) last = mark->source_offset;
  ASSIGN_OR_RETURN(
      const std::unique_ptr<PartitionReader> reader,
      PartitionReader::Open(options.properties, options.source, number_, last.value_or(Offset(0)), kIdleWait));
  Tell(last, false);
  while (!IsStopping()) {
    const absl::StatusOr<PartitionReader::Chunk> chunk = reader->Read(kReadWait);
    if (absl::IsFailedPrecondition(chunk.status()) && mark.has_value()) return NotOfSource(*mark);
    RETURN_IF_ERROR(chunk.status());
    absl::Span<const Message> messages = chunk->messages;
    if (mark.has_value() && !messages.empty()) {
      RETURN_IF_ERROR(CheckMark(*mark, *messages.front()));
      mark.reset();
      messages.remove_prefix(1);
    }
    if (!messages.empty()) {
      RETURN_IF_ERROR(Pass(*producer, messages));
      last = OffsetOf(*messages.back());
    }
    const bool is_idle = messages.empty() && !chunk->end.has_value();
    if (!is_idle) Tell(last, !mark.has_value() && chunk->end.has_value());
  }
  return absl::OkStatus();
}

absl::Status RelayedPartition::Refused(const rd_kafka_message_t& message, const absl::Status& why) const {
  return Prefixed(
      why, absl::StrCat("topic ", route_.options.source, ", partition ", number_, ", offset ", message.offset, ": "),
      absl::StrCat("主题 ", route_.options.source, " 分区 ", number_, " 偏移 ", message.offset, "："));
}

absl::Status RelayedPartition::Pass(TransactionalProducer& producer, absl::Span<const Message> messages) {
  std::vector<std::string> values;
  values.reserve(messages.size());
  absl::Status refused;
  for (const Message& message : messages) {
    absl::StatusOr<std::string> value = route_.options.transform(ValueOf(*message));
    if (!value.ok()) {
      refused = Refused(*message, value.status());
      break;
    }
    values.push_back(*std::move(value));
  }
  if (!values.empty()) {
    const auto outcome = Transact(producer, messages.first(values.size()), values);
    is_fenced_ = outcome.fate == TransactionalProducer::Fate::kFenced;
    RETURN_IF_ERROR(outcome.why);
    Count(OffsetOf(*messages[values.size() - 1]), values.size());
  }
  return refused;
}

TransactionalProducer::Outcome RelayedPartition::Transact(TransactionalProducer& producer,
                                                          absl::Span<const Message> messages,
                                                          absl::Span<const std::string> values) {
  const RelayOptions& options = route_.options;
  if (auto ended = producer.Begin(messages.size()); ended.has_value()) return *std::move(ended);
  for (size_t i = 0; i < messages.size(); ++i) {
    absl::Status produced = producer.Produce(options.target, number_, KeyOf(*messages[i]), values[i],
                                             RelayedHeaders(*messages[i], options.content_type), i);
    if (!produced.ok()) return producer.Abort(std::move(produced));
  }
  const Offset next(OffsetOf(*messages.back()).value() + 1);
  absl::Status sent = producer.SendOffset(route_.group, options.source, number_, next);
  if (!sent.ok()) return producer.Abort(std::move(sent));
  return producer.Finish();
}

}  // namespace huiyin::kafka
