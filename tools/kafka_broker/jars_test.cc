#include "tools/kafka_broker/jars.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"

namespace huiyin {
namespace {

void Touch(const std::string& path) { std::ofstream out(path); }

TEST(Jars, TheVersionIsTheOneThatIsFetched) {
  std::ifstream in("tools/setup/kafka/pom.xml");
  std::stringstream pom;
  pom << in.rdbuf();
  EXPECT_TRUE(absl::StrContains(pom.str(), absl::StrCat("<version>", kKafkaVersion, "</version>")));
}

TEST(Jars, AFolderIsTakenWhenBrokerAndToolsAreInIt) {
  std::string folder = ::testing::TempDir() + "/jars-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  setenv("HUIYIN_KAFKA_JARS", folder.c_str(), 1);
  EXPECT_THAT(FindKafkaJars(), HasReason("NO_KAFKA_JARS"));
  Touch(absl::StrCat(folder, "/kafka_2.13-", kKafkaVersion, ".jar"));
  EXPECT_THAT(FindKafkaJars(), HasReason("NO_KAFKA_JARS"));
  Touch(absl::StrCat(folder, "/kafka-tools-", kKafkaVersion, ".jar"));
  EXPECT_THAT(FindKafkaJars(), IsOkAndHolds(folder));
}

TEST(Jars, WhoHasNoneIsToldWhatToRun) {
  unsetenv("HUIYIN_KAFKA_JARS");
  setenv("HOME", "/nowhere", 1);
  const absl::StatusOr<std::string> jars = FindKafkaJars();
  ASSERT_THAT(jars, HasReason("NO_KAFKA_JARS"));
  EXPECT_TRUE(absl::StrContains(jars.status().message(), "/nowhere/.cache/huiyin/kafka-"));
  EXPECT_TRUE(absl::StrContains(jars.status().message(), "tools/setup/kafka.sh fetch"));
  EXPECT_TRUE(absl::StrContains(ChineseOf(jars.status()), "tools/setup/kafka.sh fetch"));
}

}  // namespace
}  // namespace huiyin
