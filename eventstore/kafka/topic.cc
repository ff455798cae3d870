#include "eventstore/kafka/topic.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/admin.h"

namespace huiyin::kafka {
namespace {

// From here on a topic outlives a broker, and must be told to write to more than one.
constexpr int kReplicationThatSurvives = 3;
// What librdkafka puts into one request at most; a record is far below.
constexpr int64_t kMessageBytesMin = 1'000'000;
constexpr absl::Duration kTryAgainAfter = absl::Milliseconds(100);
constexpr absl::Duration kAskBrokerWithin = absl::Seconds(5);

absl::Status CouldLose(const std::string& topic, const std::string& name, const std::string& value,
                       const std::string& wanted) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "TOPIC_COULD_LOSE_RECORDS",
      absl::StrCat("topic ", topic, " would not keep every record: ", name, " is ", value, "; set it to ", wanted),
      absl::StrCat("主题 ", topic, " 不能保证保存全部记录：", name, " 为 ", value, "，须改为 ", wanted));
}

Settings RecordSettings(int replication) {
  Settings settings = {{"cleanup.policy", "delete"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"unclean.leader.election.enable", "false"}};
  if (replication >= kReplicationThatSurvives) settings.emplace("min.insync.replicas", "2");
  return settings;
}

int64_t NumberIn(const Settings& settings, const std::string& name) {
  int64_t number = 0;
  auto found = settings.find(name);
  return found != settings.end() && absl::SimpleAtoi(found->second, &number) ? number : 0;
}

absl::Status ReplicationUnknown(const absl::Status& why) {
  return Error(absl::StatusCode::kFailedPrecondition, "REPLICATION_UNKNOWN",
               absl::StrCat("how many replicas a topic shall have is not told by the brokers; say --replication (3): ",
                            why.message()),
               absl::StrCat("无法从代理得知主题应有多少副本，请用 --replication 指定（3）：", ChineseOf(why)));
}

// What any of the brokers says, of those that answer.
absl::StatusOr<Settings> SettingsOfBrokers(rd_kafka_t* client, const ClusterShape& cluster, absl::Time deadline) {
  absl::Status why = FromKafka(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, "the cluster", "集群");
  for (const int32_t broker : cluster.brokers) {
    const absl::Time until = std::min(deadline, absl::Now() + kAskBrokerWithin);
    absl::StatusOr<Settings> settings = DescribeBrokerSettings(client, broker, until);
    if (!absl::IsUnavailable(settings.status())) return settings;
    why = settings.status();
  }
  return why;
}

// Three, or as many brokers as there are; and no fewer than the cluster keeps of its transactions: a topic that is made
// while brokers start would stay as weak as they were few. Nothing can be written before that many serve, anyway.
absl::StatusOr<int> ReplicationOf(rd_kafka_t* client, const ClusterShape& cluster, absl::Time deadline) {
  const absl::StatusOr<Settings> settings = SettingsOfBrokers(client, cluster, deadline);
  if (absl::IsPermissionDenied(settings.status())) return ReplicationUnknown(settings.status());
  RETURN_IF_ERROR(settings.status());
  const auto said = static_cast<int>(NumberIn(*settings, "transaction.state.log.replication.factor"));
  if (said == 0) return kReplicationThatSurvives;
  return std::max(said, std::min(kReplicationThatSurvives, static_cast<int>(cluster.brokers.size())));
}

absl::Status CheckSettings(const std::string& topic, const Settings& is, int replication) {
  for (const auto& [name, wanted] : RecordSettings(0)) {
    auto found = is.find(name);
    const std::string value = found == is.end() ? "" : found->second;
    if (value != wanted) return CouldLose(topic, name, value, wanted);
  }
  if (replication >= kReplicationThatSurvives && NumberIn(is, "min.insync.replicas") < 2) {
    return CouldLose(topic, "min.insync.replicas", is.at("min.insync.replicas"), "2");
  }
  if (NumberIn(is, "max.message.bytes") < kMessageBytesMin) {
    return CouldLose(topic, "max.message.bytes", is.at("max.message.bytes"), absl::StrCat(kMessageBytesMin));
  }
  return absl::OkStatus();
}

