#include "tests/kafka/cluster.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/check.h"

namespace huiyin {

std::string KafkaJars() {
  const char* jars = std::getenv("HUIYIN_KAFKA_JARS");
  if (jars != nullptr && jars[0] != '\0') return jars;
  const char* required = std::getenv("REQUIRE_KAFKA");
  const bool is_required = required != nullptr && absl::string_view(required) == "1";
  if (is_required)
    std::fprintf(stderr, "REQUIRE_KAFKA=1, but HUIYIN_KAFKA_JARS names no jars: `make test` gets them\n");
  CHECK(!is_required);
  return "";
}

KafkaCluster::KafkaCluster(int brokers, int cables) : brokers_(brokers) {
  std::string directory = ::testing::TempDir() + "/kafka-XXXXXX";
  CHECK(mkdtemp(directory.data()) != nullptr);
  absl::StatusOr<std::unique_ptr<LocalKafka>> started =
      LocalKafka::Start({.directory = directory, .jars = KafkaJars(), .brokers = brokers, .detours = cables});
  if (!started.ok()) std::fprintf(stderr, "%s\n", std::string(started.status().message()).c_str());
  CHECK(started.ok());
  kafka_ = *std::move(started);
  for (int cable = 0; cable < cables; ++cable) {
    std::vector<CutProxy::Route> routes;
    for (int i = 0; i < brokers; ++i) {
      const Detour& detour = kafka_->broker(i).spec().detours[cable];
      routes.push_back({detour.advertised_port, detour.port});
    }
    cables_.push_back(std::make_unique<CutProxy>(routes));
  }
}

std::string KafkaCluster::BootstrapBy(size_t cable) const {
  std::vector<std::string> addresses;
  for (int i = 0; i < brokers_; ++i) {
    addresses.push_back(absl::StrCat("127.0.0.1:", kafka_->broker(i).spec().detours[cable].advertised_port));
  }
  return absl::StrJoin(addresses, ",");
}

KafkaCluster& KafkaCluster::Shared() {
  // Never destroyed: the brokers die with the process.
  static KafkaCluster* const shared = new KafkaCluster();
  return *shared;
}

}  // namespace huiyin
