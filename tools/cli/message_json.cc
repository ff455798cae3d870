#include "tools/cli/message_json.h"

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

Json WithDates(const Json& json) {
  if (json.is_array()) {
    Json list = Json::array();
    for (const Json& item : json) list.push_back(WithDates(item));
    return list;
  }
  if (!json.is_object()) return json;
  Json object = Json::object();
  for (const auto& [key, value] : json.items()) {
    absl::string_view name = key;
    if (absl::ConsumeSuffix(&name, "_day") && value.is_number_integer()) {
      object[absl::StrCat(name, "_on")] = FormatDay(value.get<int32_t>());
    } else {
      object[key] = WithDates(value);
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
  return WithDates(Json::parse(text));
}

}  // namespace huiyin
