#include "eventstore/record_codec.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/wire_format_lite.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr size_t kDigestBytes = 32;
// The range of google.protobuf.Timestamp: years 1 to 9999.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;
constexpr int32_t kNanosMax = 999'999'999;

bool IsTime(const google::protobuf::Timestamp& time) {
  return time.seconds() >= kSecondsMin && time.seconds() <= kSecondsMax && time.nanos() >= 0 &&
         time.nanos() <= kNanosMax;
}

// The first thing that every record has and this one lacks; empty when it is whole.
absl::string_view Lacks(const v1::Record& record) {
  if (record.ledger_id().empty()) return "ledger_id";
  if (record.stream_id().empty()) return "stream_id";
  if (record.command_id().empty()) return "command_id";
  if (record.command_digest().size() != kDigestBytes) return "command_digest";
  if (!record.has_occurred_at() || !IsTime(record.occurred_at())) return "occurred_at";
  if (!record.has_recorded_at() || !IsTime(record.recorded_at())) return "recorded_at";
  if (!record.has_actor()) return "actor";
  if (record.event().event_case() == v1::Event::EVENT_NOT_SET) return "event";
  return "";
}

absl::Status Damaged(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", english, chinese);
}

absl::Status NotARecord() { return Damaged("the bytes are not a record", "字节内容不是一条记录"); }

// `size` is what ByteSizeLong has just answered. No field is a map, so the serialisation is deterministic.
std::string Serialized(const v1::Record& record, size_t size) {
  std::string bytes(size, '\0');
  auto* begin = reinterpret_cast<uint8_t*>(bytes.data());
  CHECK(record.SerializeWithCachedSizesToArray(begin) == begin + size);
  return bytes;
}

EncodedRecord WithBytes(const v1::Record& record, std::string bytes) {
  return EncodedRecord{.bytes = std::move(bytes),
                       .seq = Seq(record.seq()),
                       .stream = StreamId(record.stream_id()),
                       .stream_version = StreamVersion(record.stream_version()),
                       .command = CommandId(record.command_id()),
                       .command_digest = record.command_digest(),
                       .recorded_at = ToTime(record.recorded_at()),
                       .occurred_at = ToTime(record.occurred_at()),
                       .event_field = record.event().event_case()};
}

// Reads the outer fields of a message one by one. Every record that is read from a log passes through it, so it knows
// by itself the two kinds of fields that records have; other kinds are a later program's, and protobuf's to skip.
class FieldReader {
 public:
  explicit FieldReader(absl::string_view bytes) : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool AtEnd() const { return next_ == end_; }
  // 0: no tag. What five bytes hold beyond 32 bits is nothing, as for protobuf.
  uint32_t Tag() {
    uint64_t tag = 0;
    if (!Integer(tag) || tag >> 35 != 0 || WireFormatLite::GetTagFieldNumber(static_cast<uint32_t>(tag)) == 0) return 0;
    return static_cast<uint32_t>(tag);
  }
  bool Integer(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64 && next_ != end_; shift += 7) {
      const auto byte = static_cast<uint8_t>(*next_++);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool Bytes(absl::string_view& value) {
    uint64_t size = 0;
    if (!Integer(size) || size > static_cast<uint64_t>(end_ - next_)) return false;
    value = absl::string_view(next_, size);
    next_ += size;
    return true;
  }
  bool Skip(uint32_t tag) {
    uint64_t integer = 0;
    absl::string_view bytes;
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_VARINT:
        return Integer(integer);
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        return Bytes(bytes);
      default:
        return SkipOther(tag);
    }
  }

 private:
  bool SkipOther(uint32_t tag) {
    google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(next_), static_cast<int>(end_ - next_));
    if (!WireFormatLite::SkipField(&in, tag)) return false;
    next_ += in.CurrentPosition();
    return true;
  }

  const char* next_;
  const char* const end_;
};

constexpr uint32_t StringTag(int field) { return (field << 3) | WireFormatLite::WIRETYPE_LENGTH_DELIMITED; }
constexpr uint32_t IntegerTag(int field) { return (field << 3) | WireFormatLite::WIRETYPE_VARINT; }

