#include "eventstore/kafka/admin.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin::kafka {
namespace {

constexpr size_t kErrorTextBytes = 512;
constexpr absl::Duration kLookAgainAfter = absl::Milliseconds(20);

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<&rd_kafka_NewTopic_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<&rd_kafka_ConfigResource_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<&rd_kafka_AdminOptions_destroy>>;

// What a request is about, to head its error with.
struct Subject {
  std::string english;
  std::string chinese;
};

Subject About(const std::string& topic) { return {absl::StrCat("topic ", topic), absl::StrCat("主题 ", topic)}; }

absl::Status Failed(rd_kafka_resp_err_t error, const Subject& subject) {
  return FromKafka(error, subject.english, subject.chinese);
}

absl::StatusOr<Metadata> AllMetadata(rd_kafka_t* client, absl::Time deadline) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client, /*all_topics=*/1, nullptr, &metadata, Milliseconds(deadline - absl::Now()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return FromKafka(error, "asking for the cluster", "查询集群");
  return Metadata(metadata);
}

// Sends a request by `send`, and waits for its answer.
template <typename Send>
absl::StatusOr<Event> Ask(rd_kafka_t* client, rd_kafka_admin_op_t operation, const Subject& subject,
                          absl::Time deadline, Send send) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  char text[kErrorTextBytes] = "";
  const rd_kafka_resp_err_t set = rd_kafka_AdminOptions_set_request_timeout(
      options.get(), Milliseconds(deadline - absl::Now()), text, sizeof(text));
  CHECK_EQ(set, RD_KAFKA_RESP_ERR_NO_ERROR);
  Queue queue(rd_kafka_queue_new(client));
  send(options.get(), queue.get());
  Event event(rd_kafka_queue_poll(queue.get(), /*timeout_ms=*/-1));  // The request times out by itself.
  CHECK(event != nullptr);
  const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed(error, subject);
  return event;
}

absl::StatusOr<Settings> Describe(rd_kafka_t* client, rd_kafka_ResourceType_t type, const std::string& name,
                                  const Subject& subject, absl::Time deadline) {
  Resource resource(rd_kafka_ConfigResource_new(type, name.c_str()));
  auto send = [&](rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
    rd_kafka_ConfigResource_t* resources[] = {resource.get()};
    rd_kafka_DescribeConfigs(client, resources, 1, options, queue);
  };
  ASSIGN_OR_RETURN(const Event event, Ask(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, subject, deadline, send));
  size_t count = 0;
  const rd_kafka_ConfigResource_t** described =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  CHECK_EQ(count, 1u);
  const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(described[0]);
  if (error == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED) {
    return Error(absl::StatusCode::kPermissionDenied, "KAFKA_NOT_ALLOWED",
                 absl::StrCat(subject.english, ": ", rd_kafka_err2str(error)),
                 absl::StrCat(subject.chinese, "：", rd_kafka_err2str(error)));
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed(error, subject);
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(described[0], &count);
  Settings settings;
  for (size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    settings[rd_kafka_ConfigEntry_name(entries[i])] = value == nullptr ? "" : value;
  }
  return settings;
}

NewTopic TopicToCreate(const std::string& topic, const TopicShape& shape, const Settings& settings) {
  char text[kErrorTextBytes] = "";
  NewTopic out(
      rd_kafka_NewTopic_new(topic.c_str(), static_cast<int>(shape.partitions), shape.replication, text, sizeof(text)));
  CHECK(out != nullptr);
  for (const auto& [name, value] : settings) {
    CHECK_EQ(rd_kafka_NewTopic_set_config(out.get(), name.c_str(), value.c_str()), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  return out;
}

}  // namespace

absl::StatusOr<Handle> NewAdminClient(const Properties& properties) {
  ASSIGN_OR_RETURN(Conf conf, NewConf(properties, {{"isolation.level", "read_uncommitted"}}));
  return NewClient(RD_KAFKA_CONSUMER, std::move(conf));
}

absl::StatusOr<ClusterShape> DescribeCluster(rd_kafka_t* client, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Metadata metadata, AllMetadata(client, deadline));
  const std::unique_ptr<char, decltype(&free)> id(rd_kafka_clusterid(client, Milliseconds(deadline - absl::Now())),
                                                  &free);
  if (id == nullptr) return FromKafka(RD_KAFKA_RESP_ERR__TIMED_OUT, "asking for the cluster's id", "查询集群编号");
  ClusterShape shape{id.get(), {}};
  for (int i = 0; i < metadata->broker_cnt; ++i) shape.brokers.push_back(metadata->brokers[i].id);
  return shape;
}

absl::StatusOr<std::optional<TopicShape>> DescribeTopic(rd_kafka_t* client, const std::string& topic,
                                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(const Metadata metadata, AllMetadata(client, deadline));
  const auto topics = absl::MakeConstSpan(metadata->topics, static_cast<size_t>(metadata->topic_cnt));
  const auto found =
      std::find_if(topics.begin(), topics.end(), [&topic](const auto& candidate) { return topic == candidate.topic; });
  if (found == topics.end() || found->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return std::nullopt;
  if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed(found->err, About(topic));
  TopicShape shape{static_cast<uint32_t>(found->partition_cnt), 0, found->partition_cnt > 0};
  for (int i = 0; i < found->partition_cnt; ++i) {
    const int replicas = found->partitions[i].replica_cnt;
    shape.replication = i == 0 ? replicas : std::min(shape.replication, replicas);
    shape.is_led = shape.is_led && found->partitions[i].leader >= 0;
  }
  return shape;
}

absl::StatusOr<Settings> DescribeSettings(rd_kafka_t* client, const std::string& topic, absl::Time deadline) {
  return Describe(client, RD_KAFKA_RESOURCE_TOPIC, topic, About(topic), deadline);
}

absl::StatusOr<Settings> DescribeBrokerSettings(rd_kafka_t* client, int32_t broker, absl::Time deadline) {
  const Subject subject{absl::StrCat("the settings of broker ", broker), absl::StrCat("代理 ", broker, " 的设置")};
  return Describe(client, RD_KAFKA_RESOURCE_BROKER, absl::StrCat(broker), subject, deadline);
}

absl::Status CreateTopic(rd_kafka_t* client, const std::string& topic, const TopicShape& shape,
                         const Settings& settings, absl::Time deadline) {
  const Subject subject{absl::StrCat("making topic ", topic, " with ", shape.replication, " replicas"),
                        absl::StrCat("建立有 ", shape.replication, " 个副本的主题 ", topic)};
  const NewTopic wanted = TopicToCreate(topic, shape, settings);
  auto send = [&](rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
    rd_kafka_NewTopic_t* topics[] = {wanted.get()};
    rd_kafka_CreateTopics(client, topics, 1, options, queue);
  };
  ASSIGN_OR_RETURN(const Event event, Ask(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, subject, deadline, send));
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  CHECK_EQ(count, 1u);
  const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[0]);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR && error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return Failed(error, subject);
  }
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<TopicShape> there, DescribeTopic(client, topic, deadline));
    if (there.has_value() && there->is_led) return absl::OkStatus();
    if (absl::Now() > deadline) return Failed(RD_KAFKA_RESP_ERR__TIMED_OUT, subject);
    absl::SleepFor(kLookAgainAfter);
  }
}

}  // namespace huiyin::kafka
