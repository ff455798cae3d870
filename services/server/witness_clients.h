// The witnesses of a node, as they were given: "URL=KEY".
#ifndef HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
#define HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"
#include "services/witness/witnessed_checkpoints.h"

namespace huiyin {

inline constexpr size_t kWitnessesMax = 16;

// Their trouble is said on stderr. KEY is a public key's text, or the name of its file. kInvalidArgument:
// WITNESS_WITHOUT_KEY (whoever has witnesses signs), WITNESS_MALFORMED, URL_MALFORMED, KEY_MALFORMED,
// TOO_MANY_WITNESSES.
absl::StatusOr<std::vector<WitnessClientOptions>> ParseWitnesses(absl::Span<const std::string> given,
                                                                 bool has_checkpoint_key);

WitnessClients WitnessClientsOf(const EventLog& log, const std::vector<WitnessClientOptions>& witnesses);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
