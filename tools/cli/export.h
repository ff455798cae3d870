// huiyin export: the commands that made a register, in the exchange format, in the order of the log.
#ifndef HUIYIN_TOOLS_CLI_EXPORT_H_
#define HUIYIN_TOOLS_CLI_EXPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/connection.h"

namespace huiyin {

struct ExportOptions {
  ConnectionOptions connection;
  // All when empty.
  std::vector<std::string> ledgers;
};

// On stdout, whole lines only.
absl::Status Export(const ExportOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_EXPORT_H_
