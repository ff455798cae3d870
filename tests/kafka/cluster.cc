#include "tests/kafka/cluster.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"

namespace huiyin {

KafkaCluster::KafkaCluster(int brokers) {
  std::string directory = ::testing::TempDir() + "/kafka-XXXXXX";
  CHECK(mkdtemp(directory.data()) != nullptr);
  std::vector<BrokerSpec> specs;
  std::vector<std::string> voters;
  std::vector<std::string> addresses;
  for (int id = 1; id <= brokers; ++id) {
    specs.push_back({.id = id,
                     .port = FreePort(),
                     .controller_port = FreePort(),
                     .voters = "",
                     .brokers = brokers,
                     .directory = absl::StrCat(directory, "/", id)});
    voters.push_back(absl::StrCat(id, "@127.0.0.1:", specs.back().controller_port));
    addresses.push_back(absl::StrCat("127.0.0.1:", specs.back().port));
  }
  bootstrap_ = absl::StrJoin(addresses, ",");
  for (BrokerSpec& spec : specs) {
    spec.voters = absl::StrJoin(voters, ",");
    brokers_.push_back(std::make_unique<KafkaBroker>(spec));
    brokers_.back()->Start();
  }
  for (const auto& broker : brokers_) broker->AwaitReady();
}

KafkaCluster& KafkaCluster::Shared() {
  // Never destroyed: the brokers die with the process.
  static KafkaCluster* const shared = new KafkaCluster();
  return *shared;
}

}  // namespace huiyin
