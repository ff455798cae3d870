#include "services/server/log_address.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/host_port.h"

namespace huiyin {
namespace {

// Kafka takes 249; ours has a sister, TOPIC.owners.
constexpr size_t kTopicCharactersMax = 240;

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "LOG_ADDRESS_MALFORMED", english, chinese, "--log");
}

bool IsBroker(absl::string_view text) {
  const std::optional<HostPort> broker = ParseHostPort(text);
  return broker.has_value() && broker->port > 0;
}

bool IsTopic(absl::string_view text) {
  return !text.empty() && text.size() <= kTopicCharactersMax && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-'; });
}

absl::StatusOr<LogAddress> ParseKafka(absl::string_view text) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos) {
    return Malformed("the log's address names no topic: kafka://HOST:PORT/TOPIC",
                     "日志地址缺少主题：应为 kafka://主机:端口/主题");
  }
  for (absl::string_view broker : absl::StrSplit(text.substr(0, slash), ',')) {
    if (IsBroker(broker)) continue;
    return Malformed("the log's address must name its brokers as HOST:PORT, with commas between them",
                     "日志地址中的代理须写作“主机:端口”，以逗号分隔");
  }
  const absl::string_view topic = text.substr(slash + 1);
  if (!IsTopic(topic)) {
    return Malformed(
        absl::StrCat("the topic's name in the log's address must be 1 to ", kTopicCharactersMax,
                     " letters, digits, dots, underscores and hyphens"),
        absl::StrCat("日志地址中的主题名须为 1 至 ", kTopicCharactersMax, " 个字母、数字、点、下划线或连字符"));
  }
  return KafkaAddress{std::string(text.substr(0, slash)), std::string(topic)};
}

}  // namespace

absl::StatusOr<LogAddress> ParseLogAddress(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "kafka://")) return ParseKafka(text);
  if (!absl::ConsumePrefix(&text, "rocksdb:")) {
    return Malformed("a log is at rocksdb:DIR or kafka://HOST:PORT/TOPIC",
                     "日志地址应为 rocksdb:目录 或 kafka://主机:端口/主题");
  }
  if (text.empty()) return Malformed("rocksdb: names no directory", "rocksdb: 之后缺少目录");
  return RocksDbAddress{std::string(text)};
}

}  // namespace huiyin
