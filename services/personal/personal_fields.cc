#include "services/personal/personal_fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsMarked(const FieldDescriptor& field) { return field.options().GetExtension(v1::personal); }

// What is to be looked at in messages of one type.
struct Shape {
  bool is_part = false;
  // Those that may hold a part.
  std::vector<const FieldDescriptor*> inside;

  bool empty() const { return !is_part && inside.empty(); }
};

bool MayHold(const Descriptor& type, absl::flat_hash_set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return false;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsMarked(field)) return true;
    if (field.message_type() != nullptr && MayHold(*field.message_type(), seen)) return true;
  }
  return false;
}

Shape ShapeOf(const Descriptor& type) {
  Shape shape;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    shape.is_part |= IsMarked(field);
    absl::flat_hash_set<const Descriptor*> seen;
    if (field.message_type() != nullptr && MayHold(*field.message_type(), seen)) shape.inside.push_back(&field);
  }
  return shape;
}

// Of each type that was asked for, for ever: there are as many as the schema has.
const Shape& KnownShape(const Descriptor& type) {
  static absl::Mutex mu;
  static auto& shapes = *new absl::flat_hash_map<const Descriptor*, const Shape*>();
  {
    absl::ReaderMutexLock lock(&mu);
    const auto found = shapes.find(&type);
    if (found != shapes.end()) return *found->second;
  }
  absl::MutexLock lock(&mu);
  const Shape*& shape = shapes[&type];
  if (shape == nullptr) shape = new Shape(ShapeOf(type));
  return *shape;
}

template <typename OnField>
void ForEachMarked(const Message& message, OnField on_field) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsMarked(*type.field(i))) continue;
    const FieldDescriptor* const in_box = v1::PersonalData::descriptor()->FindFieldByName(type.field(i)->name());
    CHECK(in_box != nullptr);
    on_field(type.field(i), in_box);
  }
}

const FieldDescriptor* EncryptedField(const Message& message) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName("encrypted");
  CHECK(field != nullptr);
  return field;
}

const std::string& StringIn(const Message& message, const FieldDescriptor* field) {
  // Fields of strings are returned by reference; the scratch is for other implementations of them.
  static std::string& scratch = *new std::string();
  return message.GetReflection()->GetStringReference(message, field, &scratch);
}

}  // namespace

const std::string& PersonalPart::person_id() const {
  return StringIn(message_, message_.GetDescriptor()->FindFieldByNumber(1));
}

const std::string& PersonalPart::encrypted() const { return StringIn(message_, EncryptedField(message_)); }

bool PersonalPart::InClear() const {
  bool any = false;
  ForEachMarked(message_, [&](const FieldDescriptor* field, const FieldDescriptor*) {
    any |= message_.GetReflection()->HasField(message_, field);
  });
  return any;
}

v1::PersonalData PersonalPart::Get() const {
  v1::PersonalData data;
  ForEachMarked(message_, [&](const FieldDescriptor* field, const FieldDescriptor* in_box) {
    data.GetReflection()->SetString(&data, in_box, message_.GetReflection()->GetString(message_, field));
  });
  return data;
}

void PersonalPart::Set(const v1::PersonalData& data) {
  ForEachMarked(message_, [&](const FieldDescriptor* field, const FieldDescriptor* in_box) {
    message_.GetReflection()->SetString(&message_, field, data.GetReflection()->GetString(data, in_box));
  });
}

void PersonalPart::SetEncrypted(std::string box) {
  message_.GetReflection()->SetString(&message_, EncryptedField(message_), std::move(box));
}

void PersonalPart::MarkErased() {
  const FieldDescriptor* const erased = message_.GetDescriptor()->FindFieldByName("erased");
  if (erased != nullptr) message_.GetReflection()->SetBool(&message_, erased, true);
}

absl::Status ForEachPersonalPart(Message& message, absl::FunctionRef<absl::Status(PersonalPart)> on_part) {
  const Shape& shape = KnownShape(*message.GetDescriptor());
  if (shape.empty()) return absl::OkStatus();
  if (shape.is_part) RETURN_IF_ERROR(on_part(PersonalPart(message)));
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : shape.inside) {
    if (!field->is_repeated()) {
      if (!reflection.HasField(message, field)) continue;
      RETURN_IF_ERROR(ForEachPersonalPart(*reflection.MutableMessage(&message, field), on_part));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      RETURN_IF_ERROR(ForEachPersonalPart(*reflection.MutableRepeatedMessage(&message, field, i), on_part));
    }
  }
  return absl::OkStatus();
}

}  // namespace huiyin
