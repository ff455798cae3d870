// The witnesses of a node, as they were given: "URL=KEY".
#ifndef HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
#define HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/event_log.h"
#include "services/witness/witnessed_checkpoints.h"

namespace huiyin {

inline constexpr size_t kWitnessesMax = 16;

// Whoever has witnesses signs. kInvalidArgument: WITNESS_WITHOUT_KEY, WITNESS_MALFORMED, URL_MALFORMED, KEY_MALFORMED,
// TOO_MANY_WITNESSES.
absl::Status CheckWitnesses(absl::Span<const std::string> given, bool has_checkpoint_key);

// Their trouble is said on stderr. KEY is a public key's text, or the name of its file. Errors as above.
absl::StatusOr<WitnessClients> MakeWitnessClients(const EventLog& log, absl::Span<const std::string> given);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_WITNESS_CLIENTS_H_
