// A public key as a person gives it.
#ifndef HUIYIN_TOOLS_CLI_PUBLIC_KEY_H_
#define HUIYIN_TOOLS_CLI_PUBLIC_KEY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/merkle/note_key.h"

namespace huiyin {

// Each is a key's text (huiyin key show), or the name of a file that holds it. kInvalidArgument (KEY_MALFORMED).
absl::StatusOr<std::vector<merkle::VerifierKey>> PublicKeys(const std::vector<std::string>& given);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PUBLIC_KEY_H_
