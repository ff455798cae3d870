#include "exchange/command_reader.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "domain/deadlines.h"
#include "exchange/formats.h"
#include "exchange/quoted.h"
#include "exchange/schema.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Malformed(absl::string_view reason, absl::string_view english, absl::string_view chinese,
                       absl::string_view field = {}) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese, field);
}

struct Expected {
  absl::string_view english;
  absl::string_view chinese;
};

Expected ExpectedOf(FieldForm form) {
  switch (form) {
    case FieldForm::kBool:
      return {"true or false", "true 或 false"};
    case FieldForm::kUint32:
    case FieldForm::kUint64:
      return {"a whole number", "整数"};
    case FieldForm::kMessage:
      return {"an object {…}", "对象 {…}"};
    default:
      return {"a text in quotes", "带引号的文本"};
  }
}

// `token`: what the parser had read of a text when it stopped. Did it stop at a surrogate without its other half, such
// as "…\uD83Dx"? At most one more escape follows it.
bool EndsInLoneSurrogate(absl::string_view token) {
  constexpr size_t kTwoEscapes = 12;
  if (token.size() > kTwoEscapes) token.remove_prefix(token.size() - kTwoEscapes);
  const size_t escape = token.find("\\u");
  return escape + 3 < token.size() && absl::ascii_tolower(token[escape + 2]) == 'd' && token[escape + 3] >= '8';
}

// Takes the parser's calls and fills the command. The first fault stops the parser.
class CommandHandler {
 public:
  explicit CommandHandler(v1::Command& command) : command_(command) { objects_.reserve(4); }

  const absl::Status& status() const { return status_; }
  // The field that was being read, or was read last; empty before the first.
  std::string Path() const;
  // The line's one object is complete: whatever follows is too much.
  bool complete() const { return complete_; }

  bool null();
  bool boolean(bool value);
  bool number_integer(int64_t value);
  bool number_unsigned(uint64_t value);
  bool number_float(double value, const std::string& written);
  bool string(std::string& value);
  bool binary(nlohmann::json::binary_t&) { return false; }  // JSON has none.
  bool start_object(size_t);
  bool key(std::string& name);
  bool end_object();
  bool start_array(size_t);
  bool end_array();
  bool parse_error(size_t position, const std::string&, const nlohmann::json::exception&);

 private:
  // An object that is open, and the field of it that is being read.
  struct Object {
    Message* message;
    const MessageSchema* schema;
    // Bit i: the message's i-th field was given.
    uint64_t seen = 0;
    const FieldSchema* field = nullptr;
    bool in_list = false;
    int list_index = 0;
  };

  Object& top() { return objects_.back(); }
  bool Refuse(absl::string_view reason, absl::string_view english, absl::string_view chinese);
  bool RefuseName(const std::string& name, const Object& object);
  // A value that is no list is about to be read: there is a place for it.
  bool Place();
  bool WrongType(absl::string_view english, absl::string_view chinese);
  bool Integer(uint64_t value);
  bool IntegerOutOfRange();
  bool Text(std::string& value);
  bool Enum(const std::string& value);

  // Sets the field of the innermost object, or adds to it.
  void PutUint(uint64_t value);
  void PutText(std::string&& value);
  Message* PutMessage();
  void Done();

  v1::Command& command_;
  std::vector<Object> objects_;
  bool complete_ = false;
  absl::Status status_;
};

std::string CommandHandler::Path() const {
  std::string path;
  for (const Object& object : objects_) {
    if (object.field == nullptr) break;
    absl::StrAppend(&path, path.empty() ? "" : ".", object.field->field->name());
    if (object.in_list) absl::StrAppend(&path, "[", object.list_index, "]");
  }
  return path;
}

bool CommandHandler::Refuse(absl::string_view reason, absl::string_view english, absl::string_view chinese) {
  status_ = Malformed(reason, english, chinese, Path());
  return false;
}

bool CommandHandler::WrongType(absl::string_view english, absl::string_view chinese) {
  const Expected expected = ExpectedOf(top().field->form);
  if (top().field->field->is_repeated() && !top().in_list) {
    return Refuse("WRONG_TYPE", absl::StrCat("a list […] is wanted here, not ", english),
                  absl::StrCat("此处应为列表 […]，不能是", chinese));
  }
  return Refuse("WRONG_TYPE", absl::StrCat(expected.english, " is wanted here, not ", english),
                absl::StrCat("此处应为", expected.chinese, "，不能是", chinese));
}

