#include "services/personal/personal_data.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/commands.pb.h"
#include "services/personal/personal_fields.h"

namespace huiyin {
namespace {

// A ledger's keys, read when the first box is met.
class LazyRing {
 public:
  LazyRing(const std::optional<PersonKeyFiles>& keys, LedgerId ledger) : keys_(keys), ledger_(std::move(ledger)) {}

  const LedgerId& ledger() const { return ledger_; }
  // nullptr: nothing is known of the person.
  absl::StatusOr<const std::optional<PersonKey>*> Find(const std::string& person_id) {
    if (!ring_.has_value()) {
      ring_.emplace();
      if (keys_.has_value()) {
        ASSIGN_OR_RETURN(*ring_, keys_->Read(ledger_));
      }
    }
    const auto found = ring_->find(person_id);
    return found == ring_->end() ? nullptr : &found->second;
  }

 private:
  const std::optional<PersonKeyFiles>& keys_;
  const LedgerId ledger_;
  std::optional<KeyRing> ring_;
};

bool IsErased(const v1::LedgerFacts& facts, const std::string& person_id) {
  const auto& erased = facts.erased_person_ids();
  return std::find(erased.begin(), erased.end(), person_id) != erased.end();
}

enum class Opened { kReadable, kDestroyed, kUnknown };

absl::StatusOr<Opened> Open(LazyRing& ring, PersonalPart part) {
  ASSIGN_OR_RETURN(const std::optional<PersonKey>* const key, ring.Find(part.person_id()));
  if (key == nullptr) return Opened::kUnknown;
  if (!key->has_value()) return Opened::kDestroyed;
  const std::optional<std::string> text = (*key)->Decrypt(ring.ledger(), part.person_id(), part.encrypted());
  v1::PersonalData data;
  // A box of other keys, as an import of another register's export brings in.
  if (!text.has_value() || !data.ParseFromString(*text)) return Opened::kUnknown;
  part.Set(data);
  part.SetEncrypted({});
  return Opened::kReadable;
}

absl::Status ShowPart(const v1::LedgerFacts& facts, LazyRing& ring, PersonalPart part) {
  if (part.encrypted().empty()) return absl::OkStatus();
  bool erased = IsErased(facts, part.person_id());
  if (!erased) {
    ASSIGN_OR_RETURN(const Opened opened, Open(ring, part));
    erased = opened == Opened::kDestroyed;
  }
  if (!erased) return absl::OkStatus();
  v1::PersonalData data;
  data.set_name(std::string(kErasedName));
  part.Set(data);
  part.MarkErased();
  return absl::OkStatus();
}

absl::Status KeyMissing(const std::string& person_id) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "PERSON_KEY_MISSING",
      absl::StrCat("there is no key of ", person_id,
                   " here to destroy: the ledger does not name that person, what is personal was recorded in the "
                   "clear, or the keys are elsewhere (--personal-keys)"),
      absl::StrCat("这里没有 ", person_id,
                   " 的密钥可销毁：登记册没有提到此人，或其个人信息以明文登记，或密钥在别处（--personal-keys）"),
      "erase_person.person_id");
}

}  // namespace

absl::Status PersonalData::CheckLive(v1::Command& command) const {
  RETURN_IF_ERROR(ForEachPersonalPart(command, [](PersonalPart part) -> absl::Status {
    if (part.encrypted().empty()) return absl::OkStatus();
    return Error(absl::StatusCode::kInvalidArgument, "BOX_NOT_OURS",
                 absl::StrCat("what is personal of ", part.person_id(),
                              " is to be given readably; encrypted it comes with an import of history only"),
                 absl::StrCat(part.person_id(), " 的个人信息应以明文提交；只有历史导入可带密文"), "encrypted");
  }));
  if (!command.has_erase_person()) return absl::OkStatus();
  const std::string& person_id = command.erase_person().person_id();
  LazyRing ring(keys_, LedgerId(command.ledger_id()));
  ASSIGN_OR_RETURN(const std::optional<PersonKey>* const key, ring.Find(person_id));
  return key == nullptr ? KeyMissing(person_id) : absl::OkStatus();
}

absl::Status PersonalData::Encrypt(v1::Command& command) const {
  if (!keys_.has_value()) return absl::OkStatus();
  const LedgerId ledger(command.ledger_id());
  return ForEachPersonalPart(command, [&](PersonalPart part) -> absl::Status {
    if (!part.InClear()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const PersonKey key, keys_->Need(ledger, part.person_id()));
    part.SetEncrypted(key.Encrypt(ledger, part.person_id(), part.Get().SerializeAsString()));
    part.Set({});
    return absl::OkStatus();
  });
}

absl::Status PersonalData::Decrypt(const LedgerId& ledger, google::protobuf::Message& message) const {
  LazyRing ring(keys_, ledger);
  return ForEachPersonalPart(message, [&](PersonalPart part) -> absl::Status {
    return part.encrypted().empty() ? absl::OkStatus() : Open(ring, part).status();
  });
}

absl::Status PersonalData::Show(const v1::LedgerFacts& facts, google::protobuf::Message& message) const {
  LazyRing ring(keys_, LedgerId(facts.ledger_id()));
  return ForEachPersonalPart(message, [&](PersonalPart part) { return ShowPart(facts, ring, part); });
}

absl::Status PersonalData::Show(LedgerDirectory& directory) const {
  LazyRing ring(keys_, LedgerId(directory.ledger.ledger_id()));
  for (v1::DeputyFacts& deputy : directory.deputies) {
    RETURN_IF_ERROR(ShowPart(directory.ledger, ring, PersonalPart(deputy)));
  }
  return absl::OkStatus();
}

absl::Status PersonalData::Erase(const LedgerId& ledger, absl::string_view person_id) const {
  return keys_.has_value() ? keys_->Destroy(ledger, person_id) : absl::OkStatus();
}

}  // namespace huiyin
