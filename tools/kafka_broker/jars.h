// Where Kafka's jars lie on this machine (tools/setup/kafka.sh gets them). Nothing of Huiyin is built from them:
// brokers of tests, demo and benches run from them, and Kafka's own tools.
#ifndef HUIYIN_TOOLS_KAFKA_BROKER_JARS_H_
#define HUIYIN_TOOLS_KAFKA_BROKER_JARS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// As in tools/setup/kafka/pom.xml.
inline constexpr absl::string_view kKafkaVersion = "3.9.1";

// The folder that HUIYIN_KAFKA_JARS names, or else ~/.cache/huiyin/kafka-VERSION. kFailedPrecondition (NO_KAFKA_JARS):
// the broker or the tools are not there; it says what to run.
absl::StatusOr<std::string> FindKafkaJars();

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_KAFKA_BROKER_JARS_H_
