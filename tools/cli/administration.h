// huiyin version and rebuild: for whoever runs the register.
#ifndef HUIYIN_TOOLS_CLI_ADMINISTRATION_H_
#define HUIYIN_TOOLS_CLI_ADMINISTRATION_H_

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// Of the server behind `connection`; of this program when it is nullptr.
absl::Status PrintVersion(const Connection* connection, bool json);

// Folds the views anew. kDataLoss (VIEWS_DIFFERED): the old ones were not what the log says; they are right now.
absl::Status Rebuild(const Connection& connection, const Shown& shown);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_ADMINISTRATION_H_
