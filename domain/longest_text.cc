#include "domain/longest_text.h"

#include <vector>

#include "absl/strings/str_cat.h"

namespace huiyin {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Longest {
  std::string path;
  size_t bytes = 0;
};

void Visit(const Message& message, const std::string& prefix, Longest& longest);

void VisitField(const Message& message, const FieldDescriptor& field, int index, const std::string& path,
                Longest& longest) {
  const auto& reflection = *message.GetReflection();
  const bool listed = field.is_repeated();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& child =
        listed ? reflection.GetRepeatedMessage(message, &field, index) : reflection.GetMessage(message, &field);
    Visit(child, absl::StrCat(path, "."), longest);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::string buffer;
    const std::string& text = listed ? reflection.GetRepeatedStringReference(message, &field, index, &buffer)
                                     : reflection.GetStringReference(message, &field, &buffer);
    if (text.size() > longest.bytes) longest = {path, text.size()};
  }
}

void Visit(const Message& message, const std::string& prefix, Longest& longest) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = absl::StrCat(prefix, field->name());
    if (!field->is_repeated()) {
      VisitField(message, *field, 0, path, longest);
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      VisitField(message, *field, i, absl::StrCat(path, "[", i, "]"), longest);
    }
  }
}

}  // namespace

std::string LongestText(const Message& message) {
  Longest longest;
  Visit(message, "", longest);
  return longest.path;
}

}  // namespace huiyin
