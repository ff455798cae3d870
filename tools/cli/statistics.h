// huiyin stats: the figures now, or as they were known at a past moment.
#ifndef HUIYIN_TOOLS_CLI_STATISTICS_H_
#define HUIYIN_TOOLS_CLI_STATISTICS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/connection.h"

namespace huiyin {

struct StatisticsOptions {
  // All when empty.
  std::vector<std::string> ledgers;
  // These and the ledgers below them.
  std::vector<std::string> subtrees;
  // RFC 3339; now when empty.
  std::string known_at;
  // Names of v1::FigureTable::Dimension in lower case, beside the ledger as a whole.
  std::vector<std::string> by;
  std::string language;
  bool json = false;
};

// The names that `by` takes.
std::vector<std::string> DimensionNames();

// On stdout: tables, or one JSON object {"at":…,"ledgers":{…}} with every dimension and the facts of every proposal.
absl::Status PrintStatistics(const Connection& connection, const StatisticsOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_STATISTICS_H_
