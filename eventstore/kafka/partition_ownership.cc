#include "eventstore/kafka/partition_ownership.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "eventstore/kafka/client.h"

namespace huiyin {
namespace {

constexpr absl::Duration kPollWait = absl::Milliseconds(100);
constexpr int kHeartbeatsInSession = 4;

kafka::Properties GroupProperties(const OwnershipOptions& options) {
  const int session_ms = kafka::Milliseconds(options.session_timeout);
  return {{"group.id", options.group},
          // Who keeps a partition serves it on while others change hands.
          {"partition.assignment.strategy", "cooperative-sticky"},
          {"session.timeout.ms", absl::StrCat(session_ms)},
          {"heartbeat.interval.ms", absl::StrCat(session_ms / kHeartbeatsInSession)},
          {"enable.auto.commit", "false"},
          // The group is for who owns what; nothing is read through it.
          {"auto.offset.reset", "latest"}};
}

class Member final : public PartitionOwnership {
 public:
  Member(KafkaLog& log, const OwnershipOptions& options) : log_(log), options_(options) {}
  ~Member() override {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    // What closing did not give back: the callbacks are over.
    absl::MutexLock lock(&mu_);
    for (uint32_t partition : assigned_) log_.Release(partition);
  }

  absl::Status Join() {
    ASSIGN_OR_RETURN(kafka::Conf conf, kafka::NewConf(options_.properties, GroupProperties(options_)));
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_rebalance_cb(conf.get(), &Member::OnRebalance);
    ASSIGN_OR_RETURN(consumer_, kafka::NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
    rd_kafka_poll_set_consumer(consumer_.get());
    const kafka::TopicPartitions topics = kafka::OnePartition(options_.topic, 0, RD_KAFKA_OFFSET_INVALID);
    topics->elems[0].partition = RD_KAFKA_PARTITION_UA;
    const rd_kafka_resp_err_t error = rd_kafka_subscribe(consumer_.get(), topics.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka::FromKafka(error, "joining the owners", "加入分区所有者组");
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  std::vector<uint32_t> assigned() const override {
    absl::MutexLock lock(&mu_);
    return {assigned_.begin(), assigned_.end()};
  }

 private:
  void Run() {
    while (!stopping_) {
      // No message comes, since all is paused; the callback does.
      kafka::Message ignored(rd_kafka_consumer_poll(consumer_.get(), kafka::Milliseconds(kPollWait)));
      TakeBack();
    }
    rd_kafka_consumer_close(consumer_.get());
  }

  static void OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t* partitions,
                          void* member) {
    Member& self = *static_cast<Member*>(member);
    kafka::Failure failure;
    if (event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      failure.reset(rd_kafka_incremental_assign(consumer, partitions));
      rd_kafka_pause_partitions(consumer, partitions);
      for (int i = 0; i < partitions->cnt; ++i) self.Assigned(static_cast<uint32_t>(partitions->elems[i].partition));
    } else {
      for (int i = 0; i < partitions->cnt; ++i) self.Revoked(static_cast<uint32_t>(partitions->elems[i].partition));
      failure.reset(rd_kafka_incremental_unassign(consumer, partitions));
    }
  }

  void Assigned(uint32_t partition) {
    {
      absl::MutexLock lock(&mu_);
      assigned_.insert(partition);
    }
    Hold(partition);
  }

  void Revoked(uint32_t partition) {
    log_.Release(partition);
    absl::MutexLock lock(&mu_);
    assigned_.erase(partition);
  }

  void Hold(uint32_t partition) {
    if (options_.own) {
      log_.Own(partition);
    } else {
      log_.Follow(partition);
    }
  }

  // Not at once: a node that was replaced while it slept hears from the fence first, from the group a little later.
  void TakeBack() {
    const absl::Time now = absl::Now();
    for (uint32_t partition : assigned()) {
      if (log_.StatusOf(partition).state != PartitionState::kLost) {
        lost_since_.erase(partition);
        continue;
      }
      const absl::Time since = lost_since_.try_emplace(partition, now).first->second;
      if (now - since < options_.session_timeout) continue;
      lost_since_.erase(partition);
      Hold(partition);
    }
  }

  KafkaLog& log_;
  const OwnershipOptions options_;
  kafka::Handle consumer_;
  std::atomic<bool> stopping_ = false;
  std::map<uint32_t, absl::Time> lost_since_;  // The thread's own.
  mutable absl::Mutex mu_;
  std::set<uint32_t> assigned_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PartitionOwnership>> JoinOwners(KafkaLog& log, const OwnershipOptions& options) {
  auto member = std::make_unique<Member>(log, options);
  RETURN_IF_ERROR(member->Join());
  return member;
}

}  // namespace huiyin
