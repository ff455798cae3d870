#include "tools/cli/record_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "exchange/message_writer.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string FirstUnknown(const Message& message);

std::string FirstUnknownIn(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return FirstUnknown(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                                 : reflection.GetMessage(message, &field));
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return "";
  const int value =
      repeated ? reflection.GetRepeatedEnumValue(message, &field, index) : reflection.GetEnumValue(message, &field);
  return field.enum_type()->FindValueByNumber(value) == nullptr ? absl::StrCat(field.full_name(), " = ", value) : "";
}

// "huiyin.v1.ProposalSubmitted, field 40" or "huiyin.v1.Task.role = 9": what a newer schema has; empty: all is known.
std::string FirstUnknown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) {
    return absl::StrCat(message.GetDescriptor()->full_name(), ", field ", unknown.field(0).number());
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      std::string found = FirstUnknownIn(message, *field, i);
      if (!found.empty()) return found;
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<std::string> RecordJson(absl::string_view bytes) {
  v1::Record record;
  RETURN_IF_ERROR(Decode(bytes, record));
  const std::string unknown = FirstUnknown(record);
  if (unknown.empty()) return WriteMessage(record);
  return Error(absl::StatusCode::kUnimplemented, "FIELD_UNKNOWN",
               absl::StrCat("ledger ", record.ledger_id(), ", seq ", record.seq(), ": ", unknown,
                            " is unknown to this program; use a newer one"),
               absl::StrCat("登记册 ", record.ledger_id(), " 第 ", record.seq(), " 条：本程序不认识 ", unknown,
                            "，请使用更新的版本"));
}

}  // namespace huiyin
