// A file of librdkafka's properties, for TLS and SASL (--kafka-properties):
//
//   file  := (line NL)*
//   line  := blank | "#" comment | name "=" value
//
// Spaces around name and value do not count. The names are those of librdkafka's CONFIGURATION.md. The brokers stand in
// the log's address, not here.
#ifndef HUIYIN_SERVICES_SERVER_KAFKA_PROPERTIES_H_
#define HUIYIN_SERVICES_SERVER_KAFKA_PROPERTIES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

// kInvalidArgument (KAFKA_PROPERTIES_MALFORMED) names the line, never its value. Whether librdkafka knows a name shows
// when the log is opened.
absl::StatusOr<KafkaProperties> ParseKafkaProperties(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_KAFKA_PROPERTIES_H_
