#include "eventstore/kafka/group_member.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace huiyin::kafka {
namespace {

constexpr absl::Duration kPollWait = absl::Milliseconds(100);
constexpr int kHeartbeatsInSession = 4;

Properties MemberProperties(const GroupSpec& spec) {
  const int session_ms = Milliseconds(spec.session_timeout);
  return {{"group.id", spec.group},
          // Who keeps a partition is at it while others change hands.
          {"partition.assignment.strategy", "cooperative-sticky"},
          {"session.timeout.ms", absl::StrCat(session_ms)},
          {"heartbeat.interval.ms", absl::StrCat(session_ms / kHeartbeatsInSession)},
          {"enable.auto.commit", "false"},
          // The group is for whose turn it is; nothing is read through it.
          {"auto.offset.reset", "latest"}};
}

}  // namespace

absl::StatusOr<std::unique_ptr<GroupMember>> GroupMember::Join(const Properties& properties, GroupSpec spec,
                                                               GroupListener& listener) {
  std::unique_ptr<GroupMember> self(new GroupMember(listener));
  ASSIGN_OR_RETURN(Conf conf, NewConf(properties, MemberProperties(spec)));
  rd_kafka_conf_set_opaque(conf.get(), self.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), &GroupMember::OnRebalance);
  ASSIGN_OR_RETURN(self->consumer_, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(self->consumer_.get());
  const TopicPartitions topics = OnePartition(spec.topic, 0, RD_KAFKA_OFFSET_INVALID);
  topics->elems[0].partition = RD_KAFKA_PARTITION_UA;
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(self->consumer_.get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return FromKafka(error, absl::StrCat("joining the group ", spec.group), absl::StrCat("加入消费者组 ", spec.group));
  }
  self->thread_ = std::thread([member = self.get()] { member->Run(); });
  return self;
}

GroupMember::~GroupMember() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  // What closing did not give back: the callbacks are over.
  for (uint32_t partition : assigned()) Revoke(partition);
  // librdkafka before 2.3 aborts the process when a cooperative member is destroyed between joining and its first
  // assignment (its issue 4312). Such a one has left the group by now; what is left of its client idles until the
  // process ends.
  if (!was_assigned_) consumer_.release();
}

std::vector<uint32_t> GroupMember::assigned() const {
  absl::MutexLock lock(&mu_);
  return {assigned_.begin(), assigned_.end()};
}

void GroupMember::Run() {
  while (!stopping_) {
    // No message comes, since all is paused; the callback does.
    Message ignored(rd_kafka_consumer_poll(consumer_.get(), Milliseconds(kPollWait)));
    listener_.Polled();
  }
  rd_kafka_consumer_close(consumer_.get());
}

void GroupMember::OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t event,
                              rd_kafka_topic_partition_list_t* partitions, void* self) {
  GroupMember& member = *static_cast<GroupMember*>(self);
  Failure failure;
  if (event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    member.was_assigned_ = true;
    failure.reset(rd_kafka_incremental_assign(consumer, partitions));
    rd_kafka_pause_partitions(consumer, partitions);
    for (int i = 0; i < partitions->cnt; ++i) member.Assign(static_cast<uint32_t>(partitions->elems[i].partition));
  } else {
    for (int i = 0; i < partitions->cnt; ++i) member.Revoke(static_cast<uint32_t>(partitions->elems[i].partition));
    failure.reset(rd_kafka_incremental_unassign(consumer, partitions));
  }
}

void GroupMember::Assign(uint32_t partition) {
  {
    absl::MutexLock lock(&mu_);
    assigned_.insert(partition);
  }
  listener_.Assigned(partition);
}

void GroupMember::Revoke(uint32_t partition) {
  listener_.Revoked(partition);
  absl::MutexLock lock(&mu_);
  assigned_.erase(partition);
}

}  // namespace huiyin::kafka