bool CommandHandler::Place() {
  if (objects_.empty()) {
    return Refuse("NOT_AN_OBJECT", "a line must be one JSON object {…}", "每行必须是一个 JSON 对象 {…}");
  }
  return true;
}

void CommandHandler::Done() {
  if (top().in_list) ++top().list_index;
}

bool CommandHandler::null() {
  if (!Place()) return false;
  if (top().in_list) return WrongType("null", "null");
  return true;
}

bool CommandHandler::boolean(bool value) {
  if (!Place()) return false;
  if (top().field->form != FieldForm::kBool) return WrongType("true or false", "true 或 false");
  top().message->GetReflection()->SetBool(top().message, top().field->field, value);
  return true;
}

bool CommandHandler::number_integer(int64_t value) {
  if (!Place()) return false;
  if (value < 0) {
    const FieldForm form = top().field->form;
    if (form == FieldForm::kUint32 || form == FieldForm::kUint64) return IntegerOutOfRange();
    return WrongType("a number", "数字");
  }
  return Integer(static_cast<uint64_t>(value));
}

bool CommandHandler::number_unsigned(uint64_t value) { return Place() && Integer(value); }

bool CommandHandler::number_float(double value, const std::string& written) {
  if (!Place()) return false;
  // Above 2^53 a double no longer tells neighbouring integers apart.
  constexpr double kExactMax = 9007199254740992.0;
  const FieldForm form = top().field->form;
  if (form != FieldForm::kUint32 && form != FieldForm::kUint64) return Integer(0);
  if (std::floor(value) != value) {
    return Refuse("NUMBER_NOT_WHOLE", absl::StrCat(Quoted(written), " is not a whole number"),
                  absl::StrCat(Quoted(written), " 不是整数"));
  }
  if (value < 0 || value > kExactMax) return IntegerOutOfRange();
  return Integer(static_cast<uint64_t>(value));
}

bool CommandHandler::IntegerOutOfRange() {
  const bool small = top().field->form == FieldForm::kUint32;
  const absl::string_view max = small ? "4294967295" : "18446744073709551615";
  return Refuse("NUMBER_OUT_OF_RANGE", absl::StrCat("the number must be from 0 to ", max),
                absl::StrCat("数字须在 0 到 ", max, " 之间"));
}

bool CommandHandler::Integer(uint64_t value) {
  switch (top().field->form) {
    case FieldForm::kUint32:
      if (value > std::numeric_limits<uint32_t>::max()) return IntegerOutOfRange();
      break;
    case FieldForm::kUint64:
      break;
    case FieldForm::kEnum:
      return Refuse("ENUM_AS_NUMBER", "the name is wanted here, not a number", "此处应写枚举名称，不能用数字");
    default:
      return WrongType("a number", "数字");
  }
  PutUint(value);
  return true;
}

void CommandHandler::PutUint(uint64_t value) {
  const Reflection* reflection = top().message->GetReflection();
  if (top().field->form == FieldForm::kUint32) {
    reflection->SetUInt32(top().message, top().field->field, static_cast<uint32_t>(value));
  } else {
    reflection->SetUInt64(top().message, top().field->field, value);
  }
}

bool CommandHandler::string(std::string& value) {
  if (!Place()) return false;
  if (top().field->field->is_repeated() && !top().in_list) return WrongType("a text", "文本");
  if (value.find('\0') != std::string::npos) {
    return Refuse("NUL_CHARACTER", "the text holds a NUL character", "文本中含有 NUL 字符");
  }
  if (!Text(value)) return false;
  Done();
  return true;
}