bool ReadField(uint32_t tag, FieldReader& in, RecordPlace& place) {
  uint64_t integer = 0;
  switch (tag) {
    case StringTag(v1::Record::kLedgerIdFieldNumber):
      return in.Bytes(place.ledger);
    case IntegerTag(v1::Record::kSeqFieldNumber):
      if (!in.Integer(integer)) return false;
      place.seq = Seq(integer);
      return true;
    case StringTag(v1::Record::kStreamIdFieldNumber):
      return in.Bytes(place.stream);
    case IntegerTag(v1::Record::kStreamVersionFieldNumber):
      if (!in.Integer(integer)) return false;
      place.stream_version = StreamVersion(integer);
      return true;
    default:
      return in.Skip(tag);
  }
}

}  // namespace

absl::StatusOr<EncodedRecord> Encode(const v1::Record& record) {
  CHECK_EQ(Lacks(record), "");
  const size_t size = record.ByteSizeLong();
  if (size > kRecordBytesMax) {
    return Error(absl::StatusCode::kInvalidArgument, "RECORD_TOO_LARGE",
                 absl::StrCat("the event takes ", size, " bytes; at most ", kRecordBytesMax, " are possible"),
                 absl::StrCat("事件占 ", size, " 字节，上限为 ", kRecordBytesMax, " 字节"));
  }
  return WithBytes(record, Serialized(record, size));
}

EncodedRecord AsDecoded(const v1::Record& record, absl::string_view bytes) {
  return WithBytes(record, std::string(bytes));
}

absl::Status Decode(absl::string_view bytes, v1::Record& record) {
  if (bytes.size() > kRecordBytesMax || !record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return NotARecord();
  }
  const v1::Event& event = record.event();
  const auto& unknown = event.GetReflection()->GetUnknownFields(event);
  if (event.event_case() == v1::Event::EVENT_NOT_SET && !unknown.empty()) {
    const int number = unknown.field(0).number();
    return Error(absl::StatusCode::kUnimplemented, "EVENT_TYPE_UNKNOWN",
                 absl::StrCat("ledger ", record.ledger_id(), ", seq ", record.seq(), ": event type ", number,
                              " is unknown to this program; use a newer one"),
                 absl::StrCat("登记册 ", record.ledger_id(), " 第 ", record.seq(), " 条：本程序不认识事件类型 ", number,
                              "，请使用更新的版本"));
  }
  const absl::string_view lacks = Lacks(record);
  if (!lacks.empty()) {
    return Damaged(absl::StrCat("the record lacks a right ", lacks), absl::StrCat("记录缺少正确的 ", lacks));
  }
  return absl::OkStatus();
}

absl::Status DecodeAt(const LedgerId& ledger, Seq seq, absl::string_view bytes, v1::Record& record) {
  absl::Status decoded = Decode(bytes, record);
  if (decoded.ok() && (record.ledger_id() != ledger.value() || record.seq() != seq.value())) {
    decoded = Damaged(absl::StrCat("the record there is that of ledger ", record.ledger_id(), ", seq ", record.seq()),
                      absl::StrCat("该处的记录属于登记册 ", record.ledger_id(), " 第 ", record.seq(), " 条"));
  }
  if (!absl::IsDataLoss(decoded)) return decoded;
  return Prefixed(decoded, absl::StrCat("ledger ", ledger.value(), ", seq ", seq.value(), ": "),
                  absl::StrCat("登记册 ", ledger.value(), " 第 ", seq.value(), " 条："));
}

absl::StatusOr<RecordPlace> PlaceOf(absl::string_view bytes) {
  if (bytes.size() > kRecordBytesMax) return NotARecord();
  FieldReader in(bytes);
  RecordPlace place;
  while (!in.AtEnd()) {
    const uint32_t tag = in.Tag();
    if (tag == 0 || !ReadField(tag, in, place)) return NotARecord();
  }
  if (place.ledger.empty() || place.stream.empty()) return NotARecord();
  return place;
}

}  // namespace huiyin
