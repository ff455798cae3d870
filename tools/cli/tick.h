// huiyin tick: one pass of the timekeeper over a data directory, and of the courier until all has arrived; what they
// gave.
#ifndef HUIYIN_TOOLS_CLI_TICK_H_
#define HUIYIN_TOOLS_CLI_TICK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/timekeeper/timekeeper.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct TickOptions {
  std::string data;
  // Empty: the one in the program.
  std::string calendar_file;
  std::string personal_keys_directory;
  std::vector<std::string> checkpoint_key_files;
  // RFC 3339; empty: now. By which local days are told; never in the future.
  std::string at;
  TimekeeperOptions timekeeper;
  Shown shown;
};

// A line for each order, then a line that counts them; with `json` each is an object. An error: the directory could not
// be opened, or not all that is due could be given.
absl::Status Tick(const TickOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TICK_H_
