// huiyin verify, of what anyone can see of a register: a running server, or a mirror of its tiles.
#ifndef HUIYIN_TOOLS_CLI_VERIFY_TILES_H_
#define HUIYIN_TOOLS_CLI_VERIFY_TILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct VerifyTilesOptions {
  // One of the two. A folder of `huiyin tiles export`, or the http:// address of a site that shows one.
  std::string tiles;
  ConnectionOptions connection;
  // Empty: all that the folder or the server has. A site does not say which it has.
  std::vector<std::string> ledgers;
  // Public keys of the office: each checkpoint must be signed by one. Empty: signatures are not looked at.
  std::vector<std::string> keys;
  Shown shown;
};

// Reads every record of each ledger, up to its checkpoint. Checks the checkpoint's signature; that the records are
// those of the tree that it names, and the tiles that tree's; and each record against its place, its stream, the record
// before it and its command's digest. Names each fault on a line of its own and goes on. kDataLoss (FAULTS_FOUND):
// there are some. Other errors: there is nothing that could be checked.
absl::Status VerifyTiles(const VerifyTilesOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_VERIFY_TILES_H_
