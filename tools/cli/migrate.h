// huiyin migrate: a register from one log to another (tools/migration), with both sides shown at the end.
#ifndef HUIYIN_TOOLS_CLI_MIGRATE_H_
#define HUIYIN_TOOLS_CLI_MIGRATE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct MigrateOptions {
  // Addresses of logs (services/server/log_address.h).
  std::string from;
  std::string to;
  // Of a topic that is made.
  uint32_t partitions = 0;
  int replication = 0;
  // A file (services/server/kafka_properties.h); empty: none.
  std::string kafka_properties;
  // Where a topic's replicas are and stay; empty: temporary ones.
  std::string replicas;
  // With json: a line a ledger, then a line for both sides.
  Shown shown;
};

// The errors of Migrate and of opening the logs.
absl::Status RunMigration(const MigrateOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_MIGRATE_H_
