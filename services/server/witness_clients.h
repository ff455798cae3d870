// The witnesses of a node, as they were given: "URL=KEY".
#ifndef HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
#define HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"
#include "services/witness/witness_client.h"

namespace huiyin {

inline constexpr size_t kWitnessesMax = 16;

// Not started. Their trouble is said on stderr. KEY is a public key's text, or the name of its file.
// kInvalidArgument: WITNESS_MALFORMED, URL_MALFORMED, KEY_MALFORMED, TOO_MANY_WITNESSES.
absl::StatusOr<std::vector<std::unique_ptr<WitnessClient>>> MakeWitnessClients(const EventLog& log,
                                                                               absl::Span<const std::string> given);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
