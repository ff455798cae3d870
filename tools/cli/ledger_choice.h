// Which ledger is meant when none was named: the only one there is; and which ones, when a subtree was.
#ifndef HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_
#define HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/facts.pb.h"
#include "tools/cli/connection.h"

namespace huiyin {

absl::StatusOr<std::vector<v1::LedgerFacts>> AllLedgers(const Connection& connection);

// `named`; the ids of all ledgers when it is empty.
absl::StatusOr<std::vector<std::string>> NamedOrAll(const Connection& connection, std::vector<std::string> named);

// `wish`, unless it is empty. kInvalidArgument (LEDGER_NOT_NAMED): there is none, or more than one.
absl::StatusOr<std::string> ChooseLedger(const Connection& connection, const std::string& wish);

// The ids of `root` and of all ledgers below it (parent_ledger_id), each once, by id. A ledger that is not here, or
// that may not be seen, joins nothing: what hangs below it is not found. Cycles end.
std::vector<std::string> SubtreeOf(const std::string& root, const std::vector<v1::LedgerFacts>& ledgers);

// `named` and the subtrees of `roots`, each once, by id; empty when both are. kNotFound (LEDGER_UNKNOWN): a root is not
// there.
absl::StatusOr<std::vector<std::string>> ChooseLedgers(const Connection& connection,
                                                       const std::vector<std::string>& named,
                                                       const std::vector<std::string>& roots);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_LEDGER_CHOICE_H_