absl::Status CheckPartitions(const TopicRequest& request, uint32_t partitions) {
  if (request.partitions == 0 || request.partitions == partitions) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "TOPIC_PARTITIONS_DIFFER",
               absl::StrCat("topic ", request.name, " has ", partitions, " partitions, not ", request.partitions,
                            "; ledgers are placed by that count, which must never change"),
               absl::StrCat("主题 ", request.name, " 有 ", partitions, " 个分区，不是 ", request.partitions,
                            " 个；登记册按分区数安放，分区数不得改变"));
}

// How many replicas it has.
absl::StatusOr<int> EnsureCompacted(rd_kafka_t* client, const std::string& name, int replication, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::optional<TopicShape> there, DescribeTopic(client, name, deadline));
  if (there.has_value()) return there->replication;
  Settings settings = {{"cleanup.policy", "compact"}};
  if (replication >= kReplicationThatSurvives) settings.emplace("min.insync.replicas", "2");
  RETURN_IF_ERROR(CreateTopic(client, name, {.partitions = 1, .replication = replication}, settings, deadline));
  return replication;
}

absl::StatusOr<Topic> TryOpenTopic(rd_kafka_t* client, const TopicRequest& request, absl::Time deadline) {
  ASSIGN_OR_RETURN(const ClusterShape cluster, DescribeCluster(client, deadline));
  ASSIGN_OR_RETURN(std::optional<TopicShape> there, DescribeTopic(client, request.name, deadline));
  if (!there.has_value() && request.partitions == 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOPIC_ABSENT",
                 absl::StrCat("there is no topic ", request.name, "; say how many partitions it shall have"),
                 absl::StrCat("没有主题 ", request.name, "；请给出分区数以便创建"));
  }
  if (!there.has_value()) {
    int replication = request.replication;
    if (replication == 0) {
      ASSIGN_OR_RETURN(replication, ReplicationOf(client, cluster, deadline));
    }
    const TopicShape shape{.partitions = request.partitions, .replication = replication};
    RETURN_IF_ERROR(CreateTopic(client, request.name, shape, RecordSettings(replication), deadline));
    ASSIGN_OR_RETURN(there, DescribeTopic(client, request.name, deadline));
  }
  if (!there.has_value()) return FromKafka(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, request.name, request.name);
  RETURN_IF_ERROR(CheckPartitions(request, there->partitions));
  ASSIGN_OR_RETURN(const Settings settings, DescribeSettings(client, request.name, deadline));
  RETURN_IF_ERROR(CheckSettings(request.name, settings, there->replication));
  Topic topic{request.name, cluster.id,        there->partitions, static_cast<int>(cluster.brokers.size()),
              request.name, there->replication};
  if (!request.with_owners) return topic;
  const int replication = request.replication > 0 ? request.replication : there->replication;
  for (const std::string& beside : {OwnersTopic(request.name), MovedTopic(request.name)}) {
    ASSIGN_OR_RETURN(const int replicas, EnsureCompacted(client, beside, replication, deadline));
    if (replicas >= topic.replicas) continue;
    topic.weakest = beside;
    topic.replicas = replicas;
  }
  return topic;
}

}  // namespace

std::string OwnersTopic(const std::string& topic) { return absl::StrCat(topic, ".owners"); }
std::string MovedTopic(const std::string& topic) { return absl::StrCat(topic, ".moved"); }

// One broker learns of a new topic later than another, and brokers come and go.
absl::StatusOr<Topic> OpenTopic(rd_kafka_t* client, const TopicRequest& request, absl::Time deadline) {
  while (true) {
    absl::StatusOr<Topic> topic = TryOpenTopic(client, request, deadline);
    if (!absl::IsUnavailable(topic.status()) || absl::Now() + kTryAgainAfter > deadline) return topic;
    absl::SleepFor(kTryAgainAfter);
  }
}

}  // namespace huiyin::kafka
