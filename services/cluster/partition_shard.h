// A shard as this node keeps it: the parts of a one-machine node, on one partition of a log (ADR 0017).
#ifndef HUIYIN_SERVICES_CLUSTER_PARTITION_SHARD_H_
#define HUIYIN_SERVICES_CLUSTER_PARTITION_SHARD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "domain/references.h"
#include "eventstore/partition_slice.h"
#include "projections/views.h"
#include "services/audit_service.h"
#include "services/authenticator.h"
#include "services/checkpointed_log.h"
#include "services/checkpoints.h"
#include "services/cluster/not_a_writer.h"
#include "services/cluster/open_calls.h"
#include "services/cluster/routes.h"
#include "services/command_gateway.h"
#include "services/command_pipeline.h"
#include "services/courier/courier_loop.h"
#include "services/erasing_lanes.h"
#include "services/erasure_sweep.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/query_service.h"
#include "services/report_service.h"
#include "services/subscription_service.h"
#include "services/timekeeper/timekeeper_loop.h"
#include "services/witness/witnessed_checkpoints.h"
#include "services/work_pool.h"

namespace huiyin {

// What the shards of a node share. All must outlive them.
struct ShardParts {
  EventLog& log;
  HeadsOfPartition heads_of;
  const References& references;
  const Clock& clock;
  const PersonalData& personal;
  const Authenticator& authenticator;
  WorkPool& pool;
  // As in QuerySources.
  bool log_may_lag = false;
  // To the writers of all partitions; asked for when a shard is made. Empty: its shards carry nothing to others.
  std::function<CommandLanes*()> all_lanes = nullptr;
  // As in ReportServiceOptions: of ledgers of all partitions. Empty: its seals speak of its own ledgers.
  GatherReport gather_report = nullptr;
  WorkPool* gathering_pool = nullptr;
  // Of the checkpoints of a shard that takes commands. Empty: there are none.
  std::function<WitnessClients(const EventLog&)> make_witnesses = nullptr;
};

struct ShardOptions {
  // Of this shard alone.
  std::string views_directory;
  ViewStoreOptions views;
  // Ledgers' files lie beside those of other shards.
  CheckpointsOptions checkpoints;
  // Its writers are 1. Absent: it takes no commands.
  std::optional<CommandPipelineOptions> commands = CommandPipelineOptions();
  // nullopt, or without commands: nothing is given by itself.
  std::optional<TimekeeperOptions> timekeeper;
  // With commands, and lanes of all partitions: carries what goes up from its ledgers, and back down.
  bool courier = false;
};

// Thread-safe.
class PartitionShard final : public Shard {
 public:
  // Views that cannot be used (damaged, or of another log) are folded anew, with a line on stderr. Errors: those of
  // Views::Open and Checkpoints::Open.
  static absl::StatusOr<std::unique_ptr<PartitionShard>> Open(const ShardParts& parts, uint32_t partition,
                                                              const ShardOptions& options);
  // As Close. No call is under way.
  ~PartitionShard() override;

  // A pointer that calls keep while they are under way; the destructor waits for none of them.
  void SetSelf(std::weak_ptr<PartitionShard> self) { self_ = std::move(self); }

  v1::QueryService::CallbackService& query() override { return query_; }
  v1::SubscriptionService::CallbackService& subscription() override { return subscription_; }
  v1::AuditService::CallbackService& audit() override { return audit_; }
  v1::ReportService::CallbackService& report() override { return *report_; }
  // One lane. nullptr: it takes none.
  CommandLanes* commands() { return lanes_.has_value() ? &*lanes_ : nullptr; }

  // Blocks until the views hold what the log held when it was called. An error: they never will.
  absl::Status WaitUntilCaughtUp() const { return views_->WaitUntilCaughtUp(absl::InfiniteFuture()); }
  // OK while the views follow the log.
  absl::Status views_status() const { return views_->status(); }

  // Takes no more commands, and finishes and answers what it took. Idempotent.
  void FinishCommands() {
    StopCarrying();
    if (timekeeper_.has_value()) timekeeper_->Stop();
    if (sweep_.has_value()) sweep_->Stop();
    if (pipeline_.has_value()) pipeline_->Stop();
  }
  // Before the lanes of all partitions end. Idempotent.
  void StopCarrying() {
    if (courier_.has_value()) courier_->Stop();
  }
  // From now on the log refuses everything. Does not block.
  void Cut() { slice_->Close(); }
  // Cut, and ends commands and streams kUnavailable. Idempotent.
  void Close();
  // For calls that have not ended although it is closed, since their clients take nothing.
  void CancelCalls() { calls_.CancelAll(); }

 private:
  PartitionShard(const ShardParts& parts, std::unique_ptr<PartitionSlice> slice, std::unique_ptr<Views> views,
                 std::unique_ptr<WitnessedCheckpoints> checkpoints, const ShardOptions& options);
  void OpenCommands(const ShardParts& parts, const ShardOptions& options);
  HeldCall Hold(grpc::CallbackServerContext& context);

  const std::unique_ptr<PartitionSlice> slice_;
  const std::unique_ptr<Views> views_;
  const std::unique_ptr<WitnessedCheckpoints> checkpoints_;
  CheckpointedLog checkpointed_log_;
  LogBell bell_;
  std::optional<CommandPipeline> pipeline_;
  std::optional<ErasingLanes> lanes_;
  OpenCalls calls_;
  QueryService query_;
  SubscriptionService subscription_;
  AuditService audit_;
  NotAWriter not_a_writer_;
  std::optional<CommandGateway> gateway_;
  std::optional<ReportService> report_;
  std::weak_ptr<PartitionShard> self_;
  std::optional<ErasureSweep> sweep_;
  std::optional<TimekeeperLoop> timekeeper_;
  std::optional<CourierLoop> courier_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_PARTITION_SHARD_H_
