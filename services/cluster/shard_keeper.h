// Makes the shard of one partition when the partition becomes this node's, and unmakes it when it no longer is: on a
// thread of its own, so that whoever brings the news need not wait. A line on stderr says when it is there, and gone.
//
//   Serve ──► open ──► commands ──► views caught up ──► queries ──► Leave ──► cut, close, wait for calls, destroy
#ifndef HUIYIN_SERVICES_CLUSTER_SHARD_KEEPER_H_
#define HUIYIN_SERVICES_CLUSTER_SHARD_KEEPER_H_

#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/cluster/partition_shard.h"

namespace huiyin {

// Thread-safe.
class ShardKeeper {
 public:
  ShardKeeper(const ShardParts& parts, uint32_t partition, ShardOptions options);
  // As Stop.
  ~ShardKeeper();

  // The partition is this node's. Does not block, nor call the log. Already served: nothing changes.
  void Serve();
  // It no longer is. As little does it block; from now on the shard's log refuses everything.
  void Leave();
  // Leaves for good, and waits until the shard is gone. Idempotent.
  void Stop();

  // The shard, from when it is made: for commands. nullptr: there is none.
  std::shared_ptr<PartitionShard> shard() const;
  // The shard, once its views have caught up with what the log held when it was made: for queries.
  std::shared_ptr<PartitionShard> caught_up() const;
  // Why the partition that is this node's has no shard, or the shard's views do not follow. OK: all is well.
  absl::Status status() const;

 private:
  void Run();
  // From opening the shard to its end. `turn`: of turn_, when it began.
  void Keep(uint64_t turn);
  // False: Leave came first.
  bool Offer(uint64_t turn, PartitionShard& shard);
  void Withdraw(PartitionShard& shard);
  bool IsOver(uint64_t turn) const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return stopping_ || turn_ != turn; }

  const ShardParts parts_;
  const uint32_t partition_;
  const ShardOptions options_;

  mutable absl::Mutex mu_;
  bool wanted_ ABSL_GUARDED_BY(mu_) = false;
  // Counts Serve and Leave: what was begun for an older one is over.
  uint64_t turn_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::shared_ptr<PartitionShard> shard_ ABSL_GUARDED_BY(mu_);
  bool caught_up_ ABSL_GUARDED_BY(mu_) = false;
  // Somebody has a pointer to the shard.
  bool lent_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_SHARD_KEEPER_H_
