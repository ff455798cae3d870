// The keys that sign a node's checkpoints, or cosign as a witness, from their files (huiyin key new).
#ifndef HUIYIN_SERVICES_SERVER_CHECKPOINT_KEYS_H_
#define HUIYIN_SERVICES_SERVER_CHECKPOINT_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/merkle/note_key.h"

namespace huiyin {

// A secret that whoever reads the register, or a backup of it, must not have.
//
// kInvalidArgument: FILE_UNREADABLE; KEY_FILE_READABLE: by others than its owner; KEY_IN_DATA_DIRECTORY; KEY_MALFORMED;
// KEYS_OF_TWO_NAMES. No error says what a file holds.
absl::StatusOr<std::vector<merkle::SignerKey>> ReadCheckpointKeys(absl::Span<const std::string> files,
                                                                  const std::string& data_directory);

// That of a witness (huiyin key new --witness), apart from its state. Errors as above.
absl::StatusOr<merkle::SignerKey> ReadWitnessKey(const std::string& file, const std::string& state_directory);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_CHECKPOINT_KEYS_H_
