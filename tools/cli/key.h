// huiyin key: the Ed25519 key by which an office signs checkpoints, or a witness cosigns them, and its public half.
#ifndef HUIYIN_TOOLS_CLI_KEY_H_
#define HUIYIN_TOOLS_CLI_KEY_H_

#include <string>

#include "absl/status/status.h"

namespace huiyin {

struct KeyOptions {
  // Whom the key speaks for: the origins of its ledgers begin so. Of `key new`.
  std::string name;
  std::string file;
  // Of `key new`: a key that cosigns (huiyin witness).
  bool witness = false;
  // Of `key show`: under the name of this ledger's log; empty: of the office.
  std::string ledger;
};

// Makes a key in a new file that only its owner can read, and prints the public one. kInvalidArgument: FILE_EXISTS,
// FILE_UNWRITABLE, KEY_MALFORMED (the name).
absl::Status NewKey(const KeyOptions& options);
// Prints the public key. kInvalidArgument: FILE_UNREADABLE, KEY_MALFORMED.
absl::Status ShowKey(const KeyOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_KEY_H_
