// Data about persons on their way into the register and out of it: encrypted under each person's key before anything is
// decided, readable again where it is shown, for as long as the key exists. Deciding, the log, the folds and the views
// know boxes only; so destroying the key erases the person, and no hash, proof or figure changes.
#ifndef HUIYIN_SERVICES_PERSONAL_PERSONAL_DATA_H_
#define HUIYIN_SERVICES_PERSONAL_PERSONAL_DATA_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "huiyin/v1/facts.pb.h"
#include "projections/ledger_picture.h"
#include "services/personal/person_key_files.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace huiyin::v1 {
class Command;
}  // namespace huiyin::v1

namespace huiyin {

// What stands in place of an erased name, in every language: erased according to law.
inline constexpr absl::string_view kErasedName = "已依法删除";

// Thread-safe. Errors are those of the keys.
class PersonalData {
 public:
  // Without keys: what is personal is recorded as it is said, and boxes stay shut.
  PersonalData() = default;
  explicit PersonalData(PersonKeyFiles keys) : keys_(std::move(keys)) {}

  bool has_keys() const { return keys_.has_value(); }

  // Of a command that is no import of history. kInvalidArgument (BOX_NOT_OURS): it brings a box of its own, of which
  // nobody can tell what is in it. kFailedPrecondition (PERSON_KEY_MISSING): it erases somebody of whom no key is, or
  // was, here: nothing would be destroyed.
  absl::Status CheckLive(v1::Command& command) const;
  // What the command says readably of persons becomes boxes. kFailedPrecondition (PERSON_ERASED).
  absl::Status Encrypt(v1::Command& command) const;
  // Boxes whose key exists become readable; others stay.
  absl::Status Decrypt(const LedgerId& ledger, google::protobuf::Message& message) const;
  // For a reader: as Decrypt; and who was erased, by `facts` or by the keys, is called kErasedName. So a key that
  // outlived its person's erasure, from an old backup, opens nothing that is as new as the erasure.
  absl::Status Show(const v1::LedgerFacts& facts, google::protobuf::Message& message) const;
  absl::Status Show(LedgerDirectory& directory) const;

  // For good. Idempotent. OK without keys: then nobody is erased.
  absl::Status Erase(const LedgerId& ledger, absl::string_view person_id) const;

 private:
  std::optional<PersonKeyFiles> keys_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PERSONAL_PERSONAL_DATA_H_
