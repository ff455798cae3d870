// huiyin verify: everything in a data directory against everything else.
#ifndef HUIYIN_TOOLS_CLI_VERIFY_H_
#define HUIYIN_TOOLS_CLI_VERIFY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct VerifyOptions {
  std::string data;
  // The log's directory; empty: log/ in the data directory.
  std::string log;
  // Public keys of the office: the kept checkpoints must be signed by one. Empty: their signatures are not looked at.
  std::vector<std::string> keys;
  // False: the views are not folded anew.
  bool views = true;
  Shown shown;
};

// Checks the log (eventstore/rocksdb/log_check.h), the commands' digests, the kept checkpoints, the views against a
// fresh fold, and the sealed reports, which are made again; changes nothing. Names each fault on a line of its own and
// goes on. kDataLoss (FAULTS_FOUND): there are some. Other errors: it cannot be opened at all.
absl::Status Verify(const VerifyOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_VERIFY_H_
