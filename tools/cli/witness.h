// huiyin witness: a witness for another office to run (services/witness/witness.h), until Ctrl-C.
#ifndef HUIYIN_TOOLS_CLI_WITNESS_H_
#define HUIYIN_TOOLS_CLI_WITNESS_H_

#include <string>

#include "absl/status/status.h"

namespace huiyin {

struct WitnessCommand {
  std::string listen_address;
  std::string key_file;
  std::string logs_file;
  std::string state_directory;
};

// kInvalidArgument: the address, the key or the logs. kUnavailable: CANNOT_LISTEN; its state cannot be used. kDataLoss
// (WITNESS_STATE_DAMAGED).
absl::Status RunWitness(const WitnessCommand& command);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_WITNESS_H_
