// One person's key, and what is locked with it: AES-256-SIV (RFC 5297), with the ledger's and the person's ids as
// associated data. Deterministic, so that a command that is sent again is the same command; it tells no more than that
// two boxes of one person hold the same.
#ifndef HUIYIN_SERVICES_PERSONAL_PERSON_KEY_H_
#define HUIYIN_SERVICES_PERSONAL_PERSON_KEY_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "base/ids.h"

namespace huiyin {

// Two AES-256 keys, one after the other (RFC 5297, section 2.2).
inline constexpr size_t kPersonKeyBytes = 64;
// The synthetic initialisation vector, first.
inline constexpr size_t kBoxOverheadBytes = 16;

// A value. Its bytes are overwritten when it goes.
class PersonKey {
 public:
  static PersonKey Random();
  // nullopt: not kPersonKeyBytes bytes.
  static std::optional<PersonKey> FromBytes(absl::string_view bytes);
  ~PersonKey();
  PersonKey(const PersonKey&) = default;
  PersonKey& operator=(const PersonKey&) = default;

  absl::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

  std::string Encrypt(const LedgerId& ledger, absl::string_view person_id, absl::string_view text) const;
  // nullopt: the box was not made with this key for this person of this ledger.
  std::optional<std::string> Decrypt(const LedgerId& ledger, absl::string_view person_id, absl::string_view box) const;

 private:
  PersonKey() = default;
  std::array<unsigned char, kPersonKeyBytes> bytes_ = {};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PERSONAL_PERSON_KEY_H_
