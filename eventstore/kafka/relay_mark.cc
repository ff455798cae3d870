#include "eventstore/kafka/relay_mark.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/partition_reader.h"

namespace huiyin::kafka {
namespace {

constexpr char kSourceOffset[] = "huiyin-source-offset";
constexpr char kEventId[] = "ce_id";
constexpr char kContentType[] = "content-type";
constexpr absl::Duration kWatermarksWait = absl::Seconds(10);
constexpr absl::Duration kReadWait = absl::Milliseconds(100);
constexpr absl::Duration kIdleWait = absl::Milliseconds(10);
constexpr absl::Duration kReadTimeout = absl::Seconds(30);
// What lies before the end may be markers, or have been aborted: looked at from there, then from farther back.
constexpr uint64_t kLookBack = 64;
constexpr uint64_t kLookFartherBack = 16;

void AddHeader(Headers& headers, const char* name, absl::string_view value) {
  rd_kafka_header_add(headers.get(), name, -1, value.data(), static_cast<ssize_t>(value.size()));
}

// Empty: there is none.
absl::string_view HeaderOf(const rd_kafka_message_t& message, const char* name) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return "";
  }
  return absl::string_view(static_cast<const char*>(value), size);
}

struct Place {
  const std::string& topic;
  const uint32_t partition;

  absl::Status Refused(absl::string_view reason, absl::string_view english, absl::string_view chinese) const {
    return Error(absl::StatusCode::kFailedPrecondition, reason,
                 absl::StrCat("topic ", topic, ", partition ", partition, ": ", english),
                 absl::StrCat("主题 ", topic, " 分区 ", partition, "：", chinese));
  }
};

absl::StatusOr<RelayMark> MarkOf(const rd_kafka_message_t& message, const Place& place) {
  uint64_t offset = 0;
  const absl::string_view event_id = HeaderOf(message, kEventId);
  if (!event_id.empty() && absl::SimpleAtoi(HeaderOf(message, kSourceOffset), &offset)) {
    return RelayMark{Offset(offset), std::string(event_id)};
  }
  return place.Refused("NOT_RELAYED",
                       absl::StrCat("the message at offset ", message.offset,
                                    " is not from a relay; use another topic, which nobody else writes to"),
                       absl::StrCat("偏移 ", message.offset, " 处的消息不是转发所写；请使用无人写入的另一主题"));
}

// Of the last committed message at or after `from`; nullopt: there is none.
absl::StatusOr<std::optional<RelayMark>> LastMarkAfter(const Properties& properties, const Place& place, Offset from,
                                                       Offset end) {
  ASSIGN_OR_RETURN(const auto reader, PartitionReader::Open(properties, place.topic, place.partition, from, kIdleWait));
  Message last;
  const absl::Time deadline = absl::Now() + kReadTimeout;
  while (true) {
    ASSIGN_OR_RETURN(PartitionReader::Chunk chunk, reader->Read(kReadWait));
    if (!chunk.messages.empty()) last = std::move(chunk.messages.back());
    if (chunk.end.has_value() && *chunk.end >= end) break;
    if (absl::Now() > deadline) return FromKafka(RD_KAFKA_RESP_ERR__TIMED_OUT, place.topic, place.topic);
  }
  if (last == nullptr) return std::nullopt;
  return MarkOf(*last, place);
}

}  // namespace

Headers RelayedHeaders(const rd_kafka_message_t& message, const std::string& content_type) {
  Headers out(rd_kafka_headers_new(0));
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      if (absl::string_view(name) == kContentType) continue;
      AddHeader(out, name, absl::string_view(static_cast<const char*>(value), size));
    }
  }
  AddHeader(out, kContentType, content_type);
  AddHeader(out, kSourceOffset, absl::StrCat(message.offset));
  return out;
}

absl::StatusOr<std::optional<RelayMark>> LastMark(rd_kafka_t* admin, const Properties& properties,
                                                  const std::string& topic, uint32_t partition) {
  const Place place{topic, partition};
  ASSIGN_OR_RETURN(const Watermarks marks, ReadWatermarks(admin, topic, partition, kWatermarksWait));
  if (marks.low > Offset(0)) {
    return place.Refused("HISTORY_LOST", absl::StrCat("its records before offset ", marks.low.value(), " were deleted"),
                         absl::StrCat("偏移 ", marks.low.value(), " 之前的记录已被删除"));
  }
  const uint64_t end = marks.high.value();
  for (uint64_t back = kLookBack; end > 0; back *= kLookFartherBack) {
    const uint64_t from = end - std::min(end, back);
    ASSIGN_OR_RETURN(std::optional<RelayMark> mark, LastMarkAfter(properties, place, Offset(from), marks.high));
    if (mark.has_value() || from == 0) return mark;
  }
  return std::nullopt;
}

absl::Status CheckMark(const RelayMark& mark, const rd_kafka_message_t& message) {
  if (static_cast<uint64_t>(message.offset) == mark.source_offset.value() &&
      HeaderOf(message, kEventId) == mark.event_id) {
    return absl::OkStatus();
  }
  return NotOfSource(mark);
}

absl::Status NotOfSource(const RelayMark& mark) {
  return Error(absl::StatusCode::kFailedPrecondition, "RELAY_NOT_OF_SOURCE",
               absl::StrCat("what was relayed last is event ", mark.event_id, " at offset ", mark.source_offset.value(),
                            ", which the source does not have there: it was made anew, or lost records; relay it to "
                            "another topic"),
               absl::StrCat("上次转发到偏移 ", mark.source_offset.value(), " 处的事件 ", mark.event_id,
                            "，而源主题该处没有它：源主题被重建过，或丢失了记录；请转发到另一主题"));
}

}  // namespace huiyin::kafka
