#include "tools/cli/message_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "projections/days.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

Json Plain(const Json& json, const Descriptor& type);

Json PlainValue(const Json& value, const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::stoull(value.get<std::string>());
    case FieldDescriptor::CPPTYPE_INT64:
      return std::stoll(value.get<std::string>());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      // A Timestamp is a text.
      return value.is_object() ? Plain(value, *field.message_type()) : value;
    default:
      return value;
  }
}

// What protobuf's printer made of a message of the type `type`, with whole numbers and dates as promised.
Json Plain(const Json& json, const Descriptor& type) {
  Json object = Json::object();
  for (const auto& [key, value] : json.items()) {
    CHECK(type.FindFieldByName(key) != nullptr);
    const FieldDescriptor& field = *type.FindFieldByName(key);
    absl::string_view name = key;
    if (absl::ConsumeSuffix(&name, "_day") && field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      object[absl::StrCat(name, "_on")] = FormatDay(value.get<int32_t>());
    } else if (field.is_repeated()) {
      object[key] = Json::array();
      for (const Json& item : value) object[key].push_back(PlainValue(item, field));
    } else {
      object[key] = PlainValue(value, field);
    }
  }
  return object;
}

}  // namespace

Json MessageJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  CHECK(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return Plain(Json::parse(text), *message.GetDescriptor());
}

}  // namespace huiyin
