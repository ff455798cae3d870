// huiyin relay: a second topic with the events as JSON, kept in step until the program is told to end (Ctrl-C,
// SIGTERM).
#ifndef HUIYIN_TOOLS_CLI_RELAY_H_
#define HUIYIN_TOOLS_CLI_RELAY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/cli/terminal.h"

namespace huiyin {

struct RelayTopicOptions {
  // kafka://host:port/topic.
  std::string log;
  // The second topic; empty: the first one's name and ".json".
  std::string to;
  // librdkafka's properties (services/server/kafka_properties.h); empty: none.
  std::string properties_file;
  // Of the second topic when it is made; 0: as RelayOptions.
  int replication = 0;
  absl::Duration session_timeout = absl::Seconds(10);
  bool stop_when_caught_up = false;
  Shown shown;
};

absl::Status RelayTopic(const RelayTopicOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_RELAY_H_
