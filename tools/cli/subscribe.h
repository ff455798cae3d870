// huiyin subscribe: the register's events as they come, one JSON object a line.
#ifndef HUIYIN_TOOLS_CLI_SUBSCRIBE_H_
#define HUIYIN_TOOLS_CLI_SUBSCRIBE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/cli/connection.h"

namespace huiyin {

struct SubscribeOptions {
  // Where to start: the beginning unless one of these is given.
  bool from_end = false;
  std::optional<uint64_t> from_seq;
  // What a line {"resume":…} said.
  std::string resume;

  std::vector<std::string> ledgers;
  std::vector<std::string> events;
  std::vector<std::string> proposals;
  std::vector<std::string> units;
  bool stop_when_caught_up = false;
  // How long a stream that broke is opened again, where it was, without any answer.
  absl::Duration retry_for = absl::ZeroDuration();
};

// {"record":{…}} for each event, once; {"resume":"…"} where one may go on later, {"caught_up":true,"resume":"…"} when
// what comes is live. Until the server ends for good or the program is stopped.
absl::Status Subscribe(Connection& connection, const SubscribeOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_SUBSCRIBE_H_
