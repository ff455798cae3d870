#include "tools/kafka_broker/local_kafka.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "tools/kafka_broker/free_port.h"

namespace huiyin {

absl::StatusOr<std::unique_ptr<LocalKafka>> LocalKafka::Start(const LocalKafkaOptions& options) {
  std::unique_ptr<LocalKafka> kafka(new LocalKafka());
  std::vector<BrokerSpec> specs;
  std::vector<std::string> voters;
  std::vector<std::string> addresses;
  for (int id = 1; id <= options.brokers; ++id) {
    specs.push_back({.id = id,
                     .port = FreePort(),
                     .controller_port = FreePort(),
                     .voters = "",
                     .brokers = options.brokers,
                     .directory = absl::StrCat(options.directory, "/", id),
                     .jars = options.jars,
                     .compiles_fully = options.compiles_fully,
                     .detours = {}});
    for (int i = 0; i < options.detours; ++i) specs.back().detours.push_back({FreePort(), FreePort()});
    voters.push_back(absl::StrCat(id, "@127.0.0.1:", specs.back().controller_port));
    addresses.push_back(absl::StrCat("127.0.0.1:", specs.back().port));
  }
  kafka->bootstrap_ = absl::StrJoin(addresses, ",");
  for (BrokerSpec& spec : specs) {
    spec.voters = absl::StrJoin(voters, ",");
    kafka->brokers_.push_back(std::make_unique<KafkaBroker>(spec));
    RETURN_IF_ERROR(kafka->brokers_.back()->Start());
  }
  for (const auto& broker : kafka->brokers_) RETURN_IF_ERROR(broker->AwaitReady());
  return kafka;
}

}  // namespace huiyin
