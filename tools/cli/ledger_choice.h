// Which ledger is meant when none was named: the only one there is.
#ifndef HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_
#define HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/facts.pb.h"
#include "tools/cli/connection.h"

namespace huiyin {

absl::StatusOr<std::vector<v1::LedgerFacts>> AllLedgers(const Connection& connection);

// `wish`, unless it is empty. kInvalidArgument (LEDGER_NOT_NAMED): there is none, or more than one.
absl::StatusOr<std::string> ChooseLedger(const Connection& connection, const std::string& wish);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_
