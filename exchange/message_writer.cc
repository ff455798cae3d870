#include "exchange/message_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "base/check.h"
#include "exchange/formats.h"

namespace huiyin {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

void AppendText(const std::string& text, std::string& line) {
  CHECK(!FirstNonUtf8(text).has_value());
  line += '"';
  for (char c : text) {
    switch (c) {
      case '"':
        line += "\\\"";
        break;
      case '\\':
        line += "\\\\";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\t':
        line += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppendFormat(&line, "\\u%04x", c);
        } else {
          line += c;
        }
    }
  }
  line += '"';
}

// As protobuf writes it: in UTC, with no, three, six or nine digits of a second.
void AppendMoment(const Timestamp& moment, std::string& line) {
  const absl::CivilSecond utc = absl::CivilSecond(1970, 1, 1) + moment.seconds();
  absl::StrAppendFormat(&line, "\"%04d-%02d-%02dT%02d:%02d:%02d", utc.year(), utc.month(), utc.day(), utc.hour(),
                        utc.minute(), utc.second());
  const int32_t nanos = moment.nanos();
  if (nanos % 1'000 != 0) {
    absl::StrAppendFormat(&line, ".%09d", nanos);
  } else if (nanos % 1'000'000 != 0) {
    absl::StrAppendFormat(&line, ".%06d", nanos / 1'000);
  } else if (nanos != 0) {
    absl::StrAppendFormat(&line, ".%03d", nanos / 1'000'000);
  }
  line += "Z\"";
}

void AppendMessage(const Message& message, std::string& line);

void AppendMessageField(const Message& message, std::string& line) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    AppendMoment(static_cast<const Timestamp&>(message), line);
  } else {
    AppendMessage(message, line);
  }
}

void AppendEnum(const google::protobuf::EnumValueDescriptor& value, std::string& line) {
  absl::StrAppend(&line, "\"", value.name(), "\"");
}

void AppendItem(const Message& message, const FieldDescriptor& field, int index, std::string& line) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendText(reflection.GetRepeatedStringReference(message, &field, index, &scratch), line);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendMessageField(reflection.GetRepeatedMessage(message, &field, index), line);
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(*reflection.GetRepeatedEnum(message, &field, index), line);
    default:
      CHECK(false && "our lists have no items of this type");
  }
}

void AppendList(const Message& message, const FieldDescriptor& field, std::string& line) {
  line += '[';
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    if (i > 0) line += ',';
    AppendItem(message, field, i, line);
  }
  line += ']';
}

// Of the type string or bytes.
void AppendString(const std::string& value, const FieldDescriptor& field, std::string& line) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) {
    absl::StrAppend(&line, "\"", absl::Base64Escape(value), "\"");
  } else {
    AppendText(value, line);
  }
}

void AppendValue(const Message& message, const FieldDescriptor& field, std::string& line) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendString(reflection.GetStringReference(message, &field, &scratch), field, line);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendMessageField(reflection.GetMessage(message, &field), line);
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(*reflection.GetEnum(message, &field), line);
    case FieldDescriptor::CPPTYPE_BOOL:
      line += reflection.GetBool(message, &field) ? "true" : "false";
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      absl::StrAppend(&line, reflection.GetUInt32(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      // 64-bit integers are texts in proto3 JSON.
      absl::StrAppend(&line, "\"", reflection.GetUInt64(message, &field), "\"");
      return;
    default:
      CHECK(false && "our messages have no fields of this type");
  }
}

void AppendMessage(const Message& message, std::string& line) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  line += '{';
  for (const FieldDescriptor* field : fields) {
    if (line.back() != '{') line += ',';
    absl::StrAppend(&line, "\"", field->name(), "\":");
    if (field->is_repeated()) {
      AppendList(message, *field, line);
    } else {
      AppendValue(message, *field, line);
    }
  }
  line += '}';
}

}  // namespace

std::string WriteMessage(const Message& message) {
  std::string line;
  AppendMessage(message, line);
  return line;
}

}  // namespace huiyin
