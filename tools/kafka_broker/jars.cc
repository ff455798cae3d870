#include "tools/kafka_broker/jars.h"

#include <cstdlib>
#include <filesystem>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

absl::StatusOr<std::string> FindKafkaJars() {
  std::string folder = Environment("HUIYIN_KAFKA_JARS");
  if (folder.empty()) folder = absl::StrCat(Environment("HOME"), "/.cache/huiyin/kafka-", kKafkaVersion);
  std::error_code error;
  for (const absl::string_view jar : {"kafka_2.13", "kafka-tools"}) {
    if (std::filesystem::exists(absl::StrCat(folder, "/", jar, "-", kKafkaVersion, ".jar"), error)) continue;
    return Error(absl::StatusCode::kFailedPrecondition, "NO_KAFKA_JARS",
                 absl::StrCat("Kafka's jars are not in ", folder, ": run `bash tools/setup/kafka.sh fetch`, or name ",
                              "another folder in HUIYIN_KAFKA_JARS"),
                 absl::StrCat(folder, " 中没有 Kafka 的 jar 文件：请运行 `bash tools/setup/kafka.sh fetch`，",
                              "或用 HUIYIN_KAFKA_JARS 另指定目录"));
  }
  return folder;
}

}  // namespace huiyin
