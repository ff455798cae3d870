// A member of a consumer group that shares the partitions of one topic among processes: each partition is one member's.
// When one joins, leaves, or is silent for `session_timeout`, Kafka assigns anew. Nothing is read through the group.
#ifndef HUIYIN_EVENTSTORE_KAFKA_GROUP_MEMBER_H_
#define HUIYIN_EVENTSTORE_KAFKA_GROUP_MEMBER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "eventstore/kafka/client.h"

namespace huiyin::kafka {

struct GroupSpec {
  std::string group;
  std::string topic;
  // At least the brokers' group.min.session.timeout.ms.
  absl::Duration session_timeout;
};

// Called by the member's thread, one call at a time.
class GroupListener {
 public:
  virtual ~GroupListener() = default;
  virtual void Assigned(uint32_t partition) = 0;
  // Given back, or lost because this member was silent for too long. Kafka hears of it when the call has returned: the
  // next one finds nobody who is still at it.
  virtual void Revoked(uint32_t partition) = 0;
  // Again and again, some times a second.
  virtual void Polled() {}
};

// Thread-safe. Destroying it leaves the group and revokes what was assigned, so that others take over at once.
class GroupMember {
 public:
  // `listener` must outlive it.
  static absl::StatusOr<std::unique_ptr<GroupMember>> Join(const Properties& properties, GroupSpec spec,
                                                           GroupListener& listener);
  ~GroupMember();
  GroupMember(const GroupMember&) = delete;
  GroupMember& operator=(const GroupMember&) = delete;

  // Ascending.
  std::vector<uint32_t> assigned() const;

 private:
  explicit GroupMember(GroupListener& listener) : listener_(listener) {}
  static void OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t* partitions,
                          void* self);
  void Run();
  void Assign(uint32_t partition);
  void Revoke(uint32_t partition);

  GroupListener& listener_;
  Handle consumer_;
  std::atomic<bool> stopping_ = false;
  mutable absl::Mutex mu_;
  std::set<uint32_t> assigned_ ABSL_GUARDED_BY(mu_);
  bool was_assigned_ = false;  // Perhaps no partition. The thread's while it runs.
  std::thread thread_;         // Last: it uses the others.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_GROUP_MEMBER_H_
