#include "eventstore/kafka/client.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin::kafka {
namespace {

constexpr size_t kErrorTextBytes = 512;

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char text[kErrorTextBytes] = "";
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text)) == RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "KAFKA_PROPERTY", absl::StrCat("Kafka property ", name, ": ", text),
               absl::StrCat("Kafka 属性 ", name, "：", text));
}

}  // namespace

Properties Basics() {
  return {{"client.id", "huiyin"},
          {"socket.nagle.disable", "true"},
          // A broker that comes back is found again within a second.
          {"reconnect.backoff.ms", "50"},
          {"reconnect.backoff.max.ms", "1000"},
          // Errors come back from the calls; being fenced is none to alarm anybody with.
          {"log_level", "0"}};
}

absl::StatusOr<Conf> NewConf(const Properties& user, const Properties& purpose) {
  Conf conf(rd_kafka_conf_new());
  for (const Properties& properties : {Basics(), user, purpose}) {
    for (const auto& [name, value] : properties) RETURN_IF_ERROR(Set(conf.get(), name, value));
  }
  return conf;
}

absl::StatusOr<Handle> NewClient(rd_kafka_type_t type, Conf conf) {
  char text[kErrorTextBytes] = "";
  Handle handle(rd_kafka_new(type, conf.get(), text, sizeof(text)));
  if (handle == nullptr) {
    return Error(absl::StatusCode::kInvalidArgument, "KAFKA_PROPERTY", absl::StrCat("Kafka client: ", text),
                 absl::StrCat("Kafka 客户端：", text));
  }
  conf.release();  // The handle's own since.
  return handle;
}

absl::Status FromKafka(rd_kafka_resp_err_t error, absl::string_view english, absl::string_view chinese) {
  const char* detail = rd_kafka_err2str(error);
  return Error(absl::StatusCode::kUnavailable, "KAFKA_UNAVAILABLE", absl::StrCat(english, ": ", detail),
               absl::StrCat(chinese, "：", detail));
}

absl::Status FromKafka(const Failure& failure, absl::string_view english, absl::string_view chinese) {
  const char* detail = rd_kafka_error_string(failure.get());
  return Error(absl::StatusCode::kUnavailable, "KAFKA_UNAVAILABLE", absl::StrCat(english, ": ", detail),
               absl::StrCat(chinese, "：", detail));
}

TopicPartitions OnePartition(const std::string& topic, uint32_t partition, int64_t offset) {
  TopicPartitions list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int32_t>(partition))->offset = offset;
  return list;
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(std::clamp<int64_t>(absl::ToInt64Milliseconds(duration), 1, std::numeric_limits<int>::max()));
}

}  // namespace huiyin::kafka
