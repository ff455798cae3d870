// A writer used from end to end by one thread.
#ifndef HUIYIN_SERVICES_TESTING_EXECUTE_H_
#define HUIYIN_SERVICES_TESTING_EXECUTE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"
#include "services/command_queue.h"
#include "services/writer.h"

namespace huiyin::testing {

// All in one group, and one commit; their outcomes.
std::vector<absl::StatusOr<CommandReceipt>> ExecuteTogether(Writer& writer, EventLog& log,
                                                            std::vector<PreparedCommand> commands,
                                                            absl::Time deadline = absl::InfiniteFuture());

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_EXECUTE_H_
