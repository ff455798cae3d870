// huiyin report seal, rebuild: a report's digest put into the register, and the report made again and compared.
#ifndef HUIYIN_TOOLS_CLI_REPORT_SEAL_H_
#define HUIYIN_TOOLS_CLI_REPORT_SEAL_H_

#include <string>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/order.h"
#include "tools/cli/report.h"

namespace huiyin {

struct SealOptions {
  // The ledger in `header` keeps the seal: the first of the report's when empty, or the only one.
  OrderHeader header;
  std::string seal_id;
  ReportOptions report;
  bool json = false;
  std::string language;
};

struct RebuildOptions {
  // The only one when empty.
  std::string ledger;
  std::string seal_id;
  bool json = false;
  std::string language;
};

// On stdout.
absl::Status SealReport(const Connection& connection, const SealOptions& options);
// kDataLoss (SEAL_DIFFERS) when the report does not come out as it was sealed; what differs is printed.
absl::Status RebuildReport(const Connection& connection, const RebuildOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_SEAL_H_
