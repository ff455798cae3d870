// One partition of the log as this node holds it: its replica, the right to write it, and a thread that brings the one
// up to the topic and wins the other.
//
//            Follow                     Own
//   kIdle ─────────► kFollowing   ─────────────► kTaking ──► kServing
//     ▲                                             ▲           │ an append whose fate is unknown
//     │ Release                                     └───────────┤
//                                                               ▼ fenced
//                                                             kLost
#ifndef HUIYIN_EVENTSTORE_KAFKA_PARTITION_H_
#define HUIYIN_EVENTSTORE_KAFKA_PARTITION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/kafka/arrivals.h"
#include "eventstore/kafka/client.h"
#include "eventstore/kafka/kafka_log.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/partition_writer.h"
#include "eventstore/kafka/replica_feed.h"
#include "eventstore/kafka/topic.h"

namespace huiyin::kafka {

// What all partitions of a log share. `client` reads uncommitted messages.
struct Shared {
  KafkaLogOptions options;
  Topic topic;
  Handle client;
};

// Thread-safe.
class Partition {
 public:
  // `shared` must outlive it.
  Partition(const Shared& shared, uint32_t number);
  ~Partition();
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  void Follow() { Aim(Goal::kFollow, PartitionState::kReading); }
  void Own() { Aim(Goal::kOwn, PartitionState::kTaking); }
  void Release() { Aim(Goal::kRelease, PartitionState::kIdle); }

  absl::Status Append(absl::Span<const LedgerBatch> batches);
  absl::Status Fill(absl::Span<const LedgerBatch> batches);
  absl::Status MarkMoved(const std::string& where);
  absl::StatusOr<std::string> MovedTo() const;

  // For readers. Stays as long as this object.
  absl::StatusOr<const ReplicaLog*> Readable() const;
  // For who decides: where the partition is to be owned, only while it is.
  absl::StatusOr<const ReplicaLog*> Current() const;
  bool WaitForMore(Offset seen, absl::Time deadline) const;
  void Interrupt();

  PartitionStatus Status() const;
  absl::Status Await(PartitionState state, absl::Time deadline) const;

 private:
  enum class Goal { kRelease, kFollow, kOwn };

  void Aim(Goal goal, PartitionState state);
  void Run();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  // One attempt at the goal of `aim`. OK: it is reached, or another is aimed at.
  absl::Status FollowTopic(uint64_t aim);
  // The topic has been read to where it ended.
  void ReadSoFar(uint64_t aim);
  absl::Status TakeOver(uint64_t aim);
  void Settle(uint64_t aim, const absl::Status& status);

  absl::Status OpenReplica();
  // `replica` may have holes, and will be deleted. But perhaps it still knows of records that the topic has lost; then
  // people must decide.
  absl::Status CheckAgainstTopic(ReplicaLog& replica) const;
  absl::StatusOr<Watermarks> ReadMarks() const;
  ReplicaFeed FeedOf(ReplicaLog& replica) const;
  absl::StatusOr<std::unique_ptr<PartitionReader>> ReadFrom(Offset begin, absl::Duration idle_wait) const;
  // The topic still has all that `replica` has.
  absl::Status CheckWatermarks(const ReplicaLog& replica, const Watermarks& marks) const;
  // Reads on until all before `end` has been read.
  absl::Status CatchUp(uint64_t aim, Offset end);
  absl::Status Feed(ReplicaFeed& feed, std::vector<Arrival> arrivals);
  bool IsStale(uint64_t aim) const;
  // nullptr: not opened yet.
  ReplicaLog* Replica() const;
  void SetState(PartitionState state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status NotOwned() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  // OK: this node owns it.
  absl::Status Serving() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  absl::Status Write(absl::Span<const LedgerBatch> batches) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // What an outcome other than kCommitted means for the writer and the state.
  absl::Status NotCommitted(const PartitionWriter::Outcome& outcome) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // What Kafka has committed.
  absl::Status Keep(ReplicaLog& replica, const std::vector<Offset>& offsets) ABSL_EXCLUSIVE_LOCKS_REQUIRED(append_mu_);
  // After an append that was not committed.
  void StopServing(PartitionState state, const absl::Status& why);

  const Shared& shared_;
  const uint32_t number_;

  // Held for the whole of an Append.
  absl::Mutex append_mu_ ABSL_ACQUIRED_BEFORE(mu_);
  std::unique_ptr<PartitionWriter> writer_ ABSL_GUARDED_BY(append_mu_);

  mutable absl::Mutex mu_;
  Goal goal_ ABSL_GUARDED_BY(mu_) = Goal::kRelease;
  // Counts the calls of Aim: what was begun for an older one is stale.
  uint64_t aim_ ABSL_GUARDED_BY(mu_) = 0;
  PartitionState state_ ABSL_GUARDED_BY(mu_) = PartitionState::kIdle;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  uint64_t dropped_ ABSL_GUARDED_BY(mu_) = 0;
  // Read when the partition was taken over; nobody else can change it since.
  std::string moved_to_ ABSL_GUARDED_BY(mu_);
  bool interrupted_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  // Once opened it stays.
  std::unique_ptr<ReplicaLog> replica_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_PARTITION_H_
