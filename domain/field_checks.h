// Checks the fields of one message, one call a field, and keeps the first fault. Internal to //domain: ValidateShape is
// the door.
#ifndef HUIYIN_DOMAIN_FIELD_CHECKS_H_
#define HUIYIN_DOMAIN_FIELD_CHECKS_H_

#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/repeated_field.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "domain/reasons.h"
#include "huiyin/v1/common.pb.h"

namespace huiyin {

// Name and contact, and what encryption adds.
inline constexpr size_t kEncryptedBytesMax = 700;

// Field paths in faults start with `message` ("assign", "assign.tasks[1]"), which must outlive the checks.
class FieldChecks {
 public:
  explicit FieldChecks(absl::string_view message) : message_(message) {}

  FieldChecks& Id(absl::string_view field, const std::string& value);
  FieldChecks& OptionalId(absl::string_view field, const std::string& value);
  FieldChecks& Name(absl::string_view field, const std::string& value);
  FieldChecks& OptionalName(absl::string_view field, const std::string& value);
  FieldChecks& Title(absl::string_view field, const std::string& value);
  FieldChecks& Note(absl::string_view field, const std::string& value);
  FieldChecks& OptionalNote(absl::string_view field, const std::string& value);
  FieldChecks& ShortNote(absl::string_view field, const std::string& value);
  FieldChecks& Text(absl::string_view field, const std::string& value);
  FieldChecks& OptionalText(absl::string_view field, const std::string& value);
  FieldChecks& Date(absl::string_view field, const std::string& value);
  FieldChecks& OptionalDate(absl::string_view field, const std::string& value);
  FieldChecks& Sha256(absl::string_view field, const std::string& value);
  // RFC 3339 timestamps: the years 1 to 9999.
  FieldChecks& Moment(absl::string_view field, const google::protobuf::Timestamp& value);

  // Named, and known to the schema: proto3 lets any number in.
  template <typename E>
  FieldChecks& Enum(absl::string_view field, E value) {
    return EnumValue(field, static_cast<int>(value), *google::protobuf::GetEnumDescriptor<E>());
  }

  // Ids, none of them twice.
  FieldChecks& Ids(absl::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values,
                   Reason if_twice);
  FieldChecks& Tasks(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::Task>& values);
  FieldChecks& Attachments(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::Attachment>& values);
  FieldChecks& Commitments(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::Commitment>& values);
  FieldChecks& Persons(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::Person>& values);
  // What is personal of somebody: readable, or what an export says of one who was erased.
  template <typename Named>
  FieldChecks& Personal(const std::string& person_id, const Named& named) {
    if (named.encrypted().empty()) return Name("name", named.name()).OptionalName("contact", named.contact());
    Refuse(!named.name().empty() || !named.contact().empty(), Reason::kPersonalTwice, "encrypted", person_id);
    return Refuse(named.encrypted().size() > kEncryptedBytesMax, Reason::kTextTooLong, "encrypted", Path("encrypted"),
                  named.encrypted().size(), kEncryptedBytesMax);
  }
  // Parts of a publication: at least one, none of them twice.
  FieldChecks& Parts(absl::string_view field, const google::protobuf::RepeatedField<int>& values);
  // What a sealed report speaks of: at least one ledger.
  FieldChecks& SealedLedgers(absl::string_view field,
                             const google::protobuf::RepeatedPtrField<v1::SealedLedger>& values);
  FieldChecks& SealedFigures(absl::string_view field,
                             const google::protobuf::RepeatedPtrField<v1::SealedFigure>& values);

  FieldChecks& Link(absl::string_view field, const v1::LinkedEvent& value);
  FieldChecks& Outcome(absl::string_view field, const v1::Outcome& value);
  // Whose person_id is `id`.
  FieldChecks& PersonNamed(absl::string_view field, const v1::Person& value, const std::string& id);

  // A field that the schema lacks would get lost on the way through the log.
  template <typename Message>
  FieldChecks& NothingUnknown(const Message& message) {
    return Refuse(!message.GetReflection()->GetUnknownFields(message).empty(), Reason::kFieldUnknown, "",
                  message_.empty() ? "command" : message_);
  }

  // The sentence is made only when there is a fault.
  template <typename... Values>
  FieldChecks& Refuse(bool fault, Reason reason, absl::string_view field, const Values&... values) {
    if (fault && status_.ok()) status_ = Refused(reason, {ReasonValue(values)...}, Path(field));
    return *this;
  }

  const absl::Status& status() const { return status_; }

 private:
  FieldChecks& String(absl::string_view field, const std::string& value, size_t bytes_max, bool required);
  FieldChecks& EnumValue(absl::string_view field, int value, const google::protobuf::EnumDescriptor& values);
  // 0 is allowed.
  template <typename E>
  FieldChecks& OptionalEnum(absl::string_view field, E value) {
    return static_cast<int>(value) == 0 ? *this : Enum<E>(field, value);
  }
  FieldChecks& ListSize(absl::string_view field, int size);
  // "assign.tasks[1]".
  std::string ItemPath(absl::string_view field, int index) const;
  std::string Path(absl::string_view field) const;

  absl::string_view message_;
  absl::Status status_;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_FIELD_CHECKS_H_
