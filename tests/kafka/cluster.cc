#include "tests/kafka/cluster.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>

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

KafkaCluster::KafkaCluster(int brokers) {
  std::string directory = ::testing::TempDir() + "/kafka-XXXXXX";
  CHECK(mkdtemp(directory.data()) != nullptr);
  absl::StatusOr<std::unique_ptr<LocalKafka>> started =
      LocalKafka::Start({.directory = directory, .jars = KafkaJars(), .brokers = brokers});
  if (!started.ok()) std::fprintf(stderr, "%s\n", std::string(started.status().message()).c_str());
  CHECK(started.ok());
  kafka_ = *std::move(started);
}

KafkaCluster& KafkaCluster::Shared() {
  // Never destroyed: the brokers die with the process.
  static KafkaCluster* const shared = new KafkaCluster();
  return *shared;
}

}  // namespace huiyin
