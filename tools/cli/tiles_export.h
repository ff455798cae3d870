// huiyin tiles export: the ledgers as C2SP tlog-tiles, each in a folder of its own (tile_folder.h).
#ifndef HUIYIN_TOOLS_CLI_TILES_EXPORT_H_
#define HUIYIN_TOOLS_CLI_TILES_EXPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct TilesExportOptions {
  ConnectionOptions connection;
  std::string directory;
  // Empty: all.
  std::vector<std::string> ledgers;
  Shown shown;
};

// Brings DIRECTORY/LEDGER up to the ledger's checkpoint: only what is new is fetched, and it is checked against the
// checkpoint before that is replaced. kDataLoss (PROOF_WRONG): the register does not extend what the
// folder holds, or does not fit together; the folder keeps its checkpoint.
absl::Status ExportTiles(const TilesExportOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TILES_EXPORT_H_
