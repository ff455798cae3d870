// huiyin import: a file of the exchange format into a register (decisions A16, A46, A47).
#ifndef HUIYIN_TOOLS_CLI_IMPORT_H_
#define HUIYIN_TOOLS_CLI_IMPORT_H_

#include <cstdint>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/cli/connection.h"
#include "tools/cli/import_report.h"
#include "tools/cli/patience.h"

namespace huiyin {

struct ImportMode {
  bool historical = false;
  bool keep_going = false;
  // As BulkExecute's patience.
  absl::Duration retry_for = absl::ZeroDuration();
};

// Reads all of `in` (`size` bytes, for the progress) and changes nothing. kInvalidArgument (FILE_REFUSED, FILE_EMPTY)
// when a line is malformed, each told in the report.
absl::Status CheckCommands(std::istream& in, uint64_t size, ImportReport& report);

// Executes the commands of `in`. OK also when some were refused: the report counts them.
absl::Status ExecuteCommands(std::istream& in, uint64_t size, Connection& connection, const ImportMode& mode,
                             ImportReport& report);

struct ImportOptions {
  ConnectionOptions connection;
  ImportMode mode;
  std::string file;
  std::string outcomes;
  std::string language;
  int retry_seconds = kRetrySecondsDefault;
  bool json = false;
};

// kFailedPrecondition (SOME_REFUSED) when a command was refused.
absl::Status Import(const ImportOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_IMPORT_H_
