// The parts of a message that are about a person, found by what the schema marks (personal.proto): a new field needs no
// line here. PURE.
#ifndef HUIYIN_SERVICES_PERSONAL_PERSONAL_FIELDS_H_
#define HUIYIN_SERVICES_PERSONAL_PERSONAL_FIELDS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "huiyin/v1/personal.pb.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace huiyin {

// A message with marked fields: a SeatDeputy, a Person …
class PersonalPart {
 public:
  explicit PersonalPart(google::protobuf::Message& message) : message_(message) {}

  const std::string& person_id() const;
  const std::string& encrypted() const;
  bool InClear() const;
  v1::PersonalData Get() const;
  // All that is marked, in place of what was there.
  void Set(const v1::PersonalData& data);
  void SetEncrypted(std::string box);
  // Where the message can say so.
  void MarkErased();

 private:
  google::protobuf::Message& message_;
};

// Each such part of `message`, which may be one itself, in the order of the fields; up to the first error. A type that
// cannot hold any costs a look into a table. Thread-safe.
absl::Status ForEachPersonalPart(google::protobuf::Message& message,
                                 absl::FunctionRef<absl::Status(PersonalPart)> on_part);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PERSONAL_PERSONAL_FIELDS_H_
