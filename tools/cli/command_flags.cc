#include "tools/cli/command_flags.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "exchange/formats.h"
#include "exchange/quoted.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/field_help.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

using google::protobuf::FieldDescriptor;
using Json = nlohmann::ordered_json;

absl::Status BadFlag(const std::string& flag, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "FLAG_MALFORMED", english, chinese, flag);
}

// "--cosigner-id" for cosigner_ids: a list is given item by item.
std::string FlagOf(const FieldDescriptor& field) {
  std::string name = Dashed(field.name());
  if (field.is_repeated() && absl::EndsWith(name, "s")) name.pop_back();
  return absl::StrCat("--", name);
}

std::string EnumNames(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return absl::StrJoin(names, "|");
}

bool IsId(const std::string& name) {
  return name == "id" || absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids");
}

// What stands after the flag in the help.
std::string ValueName(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumNames(*field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      std::vector<std::string> parts;
      for (const FieldDescriptor* part : SaidFields(*field.message_type())) {
        parts.push_back(absl::AsciiStrToUpper(part->name()));
      }
      return absl::StrJoin(parts, ":");
    }
    case FieldDescriptor::CPPTYPE_STRING:
      if (IsId(field.name())) return "ID";
      return absl::EndsWith(field.name(), "_on") ? "YYYY-MM-DD" : "TEXT";
    default:
      return "N";
  }
}

std::string Description(const FieldDescriptor& field) {
  std::string text = HelpOf(field).description;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    text += "; may be repeated; or as one JSON object";
  } else if (field.is_repeated()) {
    text += "; may be repeated, or separated by commas";
  }
  return HelpOf(field).required ? absl::StrCat(text, " (required)") : text;
}

// "@body.txt" is what the file holds; "@@" stands for an at sign at the start.
absl::StatusOr<std::string> TextOf(const std::string& flag, const std::string& value) {
  if (!absl::StartsWith(value, "@")) return value;
  if (absl::StartsWith(value, "@@")) return value.substr(1);
  ASSIGN_OR_RETURN(const std::string text, WholeFile(value.substr(1), flag));
  if (const auto wrong = FirstNonUtf8(text)) {
    return BadFlag(flag,
                   absl::StrCat("the file ", value.substr(1), " is not UTF-8, at byte ", *wrong + 1,
                                "; save it as UTF-8 (not GB 18030, GBK or UTF-16)"),
                   absl::StrCat("文件 ", value.substr(1), " 不是 UTF-8 编码（第 ", *wrong + 1,
                                " 字节）；请另存为 UTF-8（不是 GB 18030、GBK 或 UTF-16）"));
  }
  return std::string(absl::StripTrailingAsciiWhitespace(absl::StripPrefix(text, "\xEF\xBB\xBF")));
}

absl::StatusOr<Json> ScalarJson(const FieldDescriptor& field, const std::string& flag, const std::string& value) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Json(absl::StrReplaceAll(absl::AsciiStrToUpper(value), {{"-", "_"}}));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Json(value == "true");
    case FieldDescriptor::CPPTYPE_STRING: {
      if (IsId(field.name()) || absl::EndsWith(field.name(), "_on")) return Json(value);
      ASSIGN_OR_RETURN(std::string text, TextOf(flag, value));
      return Json(std::move(text));
    }
    default:
      return Json(value);  // The exchange format takes integers as texts.
  }
}

// "u-roads:LEAD" as {"unit_id":"u-roads","role":"LEAD"}: the message's fields in order, the last one with the rest.
absl::StatusOr<Json> MessageJson(const FieldDescriptor& field, const std::string& flag, const std::string& value) {
  if (absl::StartsWith(value, "{")) {
    Json json = Json::parse(value, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return BadFlag(flag, "this is not a JSON object", "不是有效的 JSON 对象");
    return json;
  }
  const std::vector<const FieldDescriptor*> fields = SaidFields(*field.message_type());
  const std::vector<std::string> parts = absl::StrSplit(value, absl::MaxSplits(':', fields.size() - 1));
  Json json = Json::object();
  for (size_t i = 0; i < parts.size(); ++i) {
    const FieldDescriptor& part = *fields[i];
    if (parts[i].empty()) continue;
    ASSIGN_OR_RETURN(json[part.name()], ScalarJson(part, flag, parts[i]));
  }
  return json;
}

absl::StatusOr<Json> ItemJson(const FieldDescriptor& field, const std::string& value) {
  const std::string flag = FlagOf(field);
  if (FirstNonUtf8(value)) return BadFlag(flag, "the value is not UTF-8", "内容不是 UTF-8 编码");
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return MessageJson(field, flag, value);
  return ScalarJson(field, flag, value);
}

// By `report seal` from a report, and by the courier from another ledger's events: nobody writes them by hand.
bool IsMadeByProgram(int command) {
  return command == v1::Command::kSealReportFieldNumber || command == v1::Command::kReceivePassedUpFieldNumber ||
         command == v1::Command::kRecordOutcomeFieldNumber;
}

}  // namespace

std::vector<const FieldDescriptor*> LifecycleCommands() {
  const auto* commands = v1::Command::descriptor()->FindOneofByName("command");
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < commands->field_count(); ++i) {
    if (!IsMadeByProgram(commands->field(i)->number())) fields.push_back(commands->field(i));
  }
  return fields;
}

std::vector<const FieldDescriptor*> SaidFields(const google::protobuf::Descriptor& type) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->type() != FieldDescriptor::TYPE_BYTES) fields.push_back(type.field(i));
  }
  return fields;
}

std::string Dashed(const std::string& name) { return absl::StrReplaceAll(name, {{"_", "-"}}); }

std::string ExampleFlags(const FieldDescriptor& command) {
  std::vector<std::string> flags;
  for (const FieldDescriptor* field : SaidFields(*command.message_type())) {
    const FieldHelp help = HelpOf(*field);
    if (!help.required) continue;
    flags.push_back(help.positional ? help.example : absl::StrCat(FlagOf(*field), " ", help.example));
  }
  return absl::StrJoin(flags, " ");
}

CommandFlags::CommandFlags(const FieldDescriptor& command, CLI::App& app) {
  for (const FieldDescriptor* said : SaidFields(*command.message_type())) {
    const FieldDescriptor& field = *said;
    Flag& flag = flags_.emplace_back(Flag{&field, nullptr, {}});
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      flag.option = app.add_flag(FlagOf(field))->description(Description(field));
    } else {
      const std::string place = HelpOf(field).positional ? absl::StrCat(field.name(), ",") : "";
      flag.option = app.add_option(place + FlagOf(field), flag.values, Description(field))->type_name(ValueName(field));
      flag.option->expected(1)->allow_extra_args(false);
      const bool list = field.is_repeated() && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
      if (field.is_repeated()) flag.option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      if (list) flag.option->delimiter(',');
    }
    flag.option->group("What the command says");
  }
}

absl::StatusOr<Json> CommandFlags::ToJson() const {
  Json json = Json::object();
  for (const Flag& flag : flags_) {
    if (flag.option->count() == 0) continue;
    const std::string& name = flag.field->name();
    if (flag.field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      json[name] = true;
    } else if (flag.field->is_repeated()) {
      json[name] = Json::array();
      for (const std::string& value : flag.values) {
        ASSIGN_OR_RETURN(Json item, ItemJson(*flag.field, value));
        json[name].push_back(std::move(item));
      }
    } else {
      ASSIGN_OR_RETURN(json[name], ItemJson(*flag.field, flag.values.at(0)));
    }
  }
  return json;
}

}  // namespace huiyin
