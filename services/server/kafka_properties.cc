#include "services/server/kafka_properties.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"

namespace huiyin {
namespace {

absl::Status Malformed(size_t line, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "KAFKA_PROPERTIES_MALFORMED",
               absl::StrCat("Kafka properties, line ", line, ": ", english),
               absl::StrCat("Kafka 属性文件第 ", line, " 行：", chinese), "--kafka-properties");
}

}  // namespace

absl::StatusOr<KafkaProperties> ParseKafkaProperties(absl::string_view text) {
  KafkaProperties properties;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    const size_t equals = line.find('=');
    const absl::string_view name = absl::StripAsciiWhitespace(line.substr(0, equals));
    if (equals == absl::string_view::npos || name.empty()) return Malformed(number, "not name=value", "不是 名称=值");
    if (name == "bootstrap.servers" || name == "metadata.broker.list") {
      return Malformed(number, "the brokers stand in the log's address", "代理地址应写在日志地址中");
    }
    properties.emplace_back(name, absl::StripAsciiWhitespace(line.substr(equals + 1)));
  }
  return properties;
}

}  // namespace huiyin
