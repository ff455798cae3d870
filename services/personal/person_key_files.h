// The keys of the persons whom the ledgers name: the only place that makes, keeps and destroys them.
//
//   DIR/<ledger id>    file of lines, one a person, in the order in which they were first named
//
//   line := person_id TAB key LF
//   key  := 88 characters of base64 (RFC 4648, with padding): kPersonKeyBytes bytes; destroyed: 88 hyphens
//
// A key is durable before anything is encrypted with it. Destroying overwrites it in place and syncs; what a disk, a
// file system that copies, or a backup keeps of it is out of our hands (docs/privacy.md). A line that a power cut left
// without its end was never used and is overwritten by the next.
#ifndef HUIYIN_SERVICES_PERSONAL_PERSON_KEY_FILES_H_
#define HUIYIN_SERVICES_PERSONAL_PERSON_KEY_FILES_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "services/personal/person_key.h"

namespace huiyin {

// Of one ledger, by person; nullopt: destroyed.
using KeyRing = absl::flat_hash_map<std::string, std::optional<PersonKey>>;

// Thread-safe; several processes may use one directory. Nothing is kept in memory, so that what one destroys the others
// do not have any more. Errors of all: kUnavailable (PERSON_KEYS_UNUSABLE), kDataLoss (PERSON_KEYS_DAMAGED), which
// names file and line and never what it says.
class PersonKeyFiles {
 public:
  // Makes the directory where it is absent, for its owner's eyes only. kInvalidArgument (PERSON_KEYS_READABLE): others
  // may read it.
  static absl::StatusOr<PersonKeyFiles> Open(std::string directory);

  // Empty: nobody of the ledger has one.
  absl::StatusOr<KeyRing> Read(const LedgerId& ledger) const;
  // Made when there was none. kFailedPrecondition (PERSON_ERASED): it was destroyed.
  absl::StatusOr<PersonKey> Need(const LedgerId& ledger, absl::string_view person_id) const;
  // For good: there will be no other for that person. Idempotent.
  absl::Status Destroy(const LedgerId& ledger, absl::string_view person_id) const;

 private:
  explicit PersonKeyFiles(std::string directory) : directory_(std::move(directory)) {}
  std::string PathOf(const LedgerId& ledger) const;

  std::string directory_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PERSONAL_PERSON_KEY_FILES_H_
