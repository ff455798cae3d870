#include "services/server/cluster_node.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/kafka_log.h"
#include "eventstore/kafka/owner_directory.h"
#include "eventstore/kafka/partition_ownership.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "grpcpp/health_check_service_interface.h"
#include "services/checkpoints.h"
#include "services/cluster/command_router.h"
#include "services/cluster/node_routes.h"
#include "services/cluster/not_a_writer.h"
#include "services/cluster/peer_service.h"
#include "services/cluster/shard_keeper.h"
#include "services/personal/personal_data.h"
#include "services/server/checkpoint_keys.h"
#include "services/server/cluster_services.h"
#include "services/server/data_directory.h"
#include "services/server/health_watch.h"
#include "services/server/peering.h"
#include "services/server/reference_data.h"
#include "services/server/witness_clients.h"

namespace huiyin {
namespace {

constexpr size_t kPoolThreads = 4;
constexpr size_t kPoolWaitingMax = 1'024;
// For seals, which wait for the reports of others, and must not keep the pool from making them.
constexpr size_t kGatheringThreads = 8;
constexpr size_t kGatheringWaitingMax = 64;
// Memory of all partitions together, and of one at least.
constexpr size_t kReplicaBytes = 96 << 20;
constexpr size_t kViewCacheBytes = 48 << 20;
constexpr size_t kViewBufferBytes = 24 << 20;
constexpr size_t kShareBytesMin = 4 << 20;

size_t ShareOf(size_t bytes, size_t partitions) { return std::max(bytes / partitions, kShareBytesMin); }

// Which side is right is for people to say.
bool IsForPeople(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "REPLICA_AHEAD" || reason == "REPLICA_NOT_OF_TOPIC" || reason == "REPLICA_OF_ANOTHER";
}

KafkaProperties PropertiesOf(const ClusterOptions& options) {
  KafkaProperties properties = options.kafka_properties;
  properties.emplace_back("bootstrap.servers", options.log.brokers);
  return properties;
}

// Of one of so many partitions.
std::optional<CommandPipelineOptions> CommandsOf(const ClusterOptions& options, uint32_t partitions) {
  if (options.project) return std::nullopt;
  CommandPipelineOptions commands;
  commands.queue_commands_max = options.queue_commands_max;
  commands.queue_bytes_max = options.queue_bytes_max;
  commands.state_cache_bytes = options.state_cache_bytes / partitions;
  return commands;
}

class ClusterNodeImpl final : public ClusterNode {
 public:
  ClusterNodeImpl(const ClusterOptions& options, std::unique_ptr<const ReferenceData> reference_data,
                  std::unique_ptr<Authenticator> authenticator, Peering peering)
      : options_(options),
        clock_(options.clock == nullptr ? system_clock_ : *options.clock),
        reference_data_(std::move(reference_data)),
        authenticator_(std::move(authenticator)),
        peering_(std::move(peering)),
        channels_(peering_.credentials) {}
  ~ClusterNodeImpl() override { Shutdown(); }

  absl::Status Open();
  int port() const override { return port_; }
  TopicStrength strength() const override { return log_->strength(); }
  void Shutdown() override;

 private:
  // What changes of a partition are seen from the log's threads.
  struct Seen {
    std::atomic<bool> is_ours = false;
    std::atomic<bool> was_served = false;
  };

  absl::Status OpenLog();
  absl::Status MakeKeepers();
  absl::Status OpenPort();
  absl::Status Join();
  // In which a partition is on its way to this node, and is held by it.
  PartitionState coming() const { return options_.project ? PartitionState::kReading : PartitionState::kTaking; }
  PartitionState held() const { return options_.project ? PartitionState::kFollowing : PartitionState::kServing; }
  void WatchHealth();
  void OnChange(uint32_t partition, PartitionState state);
  // Why the partition, which is this node's, cannot be held.
  absl::Status FailureOf(uint32_t partition) const;
  absl::Status Look(uint32_t partition);

  const ClusterOptions options_;
  const SystemClock system_clock_;
  const Clock& clock_;
  const std::unique_ptr<const ReferenceData> reference_data_;
  const std::unique_ptr<Authenticator> authenticator_;
  const Peering peering_;
  PeerChannels channels_;
  std::vector<merkle::SignerKey> checkpoint_keys_;
  std::vector<WitnessClientOptions> witnesses_;
  std::optional<PersonalData> personal_;
  std::atomic<bool> refused_ = false;

