// The logs that a witness watches, by their public keys.
//
//   file := (vkey | "#" comment | "") "\n" …
//
// A key stands for the log of its name and, as an office signs for its ledgers (docs/audit.md), for NAME/LEDGER of
// every ledger. Several keys of one name are trusted side by side.
#ifndef HUIYIN_SERVICES_WITNESS_KNOWN_LOGS_H_
#define HUIYIN_SERVICES_WITNESS_KNOWN_LOGS_H_

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/merkle/note_key.h"

namespace huiyin {

class KnownLogs {
 public:
  // kInvalidArgument: KEY_MALFORMED, with the number of the line; KNOWN_LOGS_EMPTY.
  static absl::StatusOr<KnownLogs> Parse(absl::string_view text);

  // Under the origin's name. Empty: the log is not known.
  std::vector<merkle::VerifierKey> KeysOf(absl::string_view origin) const;
  size_t size() const { return keys_.size(); }

 private:
  explicit KnownLogs(std::vector<merkle::VerifierKey> keys) : keys_(std::move(keys)) {}

  std::vector<merkle::VerifierKey> keys_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WITNESS_KNOWN_LOGS_H_
