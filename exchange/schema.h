// What each field of a command takes in the exchange format, looked up once from the descriptor of v1::Command.
#ifndef HUIYIN_EXCHANGE_SCHEMA_H_
#define HUIYIN_EXCHANGE_SCHEMA_H_

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// The lexical form of a value.
enum class FieldForm { kText, kId, kDate, kMoment, kBool, kUint32, kUint64, kEnum, kBytes, kMessage };

class MessageSchema;

struct FieldSchema {
  const google::protobuf::FieldDescriptor* field = nullptr;
  FieldForm form = FieldForm::kText;
  // kMessage only.
  const MessageSchema* message = nullptr;
};

// One message: its fields by their names in the format. Immutable, so thread-safe.
class MessageSchema {
 public:
  // Messages of the format have no more fields than fit a mask of those already seen.
  static constexpr int kFieldsMax = 64;

  // v1::Command, the one message that a line holds.
  static const MessageSchema& Command();

  // nullptr: the message has no such field.
  const FieldSchema* Find(absl::string_view name) const;
  // The field that protobuf's own JSON would call `camel_case`; nullptr: none.
  const FieldSchema* FindCamelCase(absl::string_view camel_case) const;

 private:
  explicit MessageSchema(const google::protobuf::Descriptor* message);

  absl::flat_hash_map<std::string, FieldSchema> fields_;
  std::vector<std::unique_ptr<MessageSchema>> children_;
};

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_SCHEMA_H_