// An empty id or date is the same as an absent one (decision A05), but a list has no absent items.
bool CommandHandler::Text(std::string& value) {
  const bool absent = value.empty() && !top().in_list;
  switch (top().field->form) {
    case FieldForm::kId:
      if (!absent && !HasIdLetters(value)) {
        return Refuse("ID_MALFORMED", absl::StrCat(Quoted(value), " is not an id: letters, digits and . _ : - only"),
                      absl::StrCat(Quoted(value), " 不是有效编号：只能用英文字母、数字和 . _ : -"));
      }
      break;
    case FieldForm::kDate:
      if (!absent && !ParseDate(value)) {
        return Refuse("DATE_MALFORMED", absl::StrCat(Quoted(value), " is not a date such as 2020-03-25"),
                      absl::StrCat(Quoted(value), " 不是有效日期，应如 2020-03-25"));
      }
      break;
    case FieldForm::kMoment: {
      const auto moment = ParseMoment(value);
      if (!moment) {
        return Refuse("TIME_MALFORMED", absl::StrCat(Quoted(value), " is not a moment such as 2020-03-25T01:00:00Z"),
                      absl::StrCat(Quoted(value), " 不是有效时刻，应如 2020-03-25T01:00:00Z"));
      }
      PutMessage()->CopyFrom(*moment);
      return true;
    }
    case FieldForm::kUint32:
    case FieldForm::kUint64: {
      // proto3 JSON writes 64-bit integers as texts, and reads either.
      const auto number = ParseDecimal(value, std::numeric_limits<uint64_t>::max());
      return number ? Integer(*number) : WrongType(Quoted(value), Quoted(value));
    }
    case FieldForm::kEnum:
      return Enum(value);
    case FieldForm::kBytes: {
      std::string bytes;
      // One text for the same bytes, as the writer writes it.
      if (!absl::Base64Unescape(value, &bytes) || absl::Base64Escape(bytes) != value) {
        return Refuse("BASE64_MALFORMED", "this is not base64 with padding", "不是带填充的 base64 编码");
      }
      value = std::move(bytes);
      break;
    }
    case FieldForm::kText:
      break;
    default:
      return WrongType("a text", "文本");
  }
  PutText(std::move(value));
  return true;
}

bool CommandHandler::Enum(const std::string& value) {
  const auto* type = top().field->field->enum_type();
  const EnumValueDescriptor* found = type->FindValueByName(value);
  if (found == nullptr) {
    std::string names;
    for (int i = 1; i < type->value_count(); ++i) absl::StrAppend(&names, i == 1 ? "" : ", ", type->value(i)->name());
    return Refuse("ENUM_UNKNOWN", absl::StrCat(Quoted(value), " is none of ", names),
                  absl::StrCat(Quoted(value), " 不在可用值之列：", names));
  }
  const Reflection* reflection = top().message->GetReflection();
  if (top().field->field->is_repeated()) {
    reflection->AddEnum(top().message, top().field->field, found);
  } else {
    reflection->SetEnum(top().message, top().field->field, found);
  }
  return true;
}

void CommandHandler::PutText(std::string&& value) {
  const Reflection* reflection = top().message->GetReflection();
  if (top().field->field->is_repeated()) {
    reflection->AddString(top().message, top().field->field, std::move(value));
  } else {
    reflection->SetString(top().message, top().field->field, std::move(value));
  }
}

Message* CommandHandler::PutMessage() {
  const Reflection* reflection = top().message->GetReflection();
  return top().field->field->is_repeated() ? reflection->AddMessage(top().message, top().field->field)
                                           : reflection->MutableMessage(top().message, top().field->field);
}

bool CommandHandler::start_object(size_t) {
  if (objects_.empty()) {
    objects_.push_back({&command_, &MessageSchema::Command()});
    return true;
  }
  const Object& parent = top();
  if (parent.field->form != FieldForm::kMessage || (parent.field->field->is_repeated() && !parent.in_list)) {
    return WrongType("an object", "对象");
  }
  const auto* oneof = parent.field->field->containing_oneof();
  if (oneof != nullptr && parent.message->GetReflection()->HasOneof(*parent.message, oneof)) {
    return Refuse("MORE_THAN_ONE_COMMAND", "a line orders one thing only", "每行只能有一条命令");
  }
  Message* child = PutMessage();
  objects_.push_back({child, parent.field->message});
  return true;
}

bool CommandHandler::key(std::string& name) {
  Object& object = top();
  object.field = nullptr;
  const FieldSchema* field = object.schema->Find(name);
  if (field == nullptr) return RefuseName(name, object);
  const uint64_t bit = uint64_t{1} << field->field->index();
  object.field = field;
  if ((object.seen & bit) != 0) return Refuse("DUPLICATE_KEY", "the field is given twice", "字段重复");
  object.seen |= bit;
  return true;
}

