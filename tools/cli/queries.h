// huiyin ledgers, directory, list, overdue: questions to the register, answered as tables or JSON on stdout.
#ifndef HUIYIN_TOOLS_CLI_QUERIES_H_
#define HUIYIN_TOOLS_CLI_QUERIES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

absl::Status PrintLedgers(const Connection& connection, const Shown& shown);
// Sessions, deputies and units. `ledger` here and below: the only one when empty.
absl::Status PrintDirectory(const Connection& connection, const std::string& ledger, const Shown& shown);

// What a listed proposal must be; parts that are empty say nothing.
struct ListFilter {
  std::string ledger;
  std::string status;
  std::string unit;
  std::string deputy;
  std::string category;
  std::string session;
  std::string due_from;
  std::string due_to;
  uint32_t limit = 200;
};
absl::Status PrintProposals(const Connection& connection, const ListFilter& filter, const Shown& shown);

// All ledgers when `ledger` is empty. `known_at`: RFC 3339; now when empty.
absl::Status PrintDue(const Connection& connection, const std::string& ledger, const std::string& known_at,
                      uint32_t within_days, const Shown& shown);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_QUERIES_H_