  // One for each partition; made before the first changes hands.
  std::vector<std::unique_ptr<Seen>> seen_;
  std::vector<std::unique_ptr<ShardKeeper>> keepers_;
  std::unique_ptr<KafkaLog> log_;
  std::unique_ptr<OwnerDirectory> owners_;
  std::unique_ptr<WorkPool> pool_;
  std::unique_ptr<WorkPool> gathering_pool_;
  std::unique_ptr<NodeRoutes> routes_;
  // nullptr: this is a projector.
  std::unique_ptr<CommandRouter> router_;
  NotAWriter not_a_writer_;
  std::unique_ptr<ClusterServices> services_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<PartitionOwnership> ownership_;
  std::unique_ptr<HealthWatch> health_;
  int port_ = 0;
  bool is_shut_down_ = false;
};

absl::Status ClusterNodeImpl::OpenLog() {
  RETURN_IF_ERROR(MakeDataDirectory(options_.data_directory));
  KafkaLogOptions log{.properties = PropertiesOf(options_),
                      .topic = options_.log.topic,
                      .partitions = options_.partitions,
                      .replication = options_.replication,
                      .replica_directory = absl::StrCat(options_.data_directory, "/replicas"),
                      .address = peering_.address};
  // No replica is opened before the number of partitions is known.
  log.open_replica = [this](const std::string& directory, const std::string& of) {
    return OpenRocksDbReplica({.directory = directory, .memory_bytes = ShareOf(kReplicaBytes, seen_.size())}, of);
  };
  log.on_change = [this](uint32_t partition, PartitionState state) { OnChange(partition, state); };
  ASSIGN_OR_RETURN(log_, OpenKafkaLog(std::move(log)));
  ASSIGN_OR_RETURN(owners_, OpenOwnerDirectory(PropertiesOf(options_), options_.log.topic));
  return absl::OkStatus();
}

absl::Status ClusterNodeImpl::MakeKeepers() {
  CheckpointsOptions checkpoints;
  checkpoints.directory = absl::StrCat(options_.data_directory, "/checkpoints");
  personal_.emplace();
  if (!options_.personal_keys_directory.empty()) {
    ASSIGN_OR_RETURN(PersonKeyFiles keys, PersonKeyFiles::Open(options_.personal_keys_directory));
    personal_.emplace(std::move(keys));
  }
  ASSIGN_OR_RETURN(checkpoint_keys_, ReadCheckpointKeys(options_.checkpoint_key_files, options_.data_directory));
  checkpoints.keys = checkpoint_keys_;
  ASSIGN_OR_RETURN(witnesses_, ParseWitnesses(options_.witnesses, !checkpoint_keys_.empty()));
  const uint32_t partitions = log_->partitions();
  const HeadsOfPartition heads_of = [this](uint32_t partition, const LedgerId& after, size_t limit) {
    return log_->HeadsOf(partition, after, limit);
  };
  const ShardParts parts{*log_, heads_of, reference_data_->references(), clock_, *personal_, *authenticator_, *pool_,
                         /*log_may_lag=*/options_.project,
                         // Router and services are made before the first partition is served.
                         [this]() -> CommandLanes* { return router_.get(); },
                         [this](grpc::CallbackServerContext& context, const v1::GetReportRequest& request) {
                           return services_->reports().Read(context, request);
                         },
                         gathering_pool_.get(),
                         [this](const EventLog& log) { return WitnessClientsOf(log, witnesses_); }};
  for (uint32_t partition = 0; partition < partitions; ++partition) {
    ShardOptions shard;
    shard.views_directory = absl::StrCat(options_.data_directory, "/views/", partition);
    shard.views.block_cache_bytes = ShareOf(kViewCacheBytes, partitions);
    shard.views.write_buffer_bytes = ShareOf(kViewBufferBytes, partitions);
    shard.checkpoints = checkpoints;
    shard.commands = CommandsOf(options_, partitions);
    shard.timekeeper = options_.timekeeper;
    shard.courier = options_.courier;
    seen_.push_back(std::make_unique<Seen>());
    keepers_.push_back(std::make_unique<ShardKeeper>(parts, partition, std::move(shard)));
  }
  return absl::OkStatus();
}

absl::Status ClusterNodeImpl::OpenPort() {
  CommandLanes& lanes = router_ == nullptr ? static_cast<CommandLanes&>(not_a_writer_) : *router_;
  services_ = std::make_unique<ClusterServices>(ClusterParts{
      *routes_, router_ == nullptr ? nullptr : routes_.get(), lanes, *pool_, *authenticator_,
      reference_data_->references(), clock_, *personal_, reference_data_->Version(log_->engine()), peering_.token});
  const std::unique_ptr<grpc::ServerBuilder> builder = NewServerBuilder();
  services_->Register(*builder);
  ASSIGN_OR_RETURN(server_, Listen(options_, *builder, port_));
  return absl::OkStatus();
}

absl::Status ClusterNodeImpl::Open() {
  RETURN_IF_ERROR(OpenLog());
  pool_ = std::make_unique<WorkPool>(kPoolThreads, kPoolWaitingMax);
  gathering_pool_ = std::make_unique<WorkPool>(kGatheringThreads, kGatheringWaitingMax);
  RETURN_IF_ERROR(MakeKeepers());
  PartitionNews news{[this](uint32_t partition) { return owners_->OwnerOf(partition); },
                     [this](uint32_t partition) { return FailureOf(partition); }};
  routes_ = std::make_unique<NodeRoutes>(*log_, keepers_, channels_, std::move(news), peering_.address);
  if (!options_.project) {
    router_ = std::make_unique<CommandRouter>(
        *routes_, channels_,
        CommandRouterOptions{options_.queue_commands_max, options_.queue_bytes_max, peering_.token});
  }
  // Before it joins: who is given a partition is called at once.
  RETURN_IF_ERROR(OpenPort());
  RETURN_IF_ERROR(Join());
  WatchHealth();
  return absl::OkStatus();
}

absl::Status ClusterNodeImpl::Join() {
  if (options_.project && options_.group.empty()) {
    for (uint32_t partition = 0; partition < log_->partitions(); ++partition) log_->Follow(partition);
    return absl::OkStatus();
  }
  OwnershipOptions ownership{
      .properties = PropertiesOf(options_),
      .topic = options_.log.topic,
      .group = options_.group.empty() ? absl::StrCat(options_.log.topic, ".owners") : options_.group,
      .session_timeout = options_.session_timeout,
      .own = !options_.project,
      .standby = options_.standby};
  ASSIGN_OR_RETURN(ownership_, JoinOwners(*log_, ownership));
  return absl::OkStatus();
}

// From the log's threads, which hold its locks.
void ClusterNodeImpl::OnChange(uint32_t partition, PartitionState state) {
  Seen& seen = *seen_[partition];
  if (state == coming()) {
    // A shard outlives an append whose fate is unknown: its writer forgot what it believed, and the log refuses it
    // until the partition is served again.
    seen.is_ours = true;
    return;
  }
  if (state == held()) {
    seen.was_served = true;
    return keepers_[partition]->Serve();
  }
  if (state != PartitionState::kLost && state != PartitionState::kFailed) seen.is_ours = false;
  keepers_[partition]->Leave();
}

absl::Status ClusterNodeImpl::FailureOf(uint32_t partition) const {
  if (!seen_[partition]->is_ours) return absl::OkStatus();
  const PartitionStatus status = log_->StatusOf(partition);
  return status.state == PartitionState::kFailed ? status.error : absl::OkStatus();
}

absl::Status ClusterNodeImpl::Look(uint32_t partition) {
  if (!seen_[partition]->is_ours) return absl::OkStatus();
  const PartitionStatus status = log_->StatusOf(partition);
  const bool failed = status.state == PartitionState::kFailed;
  if (failed && !seen_[partition]->was_served && IsForPeople(status.error) && !refused_.exchange(true) &&
      options_.on_refused) {
    options_.on_refused(status.error);
  }
  // A partition that is on its way and met with no error is only moving.
  if (failed || status.state == coming()) return status.error;
  return keepers_[partition]->status();
}

void ClusterNodeImpl::WatchHealth() {
  std::vector<WatchedPart> parts;
  for (uint32_t partition = 0; partition < log_->partitions(); ++partition) {
    parts.push_back({absl::StrCat("partition ", partition), absl::StrCat("分区 ", partition),
                     [this, partition] { return Look(partition); }, ClusterServices::Names()});
  }
  health_ =
      std::make_unique<HealthWatch>(*server_->GetHealthCheckService(), ClusterServices::Names(), std::move(parts));
}

void ClusterNodeImpl::Shutdown() {
  if (std::exchange(is_shut_down_, true)) return;
  health_ = nullptr;
  if (services_ != nullptr) services_->Stop();
  for (const std::unique_ptr<ShardKeeper>& keeper : keepers_) {
    if (const std::shared_ptr<PartitionShard> shard = keeper->shard(); shard != nullptr) shard->StopCarrying();
  }
  if (router_ != nullptr) router_->Stop();
  for (const std::unique_ptr<ShardKeeper>& keeper : keepers_) {
    if (const std::shared_ptr<PartitionShard> shard = keeper->shard(); shard != nullptr) shard->FinishCommands();
  }
  // All that was taken is answered: others may have the partitions.
  ownership_ = nullptr;
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
  server_ = nullptr;
  services_ = nullptr;
  // What calls left to be made reads shards.
  if (gathering_pool_ != nullptr) gathering_pool_->Stop();
  if (pool_ != nullptr) pool_->Stop();
  for (const std::unique_ptr<ShardKeeper>& keeper : keepers_) keeper->Leave();
  for (const std::unique_ptr<ShardKeeper>& keeper : keepers_) keeper->Stop();
  // Shards that were made to the last carry over it.
  router_ = nullptr;
  routes_ = nullptr;
  owners_ = nullptr;
  log_ = nullptr;
  keepers_.clear();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ClusterNode>> ClusterNode::Start(const ClusterOptions& options) {
  ASSIGN_OR_RETURN(Peering peering, PeeringOf(options));
  ASSIGN_OR_RETURN(std::unique_ptr<Authenticator> authenticator, MakeAuthenticator(options));
  ASSIGN_OR_RETURN(std::unique_ptr<const ReferenceData> data, ReferenceData::Load(options.calendar_file));
  auto node = std::make_unique<ClusterNodeImpl>(options, std::move(data), std::move(authenticator), std::move(peering));
  RETURN_IF_ERROR(node->Open());
  return node;
}

}  // namespace huiyin
