#include "exchange/schema.h"

#include "absl/strings/match.h"
#include "base/check.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Ids and dates are strings in the schema; the names of the fields tell them (docs/exchange_format.md).
FieldForm FormOfText(const std::string& name) {
  if (name == "id" || name == "on_behalf_of") return FieldForm::kId;
  if (absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids")) return FieldForm::kId;
  if (absl::EndsWith(name, "_on")) return FieldForm::kDate;
  return FieldForm::kText;
}

FieldForm FormOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? FieldForm::kBytes : FormOfText(field.name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldForm::kBool;
    case FieldDescriptor::CPPTYPE_UINT32:
      return FieldForm::kUint32;
    case FieldDescriptor::CPPTYPE_UINT64:
      return FieldForm::kUint64;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldForm::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.message_type()->full_name() == "google.protobuf.Timestamp" ? FieldForm::kMoment
                                                                              : FieldForm::kMessage;
    default:
      CHECK(false && "commands have no fields of this type");
  }
}

}  // namespace

MessageSchema::MessageSchema(const Descriptor* message) {
  CHECK_LE(message->field_count(), kFieldsMax);
  for (int i = 0; i < message->field_count(); ++i) {
    FieldSchema schema;
    schema.field = message->field(i);
    schema.form = FormOf(*schema.field);
    if (schema.form == FieldForm::kMessage) {
      children_.push_back(std::unique_ptr<MessageSchema>(new MessageSchema(schema.field->message_type())));
      schema.message = children_.back().get();
    }
    // What the reader relies on: only texts, names of enums and messages stand in lists.
    CHECK(!schema.field->is_repeated() || schema.form == FieldForm::kText || schema.form == FieldForm::kId ||
          schema.form == FieldForm::kEnum || schema.form == FieldForm::kMessage);
    fields_.emplace(schema.field->name(), schema);
  }
}

const MessageSchema& MessageSchema::Command() {
  static const MessageSchema* const schema = new MessageSchema(v1::Command::descriptor());
  return *schema;
}

const FieldSchema* MessageSchema::Find(absl::string_view name) const {
  auto it = fields_.find(name);
  return it == fields_.end() ? nullptr : &it->second;
}

const FieldSchema* MessageSchema::FindCamelCase(absl::string_view camel_case) const {
  for (const auto& [name, schema] : fields_) {
    if (schema.field->json_name() == camel_case) return &schema;
  }
  return nullptr;
}

}  // namespace huiyin