bool CommandHandler::RefuseName(const std::string& name, const Object& object) {
  std::string path = Path();
  absl::StrAppend(&path, path.empty() ? "" : ".", Excerpt(name));
  if (const FieldSchema* meant = object.schema->FindCamelCase(name)) {
    status_ = Malformed("FIELD_NOT_SNAKE_CASE", absl::StrCat("write ", Quoted(meant->field->name())),
                        absl::StrCat("字段名应写作 ", Quoted(meant->field->name())), path);
  } else {
    status_ = Malformed("FIELD_UNKNOWN", "there is no such field", "没有这个字段", path);
  }
  return false;
}

bool CommandHandler::end_object() {
  objects_.pop_back();
  if (objects_.empty()) {
    complete_ = true;
  } else {
    Done();
  }
  return true;
}

bool CommandHandler::start_array(size_t) {
  if (!Place()) return false;
  if (top().in_list || !top().field->field->is_repeated()) return WrongType("a list", "列表");
  top().in_list = true;
  top().list_index = 0;
  return true;
}

bool CommandHandler::end_array() {
  top().in_list = false;
  return true;
}

bool CommandHandler::parse_error(size_t position, const std::string& token, const nlohmann::json::exception&) {
  if (complete_) {
    status_ = Malformed("TRAILING_TEXT", absl::StrCat("something follows the command, at byte ", position),
                        absl::StrCat("命令之后还有内容（第 ", position, " 字节）"));
    return false;
  }
  if (EndsInLoneSurrogate(token)) {
    return Refuse("LONE_SURROGATE",
                  absl::StrCat("half of a character, at byte ", position, ": \\uD800 to \\uDFFF stand in pairs only"),
                  absl::StrCat("半个字符（第 ", position, " 字节）：\\uD800 至 \\uDFFF 必须成对出现"));
  }
  return Refuse("NOT_JSON", absl::StrCat("this is not JSON, at byte ", position),
                absl::StrCat("不是有效的 JSON（第 ", position, " 字节）"));
}

}  // namespace

std::string FieldAtEnd(absl::string_view start) {
  v1::Command command;
  CommandHandler handler(command);
  nlohmann::json::sax_parse(start.data(), start.data() + start.size(), &handler);
  // Any other fault lies before the end.
  return ReasonOf(handler.status()) == "NOT_JSON" ? handler.Path() : "";
}

absl::Status ReadCommand(absl::string_view line, v1::Command& command) {
  command.Clear();
  // The parser would take a NUL for the end of the line, and would skip a byte order mark on every line.
  if (const size_t nul = line.find('\0'); nul != absl::string_view::npos) {
    return Malformed(
        "NUL_CHARACTER",
        absl::StrCat("there is a NUL, byte ", nul + 1, " of the line; is the file UTF-16? It must be UTF-8"),
        absl::StrCat("本行第 ", nul + 1, " 字节是 NUL；文件是否为 UTF-16？必须使用 UTF-8 编码"),
        FieldAtEnd(line.substr(0, nul)));
  }
  CommandHandler handler(command);
  const bool byte_order_mark = line.substr(0, 3) == "\xEF\xBB\xBF";
  if (!byte_order_mark && nlohmann::json::sax_parse(line.data(), line.data() + line.size(), &handler)) {
    return absl::OkStatus();
  }
  if (const auto wrong = FirstNonUtf8(line)) {
    return Malformed("NOT_UTF8",
                     absl::StrCat("the line is not UTF-8, at byte ", *wrong + 1,
                                  "; save the file as UTF-8 (not GB 18030, GBK or UTF-16)"),
                     absl::StrCat("本行不是 UTF-8 编码（第 ", *wrong + 1,
                                  " 字节）；请将文件另存为 UTF-8（不是 GB 18030、GBK 或 UTF-16）"),
                     handler.Path());
  }
  if (byte_order_mark) {
    return Malformed("NOT_JSON", "a byte order mark may stand only at the start of the file",
                     "字节顺序标记只能位于文件开头");
  }
  return handler.status();
}

}  // namespace huiyin
